import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { instant, oneOf } from './columns.ts';
import { sources } from './sources.ts';

/** `open` until it was asked for by id; then read after all, gone for good, or never a post (a service message). */
export const MISSING_STATES = ['open', 'filled', 'gone', 'not_a_post'] as const;

/** Ids that a reading did not give although they lie inside it. Rows stay: the report names them. */
export const missingIds = pgTable(
  'missing_ids',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    sourceId: integer()
      .notNull()
      .references(() => sources.id),
    fromId: bigint({ mode: 'number' }).notNull(),
    toId: bigint({ mode: 'number' }).notNull(),
    state: text({ enum: MISSING_STATES }).notNull().default('open'),
    foundAt: instant().notNull(),
    settledAt: instant(),
  },
  (t) => [
    unique('missing_ids_once').on(t.sourceId, t.fromId, t.toId),
    index('missing_ids_open').on(t.sourceId, t.fromId).where(sql`${t.state} = 'open'`),
    oneOf('missing_ids_state', t.state, MISSING_STATES),
    check('missing_ids_order', sql`${t.fromId} <= ${t.toId}`),
  ],
);
