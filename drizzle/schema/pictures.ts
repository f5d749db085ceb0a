import { bigint, boolean, index, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { bytes, instant, worldText } from './columns.ts';
import { posts } from './posts.ts';
import { sources } from './sources.ts';

/** Posts whose pictures wait to be read, sealed; the row goes when they were read. */
export const waitingPictures = pgTable(
  'waiting_pictures',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    sourceId: integer()
      .notNull()
      .references(() => sources.id),
    messageId: bigint({ mode: 'number' }).notNull(),
    sealedPost: bytes().notNull(),
    /** Its words were suspicious already: it is never dropped for want of time. */
    suspicious: boolean().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    unique('waiting_pictures_once').on(t.sourceId, t.messageId),
    index('waiting_pictures_by_age').on(t.suspicious, t.at),
  ],
);

/** What was read in the pictures of suspicious posts. */
export const postPictures = pgTable(
  'post_pictures',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    postId: integer()
      .notNull()
      .references(() => posts.id),
    sha256: text().notNull(),
    /** Perceptual hash, 64 hex digits; null where the picture is too plain to have one. */
    hash: text(),
    maskedText: worldText().notNull(),
    sealedText: bytes().notNull(),
    at: instant().notNull(),
  },
  (t) => [unique('post_pictures_once').on(t.postId, t.sha256), index('post_pictures_same').on(t.sha256)],
);

/** Parts of perceptual hashes, by which pictures that look alike are found. */
export const pictureBands = pgTable(
  'picture_bands',
  {
    band: text().notNull(),
    pictureId: integer()
      .notNull()
      .references(() => postPictures.id),
  },
  (t) => [primaryKey({ name: 'picture_bands_key', columns: [t.band, t.pictureId] })],
);

/** Keyed hashes of pictures that were read and held nothing suspicious, so that they are not read again. No content. */
export const seenPictures = pgTable(
  'seen_pictures',
  { hash: text().primaryKey(), seenAt: instant().notNull() },
  (t) => [index('seen_pictures_by_age').on(t.seenAt)],
);
