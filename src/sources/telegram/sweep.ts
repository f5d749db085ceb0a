import { Api } from 'telegram';
import type { DetectBatch, IdRange } from '../../ports/job-queue.ts';
import { unitsOf } from './albums.ts';
import { batchNeeds, type ChannelWork, handOverPacks, messagesById, wholeUnits } from './channel-work.ts';
import { IDS_MAX } from './history.ts';
import type { Received } from './to-post.ts';

type Settled = NonNullable<DetectBatch['settled']>[number];

/** Asks for missing ids one by one, at leisure, and says what became of each. */
export async function sweepIds(work: ChannelWork, ranges: readonly IdRange[]): Promise<void> {
  for (const ids of pagesOf(ranges)) {
    const found = await messagesById(work, ids, true);
    const posts = found.filter(({ message }) => message instanceof Api.Message);
    const units = await wholeUnits(work, unitsOf(posts), true);
    const settled = settledOf(ids, found);
    await handOverPacks(
      units,
      batchNeeds(work),
      (pack) => work.out.settled(pack, []),
      (pack) => work.out.settled(pack, settled),
    );
  }
}

function* pagesOf(ranges: readonly IdRange[]): Generator<number[]> {
  let page: number[] = [];
  for (const { from, to } of ranges) {
    for (let id = Math.max(from, 1); id <= to; id += 1) {
      page.push(id);
      if (page.length < IDS_MAX) continue;
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

function settledOf(ids: readonly number[], found: readonly Received[]): Settled[] {
  const byId = new Map(found.map(({ message }) => [message.id, message]));
  const settled: Settled[] = [];
  for (const id of ids) {
    const message = byId.get(id);
    const how = message === undefined ? 'gone' : message instanceof Api.Message ? 'filled' : 'not_a_post';
    const last = settled.at(-1);
    if (last?.how === how && last.to === id - 1) settled[settled.length - 1] = { ...last, to: id };
    else settled.push({ from: id, to: id, how });
  }
  return settled;
}
