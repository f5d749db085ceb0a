import type { IdRange } from '../../ports/job-queue.ts';
import type { BackfillTask, EmitBatch } from '../../ports/source-reader.ts';
import { openEnd, unitsOf } from './albums.ts';
import type { BatchNeeds, Pack } from './batches.ts';
import { batchNeeds, type ChannelWork, handOverPacks } from './channel-work.ts';
import { historyAfter, lastIdBefore } from './history.ts';
import type { Call } from './polite-calls.ts';
import { unlessAborted } from './waiting.ts';

/** Pictures of the past are fetched one by one at leisure, so that they have longer. */
const MEDIA_TIMES = 10;

/**
 * Reads the past of a channel, oldest first, behind everything else the account does. Resolves when the batch that ends
 * at `task.toId` was taken; rejects with the reason of `signal` when it is raised, or when the channel is unwatched.
 */
export async function readBackfill(
  work: ChannelWork,
  task: BackfillTask,
  emit: EmitBatch,
  signal: AbortSignal,
): Promise<void> {
  const { call, limits } = work.needs;
  const options = { signal, atLeisure: true };
  const before = task.doneTo ?? (await lastIdBefore(call, work.address(), task.since, options));
  // Where nothing is so new, the last id stands for the whole task.
  let done = Math.min(before, task.toId - 1);
  const wanted = before < task.toId;
  while (done < task.toId) {
    stopIfRaised(work, signal);
    const page = { afterId: done, limit: limits.pagePosts };
    const messages = wanted ? await historyAfter(call, work.address(), page, options) : [];
    const inside = messages.filter(({ message }) => message.id <= task.toId);
    const isEnd = inside.length < messages.length || inside.length === 0;
    const end = isEnd ? inside.length : openEnd(inside) || inside.length;
    const hand = async (pack: Pack, to: number): Promise<void> => {
      const range: IdRange = { from: done + 1, to };
      await emitPart(work, { task, range, pack }, emit, signal);
      done = to;
    };
    await handOverPacks(
      unitsOf(inside.slice(0, end)),
      leisurely(work),
      (pack) => hand(pack, pack.lastId),
      (pack) => hand(pack, isEnd ? task.toId : Math.min(pack.lastId, task.toId)),
    );
  }
}

function stopIfRaised(work: ChannelWork, signal: AbortSignal): void {
  signal.throwIfAborted();
  work.signal.throwIfAborted();
}

function leisurely(work: ChannelWork): BatchNeeds {
  const needs = batchNeeds(work);
  const call: Call = (request, options) => needs.call(request, { ...options, atLeisure: true });
  const limits = { ...needs.limits, mediaMs: needs.limits.mediaMs * MEDIA_TIMES };
  return { ...needs, call, limits };
}

async function emitPart(
  work: ChannelWork,
  part: { readonly task: BackfillTask; readonly range: IdRange; readonly pack: Pack },
  emit: EmitBatch,
  signal: AbortSignal,
): Promise<void> {
  const { id, epoch } = work.source;
  const { backfillId } = part.task;
  const batch = {
    sourceId: id,
    epoch,
    interval: null,
    posts: part.pack.posts,
    deletions: [],
    backfill: { backfillId, ...part.range },
  };
  await unlessAborted(emit(batch), signal, work.signal);
}
