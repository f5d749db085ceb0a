import { albumOf, openEnd, unitsOf } from './albums.ts';
import { packPosts } from './batches.ts';
import { batchNeeds, type ChannelWork, withEarlierParts } from './channel-work.ts';
import { historyAfter, historyBefore } from './history.ts';
import type { Received } from './to-post.ts';

/**
 * Hands over everything after the last id, or at least up to `until`.
 * @param behind told when there is more than one page to read
 */
export async function readHistory(
  work: ChannelWork,
  behind: () => void,
  until = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { call, limits } = work.needs;
  for (let pages = 0; work.out.last < until; pages += 1) {
    const page = { afterId: work.out.last, limit: limits.pagePosts };
    const messages = await historyAfter(call, work.address(), page, { signal: work.signal });
    const newest = messages.at(-1);
    if (newest === undefined) return;
    work.noteNewest(newest.message.id);
    const full = messages.length >= limits.pagePosts;
    if (full && pages === 0) {
      await lookAtTop(work);
      behind();
    }
    // An album at the end of a full page goes on in the next one.
    const end = full ? openEnd(messages) : messages.length;
    await handOverMessages(work, end === 0 ? messages : messages.slice(0, end));
  }
}

/** How far there is to go. */
async function lookAtTop(work: ChannelWork): Promise<void> {
  const page = { beforeId: 0, limit: 1 };
  const [newest] = await historyBefore(work.needs.call, work.address(), page, { signal: work.signal });
  if (newest !== undefined) work.noteNewest(newest.message.id);
}

/**
 * Hands over pushed posts in order; where ids are missing before one, history is asked for them first. Gives how long
 * to wait for further parts of an album at the end, null where nothing waits.
 */
export async function handOverPosts(work: ChannelWork, behind: () => void): Promise<number | null> {
  const { live, out, needs } = work;
  for (;;) {
    const waiting = live.postsAfter(out.last);
    const [first] = waiting;
    if (first === undefined) return null;
    const { last } = out;
    const inOrder = waiting.filter((received, index) => received.message.id === last + 1 + index);
    const end = openEnd(inOrder);
    const hasHole = waiting.length > inOrder.length;
    if (end > 0) {
      await handOverMessages(work, inOrder.slice(0, end));
      continue;
    }
    const leftMs = live.pushedAtMs + needs.limits.albumWaitMs - performance.now();
    if (!hasHole && leftMs > 0) return leftMs;
    if (hasHole) await readHistory(work, behind, first.message.id);
    // History may lack a post that was pushed and taken down since: what was pushed is what was public.
    const [next] = live.postsAfter(out.last);
    if (next?.message.id === first.message.id)
      await handOverMessages(work, inOrder.length > 0 ? inOrder : [next]);
  }
}

/** Messages that continue the run of ids; one may be a late part of an album that was handed over before. */
async function handOverMessages(work: ChannelWork, messages: readonly Received[]): Promise<void> {
  const { out } = work;
  const units = unitsOf(messages);
  for (const [index, unit] of units.entries()) {
    const album = albumOf(unit[0]);
    const continues = album !== null && (out.albums.knows(album) || (index === 0 && !out.begun));
    if (continues) units[index] = await withEarlierParts(work, unit);
  }
  for await (const pack of packPosts(units, batchNeeds(work))) await out.posts(pack);
}
