import { and, asc, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { KeptPicture, PictureStore } from '../../src/ports/memory.ts';
import type { Database, StoreNeeds } from '../database.ts';
import { occurrences } from '../schema/findings.ts';
import { pictureBands, postPictures, seenPictures, waitingPictures } from '../schema/pictures.ts';
import { posts } from '../schema/posts.ts';
import { inserted } from './rows.ts';

export function pictureStore({ db }: StoreNeeds): PictureStore {
  return {
    async wait(post) {
      return inserted(await db.insert(waitingPictures).values(post).returning({ id: waitingPictures.id })).id;
    },
    leave: (sourceId, messageIds) => leave(db, sourceId, messageIds),
    async waiting(id) {
      const [row] = await db.select().from(waitingPictures).where(eq(waitingPictures.id, id));
      return row ?? null;
    },
    async line(limit) {
      const rows = await db
        .select({ id: waitingPictures.id })
        .from(waitingPictures)
        .orderBy(desc(waitingPictures.suspicious), asc(waitingPictures.at), asc(waitingPictures.id))
        .limit(limit);
      return rows.map(({ id }) => id);
    },
    async finish(id) {
      return (await db.delete(waitingPictures).where(eq(waitingPictures.id, id))).count > 0;
    },
    dropOrdinary: (most, since) => dropOrdinary(db, most, since),
    async seen(hashes) {
      if (hashes.length === 0) return new Set();
      const rows = await db
        .select({ hash: seenPictures.hash })
        .from(seenPictures)
        .where(inArray(seenPictures.hash, [...hashes]));
      return new Set(rows.map(({ hash }) => hash));
    },
    async markSeen(hashes, at) {
      // In order, so that two who mark the same pictures do not wait for each other in a circle.
      const values = [...new Set(hashes)].sort().map((hash) => ({ hash, seenAt: at }));
      if (values.length === 0) return;
      await db
        .insert(seenPictures)
        .values(values)
        .onConflictDoUpdate({ target: seenPictures.hash, set: { seenAt: sql`excluded.seen_at` } });
    },
    async forgetSeenBefore(at) {
      return (await db.delete(seenPictures).where(lt(seenPictures.seenAt, at))).count;
    },
    keep: (picture) => keep(db, picture),
    async remembered(sha256s) {
      if (sha256s.length === 0) return new Map();
      const rows = await db
        .selectDistinctOn([postPictures.sha256], {
          sha256: postPictures.sha256,
          sealedText: postPictures.sealedText,
        })
        .from(postPictures)
        .where(inArray(postPictures.sha256, [...sha256s]))
        .orderBy(postPictures.sha256, desc(postPictures.id));
      return new Map(rows.map(({ sha256, sealedText }) => [sha256, sealedText]));
    },
    lookAlikes: (bands, since, limit) => lookAlikes(db, bands, since, limit),
  };
}

async function leave(db: Database, sourceId: number, messageIds: readonly number[]): Promise<void> {
  if (messageIds.length === 0) return;
  await db
    .delete(waitingPictures)
    .where(and(eq(waitingPictures.sourceId, sourceId), inArray(waitingPictures.messageId, [...messageIds])));
}

/** Rows that somebody takes out at this moment are passed by. */
async function dropOrdinary(
  db: Database,
  most: number,
  since: Date,
): ReturnType<PictureStore['dropOrdinary']> {
  const { id, sourceId, messageId, suspicious, at } = waitingPictures;
  const tooMany = (await db.$count(waitingPictures)) - most;
  const oldest = db
    .select({ id })
    .from(waitingPictures)
    .where(eq(suspicious, false))
    .orderBy(asc(at), asc(id))
    .limit(Math.max(0, tooMany))
    .for('update', { skipLocked: true });
  const tooOld = db
    .select({ id })
    .from(waitingPictures)
    .where(and(eq(suspicious, false), lt(at, since)))
    .for('update', { skipLocked: true });
  const dropped = await db
    .delete(waitingPictures)
    .where(inArray(id, tooOld))
    .returning({ sourceId, messageId });
  if (tooMany <= dropped.length) return dropped;
  return [
    ...dropped,
    ...(await db.delete(waitingPictures).where(inArray(id, oldest)).returning({ sourceId, messageId })),
  ];
}

async function keep(db: Database, { bands, ...picture }: KeptPicture): Promise<void> {
  const [row] = await db
    .insert(postPictures)
    .values(picture)
    .onConflictDoNothing({ target: [postPictures.postId, postPictures.sha256] })
    .returning({ id: postPictures.id });
  if (row === undefined || bands.length === 0) return;
  await db.insert(pictureBands).values(bands.map((band) => ({ band, pictureId: row.id })));
}

/** A picture belongs to the finding of its message, also when a later version of the message took its place. */
async function lookAlikes(
  db: Database,
  bands: readonly string[],
  since: Date,
  limit: number,
): ReturnType<PictureStore['lookAlikes']> {
  if (bands.length === 0) return [];
  const sharing = db
    .select({ id: pictureBands.pictureId })
    .from(pictureBands)
    .where(inArray(pictureBands.band, [...bands]));
  return await db
    .select({ findingId: occurrences.findingId, sealedText: postPictures.sealedText })
    .from(postPictures)
    .innerJoin(posts, eq(posts.id, postPictures.postId))
    .innerJoin(
      occurrences,
      and(eq(occurrences.sourceId, posts.sourceId), eq(occurrences.messageId, posts.messageId)),
    )
    .where(and(inArray(postPictures.id, sharing), gte(postPictures.at, since)))
    .orderBy(desc(postPictures.at), desc(postPictures.id))
    .limit(limit);
}
