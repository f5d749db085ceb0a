import { index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant, worldText } from './columns.ts';

/** Jobs that were given up, by their address. */
export const deadLetters = pgTable(
  'dead_letters',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    queue: text().notNull(),
    key: text().notNull(),
    address: text().notNull(),
    reason: worldText().notNull(),
    at: instant().notNull(),
  },
  (t) => [index('dead_letters_by_age').on(t.at)],
);
