import type { Post } from '../domain/post.ts';
import type { SeenPost } from '../ports/memory.ts';
import type { Seen } from './keep-post.ts';

type Known = ReadonlyMap<number, SeenPost>;

/** What the posts of a batch are beside what was seen of them before. */
export interface Versions {
  /** New posts and new versions. */
  readonly fresh: readonly Seen[];
  /** Read again, and for a reader the same. */
  readonly same: readonly Seen[];
}

/**
 * Tells new versions from those that were seen, and from older ones that come late: batches overtake each other. The date
 * of the edit decides; within one second, or where the platform gives no date, the order of reading.
 * @param order of this batch; absent for posts of the past, which never take the place of what was seen
 */
export function tellVersions(rows: readonly Seen[], known: Known, order: number | undefined): Versions {
  const newest = new Map<number, Seen>();
  for (const row of rows) newest.set(row.post.messageId, row);
  const fresh: Seen[] = [];
  const same: Seen[] = [];
  for (const row of newest.values()) {
    const before = known.get(row.post.messageId);
    if (!isKnown(before)) fresh.push(row);
    else if (before.hash === row.hash) same.push(row);
    else if (!isOlder(row.post, before, order)) fresh.push(row);
  }
  return { fresh, same };
}

/** False for a message of which only the deletion was seen. */
export function isKnown(seen: SeenPost | undefined): seen is SeenPost {
  return seen !== undefined && seen.hash !== '';
}

/** Whether this version comes before the one that was seen. */
export function isOlder(
  post: Pick<Post, 'editedAt'>,
  seen: Pick<SeenPost, 'editedAt' | 'readOrder'>,
  order: number | undefined,
): boolean {
  const editedAt = post.editedAt === null ? null : Date.parse(post.editedAt);
  const before = seen.editedAt?.getTime() ?? null;
  if (editedAt !== null && (before === null || editedAt > before)) return false;
  if (editedAt !== null && before !== null && editedAt < before) return true;
  return order === undefined || order < seen.readOrder;
}

/**
 * The post under the id by which it is known: an album keeps the id of its first part, also when that part is gone and the
 * platform no longer tells of it.
 */
export function underKnownId(row: Seen, known: Known): Seen {
  const { post } = row;
  const ids = [post.messageId, ...(post.parts ?? [])];
  const albums = ids.flatMap((id) => known.get(id)?.postId ?? []);
  const alone = ids.filter((id) => isKnown(known.get(id)));
  const id = albums.length > 0 ? Math.min(...albums) : alone.length > 0 ? Math.min(...alone) : post.messageId;
  return id === post.messageId ? row : { ...row, post: { ...post, messageId: id } };
}

/** All ids under which a post may be known. */
export function idsOf(post: Post): readonly number[] {
  return [post.messageId, ...(post.parts ?? [])];
}
