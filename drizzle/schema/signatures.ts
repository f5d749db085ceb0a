import { index, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { document, instant } from './columns.ts';
import { findings } from './findings.ts';
import { posts } from './posts.ts';

/** Signatures of the texts of a finding; one row for each different text, dated by its newest post. */
export const signatures = pgTable(
  'signatures',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    findingId: integer()
      .notNull()
      .references(() => findings.id),
    postId: integer()
      .notNull()
      .references(() => posts.id),
    exact: text().notNull(),
    shingles: document().$type<readonly number[]>().notNull(),
    at: instant().notNull(),
  },
  (t) => [unique('signatures_text').on(t.findingId, t.exact), index('signatures_exact').on(t.exact, t.at)],
);

export const signatureBands = pgTable(
  'signature_bands',
  {
    band: text().notNull(),
    signatureId: integer()
      .notNull()
      .references(() => signatures.id),
  },
  (t) => [primaryKey({ name: 'signature_bands_key', columns: [t.band, t.signatureId] })],
);
