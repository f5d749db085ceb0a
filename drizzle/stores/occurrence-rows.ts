import { and, desc, eq, sql } from 'drizzle-orm';
import { PermanentError } from '../../src/domain/failure.ts';
import type { FindingStore } from '../../src/ports/memory.ts';
import type { Database } from '../database.ts';
import { occurrences } from '../schema/findings.ts';
import { posts } from '../schema/posts.ts';
import { sources } from '../schema/sources.ts';
import { toPost } from './post-store.ts';
import { found } from './rows.ts';
import { toSource } from './source-store.ts';

/** Where the offer was published, newest place first. */
export async function occurrencesOf(
  db: Database,
  findingId: number,
  limit: number,
): ReturnType<FindingStore['occurrences']> {
  const rows = await db
    .select({ post: posts, source: sources })
    .from(occurrences)
    .innerJoin(posts, eq(posts.id, occurrences.postId))
    .innerJoin(sources, eq(sources.id, occurrences.sourceId))
    .where(eq(occurrences.findingId, findingId))
    .orderBy(desc(occurrences.at), desc(occurrences.postId))
    .limit(limit);
  return rows.map((row) => ({ post: toPost(row.post), source: toSource(row.source) }));
}

/** The finding that the message belongs to, in whatever version; null when it belongs to none. */
export async function findingOfMessage(
  db: Database,
  sourceId: number,
  messageId: number,
): Promise<number | null> {
  const [row] = await db
    .select({ findingId: occurrences.findingId })
    .from(occurrences)
    .where(and(eq(occurrences.sourceId, sourceId), eq(occurrences.messageId, messageId)));
  return row?.findingId ?? null;
}

/**
 * Notes that the message of the post belongs to the finding; a later version of a known message takes the place of the
 * earlier one. Gives whether the place is new.
 */
export async function putOccurrence(
  db: Database,
  findingId: number,
  postId: number,
  at: Date,
): Promise<boolean> {
  const place = { sourceId: posts.sourceId, messageId: posts.messageId };
  const [post] = await db.select(place).from(posts).where(eq(posts.id, postId));
  const { sourceId, messageId } = found(post, `post ${postId}`);
  const values = { sourceId, messageId, findingId, postId, at };
  const added = await db
    .insert(occurrences)
    .values(values)
    .onConflictDoNothing({ target: [occurrences.sourceId, occurrences.messageId] })
    .returning();
  if (added.length > 0) return true;
  const moved = await db
    .update(occurrences)
    .set({ postId: sql`greatest(${occurrences.postId}, ${postId})` })
    .where(
      and(
        eq(occurrences.sourceId, sourceId),
        eq(occurrences.messageId, messageId),
        eq(occurrences.findingId, findingId),
      ),
    )
    .returning();
  if (moved.length === 0) {
    throw new PermanentError(
      'other_finding',
      `message ${messageId} of source ${sourceId} belongs to another finding than ${findingId}`,
    );
  }
  return false;
}
