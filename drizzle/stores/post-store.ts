import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { PostStore, StoredPost } from '../../src/ports/memory.ts';
import type { Database, StoreNeeds } from '../database.ts';
import { posts } from '../schema/posts.ts';
import { found, inserted, lockNamed } from './rows.ts';
import { forgetSeenBefore, goneSince, markGone, markSeen, seenRows, whollyGone } from './seen-rows.ts';

export function toPost(row: typeof posts.$inferSelect): StoredPost {
  return row;
}

export function postStore({ db, inTransaction }: StoreNeeds): PostStore {
  return {
    seen: async (sourceId, messageIds) => {
      if (messageIds.length === 0) return new Map();
      if (inTransaction) await lockNamed(db, 'reading', String(sourceId));
      return await seenRows(db, sourceId, messageIds);
    },
    markSeen: (sourceId, rows, at) => markSeen(db, sourceId, rows, at),
    markGone: (sourceId, gone) => markGone(db, sourceId, gone),
    whollyGone: (sourceId, postIds) => whollyGone(db, sourceId, postIds),
    goneSince: (sourceId, since) => goneSince(db, sourceId, since),
    forgetSeenBefore: (at) => forgetSeenBefore(db, at),
    async add(post) {
      const { sourceId, messageId } = post;
      await lockNamed(db, 'post', `${sourceId}/${messageId}`);
      const [last] = await db
        .select({ version: posts.version, deletedSeenAt: posts.deletedSeenAt })
        .from(posts)
        .where(and(eq(posts.sourceId, sourceId), eq(posts.messageId, messageId)))
        .orderBy(desc(posts.version))
        .limit(1);
      const version = (last?.version ?? 0) + 1;
      // The deletion may have come before the post, or before this version of it.
      const gone = (await whollyGone(db, sourceId, [messageId])).get(messageId) ?? null;
      const deletedSeenAt = last?.deletedSeenAt ?? gone;
      const lastSeenAt = deletedSeenAt === null ? post.lastSeenAt : (post.editedAt ?? post.publishedAt);
      return toPost(
        inserted(
          await db
            .insert(posts)
            .values({ ...post, version, deletedSeenAt, lastSeenAt })
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
    async stillThere(sourceId, messageIds, at) {
      if (messageIds.length === 0) return;
      await db
        .update(posts)
        .set({ lastSeenAt: sql`greatest(${posts.lastSeenAt}, ${at.toISOString()}::timestamptz)` })
        .where(
          and(
            eq(posts.sourceId, sourceId),
            inArray(posts.messageId, [...messageIds]),
            isNull(posts.deletedSeenAt),
          ),
        );
    },
    markDeleted: (sourceId, deletions) => markDeleted(db, sourceId, deletions),
  };
}

type Deletion = Parameters<PostStore['markDeleted']>[1][number];

/** A channel that clears itself deletes many posts in one moment: those are marked together. */
function sameTimes(
  deletions: readonly Deletion[],
): readonly (Omit<Deletion, 'messageId'> & { readonly messageIds: number[] })[] {
  const groups = new Map<string, Omit<Deletion, 'messageId'> & { readonly messageIds: number[] }>();
  for (const { messageId, seenAt, existedAt } of deletions) {
    const key = `${seenAt.getTime()} ${existedAt?.getTime() ?? ''}`;
    const group = groups.get(key) ?? { seenAt, existedAt, messageIds: [] };
    group.messageIds.push(messageId);
    groups.set(key, group);
  }
  return [...groups.values()];
}

async function markDeleted(
  db: Database,
  sourceId: number,
  deletions: readonly Deletion[],
): Promise<readonly number[]> {
  const marked = new Set<number>();
  for (const { messageIds, seenAt, existedAt } of sameTimes(deletions)) {
    const there = existedAt?.toISOString() ?? null;
    const rows = await db
      .update(posts)
      .set({
        deletedSeenAt: seenAt,
        // Who reads and who detects have their own moments: a post was not there after it was seen to be gone.
        lastSeenAt: sql`least(greatest(${posts.lastSeenAt}, ${there}::timestamptz), ${seenAt.toISOString()}::timestamptz)`,
      })
      .where(
        and(eq(posts.sourceId, sourceId), inArray(posts.messageId, messageIds), isNull(posts.deletedSeenAt)),
      )
      .returning({ messageId: posts.messageId });
    for (const row of rows) marked.add(row.messageId);
  }
  return [...marked];
}
