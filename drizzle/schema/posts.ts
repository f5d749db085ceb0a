import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import type { Detection } from '../../src/domain/detection.ts';
import { bytes, document, instant, worldText } from './columns.ts';
import { sources } from './sources.ts';

/** Suspicious posts, one row a version. */
export const posts = pgTable(
  'posts',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    sourceId: integer()
      .notNull()
      .references(() => sources.id),
    messageId: bigint({ mode: 'number' }).notNull(),
    version: integer().notNull(),
    url: worldText().notNull(),
    publishedAt: instant().notNull(),
    editedAt: instant(),
    firstSeenAt: instant().notNull(),
    /** When the post was known to be there for the last time. */
    lastSeenAt: instant(),
    deletedSeenAt: instant(),
    /** Message ids of an album; null for a single message. */
    parts: document().$type<readonly number[]>(),
    maskedText: worldText().notNull(),
    sealedContent: bytes().notNull(),
    detection: document().$type<Detection>().notNull(),
    views: bigint({ mode: 'number' }),
  },
  (t) => [
    unique('posts_version').on(t.sourceId, t.messageId, t.version),
    index('posts_entities').using('gin', sql`(${t.detection} -> 'entities') jsonb_path_ops`),
    check('posts_version_positive', sql`${t.version} >= 1`),
  ],
);

/** Keyed hashes of the visible text of every post of late, so that an edit is told from a change of counters. */
export const seenPosts = pgTable(
  'seen_posts',
  {
    sourceId: integer()
      .notNull()
      .references(() => sources.id),
    messageId: bigint({ mode: 'number' }).notNull(),
    /** Empty where only its deletion was seen so far. */
    hash: text().notNull(),
    editedAt: instant(),
    /** When the collector read this version, as a number that grows: of two edits in one second the later one counts. */
    readOrder: bigint({ mode: 'number' }).notNull().default(0),
    seenAt: instant().notNull(),
    /** The album this message is a part of, by the id of its post; null for a post of its own. */
    postId: bigint({ mode: 'number' }),
    goneAt: instant(),
  },
  (t) => [
    primaryKey({ name: 'seen_posts_key', columns: [t.sourceId, t.messageId] }),
    index('seen_posts_by_age').on(t.seenAt),
  ],
);
