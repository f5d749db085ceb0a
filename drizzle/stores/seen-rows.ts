import { and, count, countDistinct, eq, gte, inArray, lt, notExists, or, sql } from 'drizzle-orm';
import type { PostStore, SeenPost } from '../../src/ports/memory.ts';
import type { Database } from '../database.ts';
import { occurrences } from '../schema/findings.ts';
import { posts, seenPosts } from '../schema/posts.ts';

/** Rows of these messages, and of the albums that they are parts of. */
export async function seenRows(
  db: Database,
  sourceId: number,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, SeenPost>> {
  const rows = await rowsWith(db, sourceId, messageIds);
  const albums = [...rows.values()].flatMap((row) => row.postId ?? []).filter((id) => !rows.has(id));
  if (albums.length === 0) return rows;
  return new Map([...rows, ...(await rowsWith(db, sourceId, albums))]);
}

async function rowsWith(
  db: Database,
  sourceId: number,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, SeenPost>> {
  const { messageId, hash, editedAt, readOrder, postId, goneAt } = seenPosts;
  const rows = await db
    .select({ messageId, hash, editedAt, readOrder, postId, goneAt })
    .from(seenPosts)
    .where(and(eq(seenPosts.sourceId, sourceId), inArray(seenPosts.messageId, [...messageIds])));
  return new Map(rows.map(({ messageId: id, ...row }) => [id, row]));
}

/** Of a message that comes twice the last row counts: one statement cannot write one row twice. */
export async function markSeen(
  db: Database,
  sourceId: number,
  rows: Parameters<PostStore['markSeen']>[1],
  at: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const values = new Map(rows.map((row) => [row.messageId, { ...row, sourceId, seenAt: at }]));
  await db
    .insert(seenPosts)
    .values([...values.values()])
    .onConflictDoUpdate({
      target: [seenPosts.sourceId, seenPosts.messageId],
      set: {
        hash: sql`excluded.hash`,
        editedAt: sql`excluded.edited_at`,
        readOrder: sql`excluded.read_order`,
        seenAt: sql`excluded.seen_at`,
        postId: sql`coalesce(excluded.post_id, ${seenPosts.postId})`,
      },
    });
}

export async function markGone(
  db: Database,
  sourceId: number,
  gone: Parameters<PostStore['markGone']>[1],
): Promise<readonly number[]> {
  if (gone.length === 0) return [];
  const values = new Map(
    gone.map(({ messageId, at }) => [messageId, { sourceId, messageId, hash: '', seenAt: at, goneAt: at }]),
  );
  const rows = await db
    .insert(seenPosts)
    .values([...values.values()])
    .onConflictDoUpdate({
      target: [seenPosts.sourceId, seenPosts.messageId],
      set: { goneAt: sql`excluded.gone_at` },
      setWhere: sql`${seenPosts.goneAt} is null`,
    })
    .returning({ messageId: seenPosts.messageId });
  return rows.map((row) => row.messageId);
}

export async function whollyGone(
  db: Database,
  sourceId: number,
  postIds: readonly number[],
): Promise<ReadonlyMap<number, Date>> {
  if (postIds.length === 0) return new Map();
  const postId = sql<number>`coalesce(${seenPosts.postId}, ${seenPosts.messageId})`.mapWith(Number);
  const rows = await db
    .select({ postId, at: sql`max(${seenPosts.goneAt})`.mapWith(seenPosts.goneAt) })
    .from(seenPosts)
    .where(
      and(
        eq(seenPosts.sourceId, sourceId),
        or(inArray(seenPosts.postId, [...postIds]), inArray(seenPosts.messageId, [...postIds])),
      ),
    )
    .groupBy(postId)
    .having(sql`bool_and(${seenPosts.goneAt} is not null)`);
  return new Map(rows.filter((row) => postIds.includes(row.postId)).map((row) => [row.postId, row.at]));
}

export async function goneSince(
  db: Database,
  sourceId: number,
  since: Date,
): Promise<{ readonly messages: number; readonly findings: number }> {
  const [gone] = await db
    .select({ messages: count() })
    .from(seenPosts)
    .where(and(eq(seenPosts.sourceId, sourceId), gte(seenPosts.goneAt, since)));
  const [hit] = await db
    .select({ findings: countDistinct(occurrences.findingId) })
    .from(occurrences)
    .innerJoin(posts, eq(posts.id, occurrences.postId))
    .where(and(eq(occurrences.sourceId, sourceId), gte(posts.deletedSeenAt, since)));
  return { messages: gone?.messages ?? 0, findings: hit?.findings ?? 0 };
}

/** Rows of posts that are kept stay as long as these, so that their edits and deletions are always known. */
export async function forgetSeenBefore(db: Database, at: Date): Promise<number> {
  const kept = db
    .select({ one: sql`1` })
    .from(posts)
    .where(
      and(
        eq(posts.sourceId, seenPosts.sourceId),
        sql`${posts.messageId} = coalesce(${seenPosts.postId}, ${seenPosts.messageId})`,
      ),
    );
  return (await db.delete(seenPosts).where(and(lt(seenPosts.seenAt, at), notExists(kept)))).count;
}
