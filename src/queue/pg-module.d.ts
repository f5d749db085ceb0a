// node-postgres ships no types; the part that the queue needs is described by BullMQ.
declare module 'pg' {
  import type { PgModule } from 'bullmq';

  type BasePool = PgModule['Pool'];
  /** Also an EventEmitter. */
  export const Pool: new (
    ...options: ConstructorParameters<BasePool>
  ) => InstanceType<BasePool> & { setMaxListeners(count: number): unknown };
  export const Client: PgModule['Client'];
}
