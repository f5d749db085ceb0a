import { Api } from 'telegram';
import type { Difference } from '../../domain/source.ts';
import { albumOf, neighbours, type Unit, unitsOf } from './albums.ts';
import type { Pack } from './batches.ts';
import {
  batchNeeds,
  type ChannelWork,
  handOverPacks,
  messagesById,
  wholeUnits,
  withEarlierParts,
} from './channel-work.ts';
import { CHANGES_MAX, changesSince, historyBefore } from './history.ts';
import type { Deletion, Edit } from './live-buffer.ts';

/** Deletions in one batch: ids only, so that one batch holds the clearing of a channel. */
const DELETIONS_MAX = 5_000;
/** Deletions of posts from before this run that are looked at for being parts of albums, at once. */
const UNKNOWN_MAX = 5;

/** What a look for missed events gave. `fresh`: there are new messages too. */
export interface Look {
  readonly what: Difference;
  readonly fresh: boolean;
}

/** Edits and deletions that were not pushed; handed over in between, so that a page always finds room. */
export async function readChanges(work: ChannelWork): Promise<Look> {
  const { live, needs } = work;
  const limit = Math.min(needs.limits.bufferChanges, CHANGES_MAX);
  let look: Look = { what: 'empty', fresh: false };
  for (let more = true; more; ) {
    if (live.edits + limit > needs.limits.bufferChanges || live.deletions > DELETIONS_MAX)
      await handOverChanges(work);
    const { pts } = live;
    if (pts === null) return { ...look, what: 'history' };
    const changes = await changesSince(needs.call, work.address(), { pts, limit }, { signal: work.signal });
    const seenAt = needs.clock.now();
    const kept = changes.edited.every((received) => live.addEdit(received, pts));
    if (!kept || !live.addDeletions(changes.deleted, seenAt, pts)) return { ...look, fresh: true };
    if (changes.forgotten) live.hold(pts);
    else live.wholeAt = seenAt;
    live.setPts(changes.pts);
    look = {
      what: changes.forgotten || look.what === 'too_long' ? 'too_long' : whatOf(changes.pts > pts, look),
      fresh: look.fresh || changes.fresh,
    };
    more = changes.more && changes.pts > pts;
  }
  return look;
}

function whatOf(moved: boolean, before: Look): Look['what'] {
  return moved ? 'changes' : before.what;
}

/**
 * Hands over new versions and deletions of posts that were read. The edit of a part of an album is a new version of
 * the whole album, and so is the deletion of a part. Edits that show nothing new are left out.
 */
export async function handOverChanges(work: ChannelWork): Promise<void> {
  const { live, out } = work;
  const all = live.editsUpTo(out.last);
  const same = all.filter(({ received }) => out.marks.isSame(received.message));
  live.settle({ edits: same, deletions: [] });
  const edits = all.filter((edit) => !same.includes(edit));
  const deletions = live.deletionsUpTo(out.last);
  if (edits.length === 0 && deletions.length === 0) return;
  const units = await changedUnits(work, edits, deletions);
  const editsIn = (pack: Pack): Edit[] => {
    const ids = new Set(pack.ids);
    return edits.filter(({ received }) => ids.has(received.message.id));
  };
  await handOverPacks(
    units,
    batchNeeds(work),
    (pack) => out.versions(pack, { edits: editsIn(pack), deletions: [] }),
    async (pack) => {
      await out.versions(pack, { edits: editsIn(pack), deletions: deletions.slice(0, DELETIONS_MAX) });
      for (let at = DELETIONS_MAX; at < deletions.length; at += DELETIONS_MAX)
        await out.versions(NO_POSTS, { edits: [], deletions: deletions.slice(at, at + DELETIONS_MAX) });
    },
  );
}

const NO_POSTS: Pack = { posts: [], units: [], ids: [], lastId: 0 };

