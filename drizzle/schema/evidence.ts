import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { instant, isSha256, oneOf } from './columns.ts';
import { findings } from './findings.ts';
import { posts } from './posts.ts';

export const EVIDENCE_ROLES = ['screenshot', 'masked', 'raw'] as const;

/** Sealed captures; rows are only added (a trigger refuses the rest), and the chain of seals cannot fork. */
export const evidenceSets = pgTable(
  'evidence_sets',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    findingId: integer()
      .notNull()
      .references(() => findings.id),
    postId: integer()
      .notNull()
      .references(() => posts.id),
    capturedAt: instant().notNull(),
    tool: text().notNull(),
    manifest: text().notNull(),
    manifestSha256: text().notNull(),
    previousSealSha256: text(),
    sealSha256: text().notNull(),
  },
  (t) => [
    unique('evidence_sets_post').on(t.postId),
    unique('evidence_sets_seal').on(t.sealSha256),
    unique('evidence_sets_previous_seal').on(t.previousSealSha256).nullsNotDistinct(),
    isSha256('evidence_sets_seal_form', t.sealSha256),
    isSha256('evidence_sets_manifest_form', t.manifestSha256),
    index('evidence_sets_of_finding').on(t.findingId, t.id),
  ],
);

export const evidenceFiles = pgTable(
  'evidence_files',
  {
    setId: integer()
      .notNull()
      .references(() => evidenceSets.id),
    position: integer().notNull(),
    role: text({ enum: EVIDENCE_ROLES }).notNull(),
    sha256: text().notNull(),
    sizeBytes: bigint({ mode: 'number' }).notNull(),
    contentType: text().notNull(),
    width: integer(),
    height: integer(),
  },
  (t) => [
    primaryKey({ name: 'evidence_files_key', columns: [t.setId, t.position] }),
    oneOf('evidence_files_role', t.role, EVIDENCE_ROLES),
    isSha256('evidence_files_form', t.sha256),
    check('evidence_files_size', sql`${t.sizeBytes} >= 0`),
  ],
);
