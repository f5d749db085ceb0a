import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { CATEGORIES } from '../../src/domain/category.ts';
import { FINDING_STATES } from '../../src/domain/finding.ts';
import { instant, oneOf, worldText } from './columns.ts';
import { posts } from './posts.ts';
import { sources } from './sources.ts';
import { staff } from './staff.ts';

export const findings = pgTable(
  'findings',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    state: text({ enum: FINDING_STATES }).notNull().default('new'),
    version: integer().notNull().default(1),
    category: text({ enum: CATEGORIES }).notNull(),
    score: doublePrecision().notNull(),
    rulesVersion: text().notNull(),
    modelVersion: text(),
    createdAt: instant().notNull(),
    claimedBy: integer().references(() => staff.id),
    claimedUntil: instant(),
    notBefore: instant(),
    occurrences: integer().notNull().default(1),
    firstPostId: integer()
      .notNull()
      .references(() => posts.id),
    captureProblem: worldText(),
  },
  (t) => [
    unique('findings_first_post').on(t.firstPostId),
    oneOf('findings_state', t.state, FINDING_STATES),
    oneOf('findings_category', t.category, CATEGORIES),
    check('findings_score', sql`${t.score} between 0 and 1`),
    check('findings_counters', sql`${t.version} >= 1 and ${t.occurrences} >= 1`),
    check('findings_claim', sql`${t.claimedUntil} is null or ${t.claimedBy} is not null`),
    index('findings_queue').on(t.score.desc().nullsFirst(), t.createdAt).where(sql`${t.state} = 'new'`),
    index('findings_due').on(t.notBefore).where(sql`${t.state} = 'postponed'`),
    index('findings_by_state').on(t.state, t.createdAt.desc().nullsFirst()),
    index('findings_by_age').on(t.createdAt),
  ],
);

/** The places where the offer was published. A message belongs to one finding; the row follows its newest version. */
export const occurrences = pgTable(
  'occurrences',
  {
    sourceId: integer()
      .notNull()
      .references(() => sources.id),
    messageId: bigint({ mode: 'number' }).notNull(),
    findingId: integer()
      .notNull()
      .references(() => findings.id),
    postId: integer()
      .notNull()
      .references(() => posts.id),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ name: 'occurrences_message', columns: [t.sourceId, t.messageId] }),
    unique('occurrences_post').on(t.postId),
    index('occurrences_of_finding').on(t.findingId, t.at.desc().nullsFirst()),
    index('occurrences_by_age').on(t.at),
  ],
);