async function changedUnits(
  work: ChannelWork,
  edits: readonly Edit[],
  deletions: readonly Deletion[],
): Promise<Unit[]> {
  const edited = unitsOf(edits.map(({ received }) => received).sort((a, b) => a.message.id - b.message.id));
  const units = await wholeUnits(work, edited);
  const known = new Set(units.map(([first]) => albumOf(first)));
  const shortened = (await shortenedAlbums(work, deletions)).filter((unit) => !known.has(albumOf(unit[0])));
  // Looked for near a deletion they may be cut off at the edge of what was asked for.
  return [...units, ...(await wholeUnits(work, shortened))].sort((a, b) => a[0].message.id - b[0].message.id);
}

/** What is left of albums of which parts were deleted. */
async function shortenedAlbums(work: ChannelWork, deletions: readonly Deletion[]): Promise<Unit[]> {
  const { albums } = work.out;
  const gone = new Set(deletions.map(({ id }) => id));
  const left = new Set<number>();
  const unknown: number[] = [];
  for (const { id } of deletions) {
    const ids = albums.idsWith(id);
    for (const part of ids ?? []) if (!gone.has(part)) left.add(part);
    // What was read in this run is known; a part of an older album is known by its neighbours.
    if (ids === null && id <= work.source.position && unknown.length < UNKNOWN_MAX) unknown.push(id);
  }
  for (const id of unknown) for (const near of neighbours(id)) if (!gone.has(near)) left.add(near);
  if (left.size === 0) return [];
  const found = unitsOf(await messagesById(work, [...left])).filter(([first]) => albumOf(first) !== null);
  return found.filter((unit) => {
    const ids = unit.map(({ message }) => message.id);
    const [from, to] = [Math.min(...ids) - 1, Math.max(...ids) + 1];
    return ids.some((id) => albums.idsWith(id) !== null) || unknown.some((id) => id >= from && id <= to);
  });
}

/**
 * Reads the newest posts again after the server has forgotten what was changed. What was deleted in between is known
 * for posts that were read in this run.
 */
export async function rereadRecent(work: ChannelWork): Promise<void> {
  const { needs, out } = work;
  const { limits, clock } = needs;
  const oldest = (clock.now().getTime() - limits.rereadMs) / 1000;
  const found = new Set<number>();
  let beforeId = out.last + 1;
  for (let left = limits.rereadPosts; left > 0; ) {
    const page = { beforeId, limit: Math.min(limits.pagePosts, left) };
    const messages = await historyBefore(needs.call, work.address(), page, { signal: work.signal });
    const recent = messages.filter(({ message }) => message.date >= oldest);
    const [first] = recent;
    if (first === undefined) break;
    for (const { message } of recent) found.add(message.id);
    left -= messages.length;
    const isLast = left <= 0 || recent.length < messages.length || messages.length < page.limit;
    beforeId = await reread(work, unitsOf(recent), isLast);
    if (isLast) break;
  }
  const lowest = Math.min(...found);
  const gone = out.marks.ids().filter((id) => id >= lowest && id <= out.last && !found.has(id));
  const seenAt = clock.now();
  work.live.addDeletions(gone, seenAt);
  work.live.release();
  work.live.wholeAt = seenAt;
}

/** Gives the id before which to read on: an album that begins before the page is left to the next one. */
async function reread(work: ChannelWork, units: readonly Unit[], isLast: boolean): Promise<number> {
  const [first, second] = units;
  if (first === undefined) return 1;
  const cut = albumOf(first[0]) !== null;
  const whole = cut && isLast ? [await withEarlierParts(work, first), ...units.slice(1)] : units;
  const kept = cut && !isLast && second !== undefined ? units.slice(1) : whole;
  const changed = kept.filter((unit) => unit.some(({ message }) => isNew(work, message)));
  const hand = (pack: Pack): Promise<void> => work.out.versions(pack);
  await handOverPacks(changed, batchNeeds(work), hand, hand);
  return kept[0]?.[0].message.id ?? first[0].message.id;
}

function isNew(work: ChannelWork, message: Api.Message | Api.MessageService): boolean {
  return message instanceof Api.Message && !work.out.marks.isSame(message);
}
