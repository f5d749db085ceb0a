import type { Post } from '../../domain/post.ts';
import type { DetectBatch, IdRange } from '../../ports/job-queue.ts';
import { postOf } from './batches.ts';
import type { ChannelWatch } from './channel-watch.ts';

type Settled = NonNullable<DetectBatch['settled']>[number];

/** Ids asked for before their batch is handed over: half a minute of asking is the most that a stop loses. */
const IDS_PER_BATCH = 20;

/**
 * Asks for each id by its own page, and emits what was found and what became of the ids. An id whose page cannot be
 * read stays open: it is there, and may be read later or with an account.
 */
export async function settle(watch: ChannelWatch, ranges: readonly IdRange[]): Promise<void> {
  const { pages, limits, log, clock } = watch.needs;
  const where = { pages, limits, sourceId: watch.source.id, username: watch.username };
  let posts: Post[] = [];
  let settled: Settled[] = [];
  let asked = 0;
  const hand = async (): Promise<void> => {
    if (settled.length > 0) await watch.emit({ interval: null, posts, deletions: [], settled });
    posts = [];
    settled = [];
    asked = 0;
  };
  for (const range of ranges)
    for (let id = range.from; id <= range.to; id += 1) {
      const single = await pages.single(watch.username, id);
      switch (single.kind) {
        case 'message':
          posts.push(await postOf(single.message, single.message.isEdited ? clock.now() : null, where));
          join(settled, id, 'filled');
          break;
        case 'service':
          join(settled, id, 'not_a_post');
          break;
        case 'gone':
          join(settled, id, 'gone');
          break;
        case 'unreadable':
          log.warn(
            { sourceId: where.sourceId, messageId: id, reason: single.reason },
            'a post cannot be read',
          );
          break;
      }
      asked += 1;
      if (asked >= IDS_PER_BATCH) await hand();
    }
  await hand();
}

function join(settled: Settled[], id: number, how: Settled['how']): void {
  const last = settled.at(-1);
  if (last?.how === how && last.to === id - 1) settled[settled.length - 1] = { ...last, to: id };
  else settled.push({ from: id, to: id, how });
}
