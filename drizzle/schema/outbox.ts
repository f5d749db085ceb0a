import { sql } from 'drizzle-orm';
import { index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { JOB_NAMES, type Job } from '../../src/ports/job-queue.ts';
import { document, instant, oneOf } from './columns.ts';

/** Follow-up jobs on their way to the queue; a row is deleted in the transaction that hands it over. */
export const outbox = pgTable(
  'outbox',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    name: text({ enum: JOB_NAMES }).notNull(),
    payload: document().$type<Job['payload']>().notNull(),
    key: text().notNull(),
    dueAt: instant().notNull(),
    /** Set while a relay hands the job over, so that the same key can be added again for later. */
    claimedAt: instant(),
  },
  (t) => [
    uniqueIndex('outbox_waiting_key').on(t.key).where(sql`${t.claimedAt} is null`),
    index('outbox_due').on(t.dueAt, t.id),
    oneOf('outbox_name', t.name, JOB_NAMES),
  ],
);
