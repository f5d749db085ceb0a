// node-postgres ships no types; the part that the queue needs is described by BullMQ.
declare module 'pg' {
  import type { PgModule } from 'bullmq';

  export const Pool: PgModule['Pool'];
  export const Client: PgModule['Client'];
}
