import type { Post } from '../../domain/post.ts';
import type { IdRange } from '../../ports/job-queue.ts';
import type { PreviewLimits } from './limits.ts';
import type { ShownMessage } from './message.ts';
import type { PreviewPages } from './pages.ts';
import { toPost } from './to-post.ts';

export interface PackNeeds {
  readonly pages: PreviewPages;
  readonly limits: PreviewLimits;
  readonly sourceId: number;
  readonly username: string;
}

/** Posts that travel together, and the ids that are accounted for with them. */
export interface Pack {
  readonly posts: readonly Post[];
  readonly range: IdRange;
}

/** The posts of messages, with their pictures; service messages are none. */
export async function postOf(message: ShownMessage, editedAt: Date | null, needs: PackNeeds): Promise<Post> {
  const { sourceId, username } = needs;
  const media = await needs.pages.media(message.media);
  return toPost(message, { sourceId, username, rawChars: needs.limits.rawChars }, { media, editedAt });
}

/**
 * Packs messages up to the limits of a batch. The ranges follow one another without a hole from `range.from` to `range.to`.
 * @param at counts as the time of an edit that a post bears when it is first seen
 */
export async function* packPosts(
  messages: readonly ShownMessage[],
  range: IdRange,
  at: Date,
  needs: PackNeeds,
): AsyncGenerator<Pack> {
  let posts: Post[] = [];
  let bytes = 0;
  let { from } = range;
  for (const message of messages) {
    if (message.isService) continue;
    const post = await postOf(message, message.isEdited ? at : null, needs);
    const size = sizeOf(post);
    const isFull = posts.length >= needs.limits.batchPosts || bytes + size > needs.limits.batchBytes;
    if (posts.length > 0 && isFull) {
      yield { posts, range: { from, to: message.id - 1 } };
      from = message.id;
      posts = [];
      bytes = 0;
    }
    posts.push(post);
    bytes += size;
  }
  yield { posts, range: { from, to: range.to } };
}

/** Bytes of the post as JSON, near enough. */
function sizeOf(post: Post): number {
  const media = post.media.reduce((sum, item) => sum + (item.data?.length ?? 0), 0);
  return Buffer.byteLength(post.text) + Buffer.byteLength(post.raw) + media + 500;
}

/** The ids of a range that are none of `ids`, as ranges. */
export function missingOf(range: IdRange, ids: Iterable<number>): readonly IdRange[] {
  const missing: IdRange[] = [];
  let next = range.from;
  for (const id of [...ids].sort((a, b) => a - b)) {
    if (id < next || id > range.to) continue;
    if (id > next) missing.push({ from: next, to: id - 1 });
    next = id + 1;
  }
  if (next <= range.to) missing.push({ from: next, to: range.to });
  return missing;
}
