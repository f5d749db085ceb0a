import { sql } from 'drizzle-orm';
import { check, date, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { CATEGORIES } from '../../src/domain/category.ts';
import { instant, literals, oneOf, worldText } from './columns.ts';

export const ACT_BASES = ['court_act', 'law'] as const;

export const legalActs = pgTable(
  'legal_acts',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    basis: text({ enum: ACT_BASES }).notNull(),
    titleRu: worldText().notNull(),
    titleKk: worldText().notNull(),
    caseNumber: worldText(),
    actDate: date({ mode: 'string' }),
    inForceDate: date({ mode: 'string' }),
    article: text(),
    part: text(),
    operative: worldText(),
    validFrom: date({ mode: 'string' }).notNull(),
    validTo: date({ mode: 'string' }),
    categories: text({ enum: CATEGORIES }).array().notNull(),
    sourceUrl: text(),
    checkedBy: worldText(),
    checkedAt: text(),
    createdAt: instant().notNull(),
  },
  (t) => [
    oneOf('legal_acts_basis', t.basis, ACT_BASES),
    check('legal_acts_categories', sql`${t.categories} <@ array[${literals(CATEGORIES)}]::text[]`),
    check('legal_acts_validity', sql`${t.validTo} is null or ${t.validTo} >= ${t.validFrom}`),
    check('legal_acts_checked', sql`(${t.checkedBy} is null) = (${t.checkedAt} is null)`),
  ],
);
