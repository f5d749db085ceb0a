import { sql } from 'drizzle-orm';
import { check, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant, oneOf } from './columns.ts';

export const DATABASE_MODES = ['demo', 'real'] as const;
/** Whether a database belongs to the demo or to real work; the other mode refuses it. */
export type DatabaseMode = (typeof DATABASE_MODES)[number];

/** At most one row. */
export const stamp = pgTable(
  'stamp',
  {
    id: integer().primaryKey().default(1),
    mode: text({ enum: DATABASE_MODES }).notNull(),
    createdAt: instant().notNull().defaultNow(),
  },
  (t) => [check('stamp_single', sql`${t.id} = 1`), oneOf('stamp_mode', t.mode, DATABASE_MODES)],
);
