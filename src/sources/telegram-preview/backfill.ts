import { setTimeout as delay } from 'node:timers/promises';
import { RetryableError } from '../../domain/failure.ts';
import type { IdRange } from '../../ports/job-queue.ts';
import type { BackfillTask, EmitBatch } from '../../ports/source-reader.ts';
import { packPosts } from './batches.ts';
import type { ChannelWatch } from './channel-watch.ts';
import type { ShownPage } from './page.ts';
import { newestIdOf, refusalOf } from './resolve.ts';

/**
 * Reads the past of a watched channel, oldest first, with a pause before each question. Resolves when everything up to
 * `task.toId` was emitted; rejects with the signal's reason.
 */
export async function backfill(
  watch: ChannelWatch,
  task: BackfillTask,
  emit: EmitBatch,
  signal: AbortSignal,
): Promise<void> {
  const { limits, clock, pages } = watch.needs;
  const { id: sourceId, epoch } = watch.source;
  const ask = async (at: { readonly before: number } | { readonly after: number }): Promise<ShownPage> => {
    await delay(limits.backfillGapMs, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
    const page = await pages.channel(watch.username, at);
    if (page === null) throw await refusalOf(pages, watch.username);
    return page;
  };
  const give = async (page: ShownPage | null, range: IdRange): Promise<void> => {
    const inRange = (page?.messages ?? []).filter(({ id }) => id >= range.from && id <= range.to);
    const where = { pages, limits, sourceId, username: watch.username };
    for await (const pack of packPosts(inRange, range, clock.now(), where)) {
      signal.throwIfAborted();
      const done = { ...pack.range, backfillId: task.backfillId };
      await emit({ sourceId, epoch, interval: null, posts: pack.posts, deletions: [], backfill: done });
    }
  };
  // Where nothing is as young as wanted, the last id alone is given, so that the backfill ends.
  const firstId = async (): Promise<number> =>
    Math.min(await firstIdSince(task, ask, limits.searchPages), task.toId);
  let doneTo = task.doneTo ?? (await firstId()) - 1;
  while (doneTo < task.toId) {
    const page = await ask({ after: doneTo });
    const newest = Math.min(newestIdOf(page), task.toId);
    // Nothing is shown after it: the rest up to the end is not there any more.
    const to = newest > doneTo && (page.hasNewer || newest === task.toId) ? newest : task.toId;
    await give(page, { from: doneTo + 1, to });
    doneTo = to;
  }
}

/** The id from which posts of `task.since` or later are, found by halving; past `task.toId` where there is none. */
async function firstIdSince(
  task: BackfillTask,
  ask: (at: { readonly before: number }) => Promise<ShownPage>,
  pagesMax: number,
): Promise<number> {
  const since = task.since.getTime();
  // Every id under `low` is older than wanted; `high` and all after it are not.
  let [low, high] = [1, task.toId + 1];
  for (let asked = 0; low < high; asked += 1) {
    if (asked >= pagesMax)
      throw new RetryableError('page_odd', 'the first post of the day was not found; the pages do not agree');
    const middle = Math.floor((low + high) / 2);
    const page = await ask({ before: middle + 1 });
    const shown = page.messages.filter(({ id }) => id <= middle);
    const wanted = shown.find(({ publishedAt }) => publishedAt.getTime() >= since);
    if (wanted === undefined) low = middle + 1;
    else if (shown[0] !== wanted || !page.hasOlder) return wanted.id;
    else high = wanted.id;
  }
  return low;
}
