import { sql } from 'drizzle-orm';
import { bigint, check, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant, oneOf } from './columns.ts';
import { sources } from './sources.ts';

export const BACKFILL_STATES = ['active', 'done', 'stopped'] as const;

/** History that is read at leisure: the ids from `fromId` to `toId`, done up to `position`. */
export const backfills = pgTable(
  'backfills',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    sourceId: integer()
      .notNull()
      .references(() => sources.id),
    state: text({ enum: BACKFILL_STATES }).notNull().default('active'),
    sinceAt: instant().notNull(),
    /** Null until the first id of that day was asked for. */
    fromId: bigint({ mode: 'number' }),
    toId: bigint({ mode: 'number' }).notNull(),
    position: bigint({ mode: 'number' }),
    posts: integer().notNull().default(0),
    startedAt: instant().notNull(),
    finishedAt: instant(),
  },
  (t) => [
    uniqueIndex('backfills_active').on(t.sourceId).where(sql`${t.state} = 'active'`),
    oneOf('backfills_state', t.state, BACKFILL_STATES),
    check('backfills_counters', sql`${t.posts} >= 0`),
  ],
);
