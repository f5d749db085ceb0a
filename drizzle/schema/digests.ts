import { date, pgTable } from 'drizzle-orm/pg-core';
import type { DigestNumbers } from '../../src/domain/digest.ts';
import { document, instant } from './columns.ts';

/** The numbers of a day as they were told. */
export const digests = pgTable('digests', {
  day: date({ mode: 'string' }).primaryKey(),
  numbers: document().$type<DigestNumbers>().notNull(),
  createdAt: instant().notNull(),
});
