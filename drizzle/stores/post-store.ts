import { and, desc, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { PostStore, StoredPost } from '../../src/ports/memory.ts';
import type { Database, StoreNeeds } from '../database.ts';
import { posts, seenPosts } from '../schema/posts.ts';
import { found, inserted, lockNamed } from './rows.ts';

export function toPost(row: typeof posts.$inferSelect): StoredPost {
  return row;
}

export function postStore({ db, inTransaction }: StoreNeeds): PostStore {
  return {
    /** In a transaction it also makes other readers of the same source wait: the same batch may come twice at once. */
    async seen(sourceId, messageIds) {
      if (messageIds.length === 0) return new Map();
      if (inTransaction) await lockNamed(db, 'reading', String(sourceId));
      const rows = await db
        .select({ messageId: seenPosts.messageId, hash: seenPosts.hash })
        .from(seenPosts)
        .where(and(eq(seenPosts.sourceId, sourceId), inArray(seenPosts.messageId, [...messageIds])));
      return new Map(rows.map((row) => [row.messageId, row.hash]));
    },
    markSeen: (sourceId, rows, at) => markSeen(db, sourceId, rows, at),
    async forgetSeenBefore(at) {
      return (await db.delete(seenPosts).where(lt(seenPosts.seenAt, at))).count;
    },
    async add(post) {
      const { sourceId, messageId } = post;
      await lockNamed(db, 'post', `${sourceId}/${messageId}`);
      const [last] = await db
        .select({ version: posts.version })
        .from(posts)
        .where(and(eq(posts.sourceId, sourceId), eq(posts.messageId, messageId)))
        .orderBy(desc(posts.version))
        .limit(1);
      const version = (last?.version ?? 0) + 1;
      return toPost(
        inserted(
          await db
            .insert(posts)
            .values({ ...post, version })
            .returning(),
        ),
      );
    },
    async get(id) {
      const [row] = await db.select().from(posts).where(eq(posts.id, id));
      return toPost(found(row, `post ${id}`));
    },
    async latest(sourceId, messageId) {
      const [row] = await db
        .select()
        .from(posts)
        .where(and(eq(posts.sourceId, sourceId), eq(posts.messageId, messageId)))
        .orderBy(desc(posts.version))
        .limit(1);
      return row === undefined ? null : toPost(row);
    },
    async markDeleted(sourceId, messageIds, at) {
      if (messageIds.length === 0) return 0;
      const rows = await db
        .update(posts)
        .set({ deletedSeenAt: at })
        .where(
          and(
            eq(posts.sourceId, sourceId),
            inArray(posts.messageId, [...messageIds]),
            isNull(posts.deletedSeenAt),
          ),
        )
        .returning({ messageId: posts.messageId });
      return new Set(rows.map((row) => row.messageId)).size;
    },
  };
}

type SeenRows = Parameters<PostStore['markSeen']>[1];

/** Of a message that comes twice the last row counts: one statement cannot write one row twice. */
async function markSeen(db: Database, sourceId: number, rows: SeenRows, at: Date): Promise<void> {
  if (rows.length === 0) return;
  const values = new Map(
    rows.map(({ messageId, hash, editedAt }) => [
      messageId,
      { sourceId, messageId, hash, editedAt: editedAt === null ? null : new Date(editedAt), seenAt: at },
    ]),
  );
  await db
    .insert(seenPosts)
    .values([...values.values()])
    .onConflictDoUpdate({
      target: [seenPosts.sourceId, seenPosts.messageId],
      set: { hash: sql`excluded.hash`, editedAt: sql`excluded.edited_at`, seenAt: sql`excluded.seen_at` },
    });
}
