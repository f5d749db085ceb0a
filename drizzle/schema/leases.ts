import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Who alone may do something, by the database's clock. Rows stay when released: the fence only grows. */
export const leases = pgTable('leases', {
  name: text().primaryKey(),
  holder: text(),
  fence: integer().notNull(),
  until: instant().notNull(),
});
