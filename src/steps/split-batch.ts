import type { DetectBatch, IdRange } from '../ports/job-queue.ts';

/**
 * Parts that together account for the same as the batch, or null where nothing is left to split. The posts come first, in
 * two halves; edits and deletions count as complete only with the last part, and ids that are missing are noted with the
 * first one, before any position passes them by.
 */
export function partsOf(batch: DetectBatch): readonly DetectBatch[] | null {
  const { posts, deletions, events, settled, missing, ...address } = batch;
  const rest: DetectBatch = {
    ...withoutRanges(address),
    interval: null,
    posts: [],
    deletions,
    ...(events === undefined ? {} : { events }),
    ...(settled === undefined ? {} : { settled }),
  };
  const hasRest = deletions.length > 0 || events !== undefined || settled !== undefined;
  const only = { ...address, posts, deletions: [], ...(missing === undefined ? {} : { missing }) };
  if (posts.length > 1) return hasRest ? [...halves(only), rest] : halves(only);
  return posts.length === 1 && hasRest ? [only, rest] : null;
}

function withoutRanges({ backfill: _backfill, ...address }: Omit<DetectBatch, 'posts' | 'deletions'>) {
  return address;
}

function halves(batch: DetectBatch): readonly DetectBatch[] {
  const posts = [...batch.posts].sort((a, b) => a.messageId - b.messageId);
  const middle = Math.ceil(posts.length / 2);
  const second = posts.slice(middle);
  // An album of the first half may reach over the border; its ids are passed by with the second half, after it.
  const border = Math.min(...second.map((post) => Math.min(post.messageId, ...(post.parts ?? [])))) - 1;
  const { interval, backfill, missing: _missing, ...address } = batch;
  const [lower, upper] = cut(interval, border);
  const [before, after] = backfill === undefined ? [null, null] : cut(backfill, border);
  return [
    {
      ...batch,
      posts: posts.slice(0, middle),
      interval: lower,
      ...(backfill !== undefined && before !== null ? { backfill: { ...backfill, ...before } } : {}),
    },
    {
      ...address,
      posts: second,
      interval: upper,
      ...(backfill !== undefined && after !== null ? { backfill: { ...backfill, ...after } } : {}),
    },
  ];
}

function cut(range: IdRange | null, border: number): readonly [IdRange | null, IdRange | null] {
  if (range === null) return [null, null];
  const at = Math.max(range.from, Math.min(border, range.to));
  return [{ from: range.from, to: at }, at < range.to ? { from: at + 1, to: range.to } : null];
}
