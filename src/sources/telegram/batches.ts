import { Api } from 'telegram';
import { messageOf } from '../../domain/failure.ts';
import { POST_TEXT_MAX, type Post, type PostMedia } from '../../domain/post.ts';
import type { IdRange } from '../../ports/job-queue.ts';
import type { AlbumBook, Unit } from './albums.ts';
import type { TelegramLimits, TelegramLog } from './limits.ts';
import { mediaOf } from './media.ts';
import type { Call } from './polite-calls.ts';
import { type ReceivedPost, type Received, toPost } from './to-post.ts';

export interface BatchNeeds {
  readonly call: Call;
  readonly limits: TelegramLimits;
  readonly log: TelegramLog;
  readonly signal: AbortSignal;
  readonly sourceId: number;
  readonly username: string;
  readonly albums: AlbumBook;
}

/** Posts that travel together. `lastId` is the highest id of the messages looked at, service messages included. */
export interface Pack {
  readonly posts: readonly Post[];
  readonly units: readonly Unit[];
  readonly ids: readonly number[];
  readonly lastId: number;
}

interface Packing {
  readonly posts: Post[];
  readonly units: Unit[];
  readonly ids: number[];
  bytes: number;
  lastId: number;
  /** Until when pictures are fetched (performance.now). */
  readonly untilMs: number;
}

/** Makes posts of messages, fetching their pictures on the way, and packs them up to the limits of a batch. */
export async function* packPosts(units: readonly Unit[], needs: BatchNeeds): AsyncGenerator<Pack> {
  const { limits } = needs;
  let packing = newPacking(limits);
  for (const unit of units) {
    const hasMedia = unit.some(({ message }) => message instanceof Api.Message && message.media);
    const media = hasMedia ? await mediaOfUnit(unit, packing.untilMs, needs) : [];
    const post = postOf(unit, media, needs);
    const size = post === null ? 0 : sizeOf(post);
    const full = packing.posts.length >= limits.batchPosts || packing.bytes + size > limits.batchBytes;
    // Where parts of an album stand between other messages, the cut waits until it goes through no album.
    if (packing.posts.length > 0 && full && unit[0].message.id > packing.lastId) {
      yield packing;
      packing = newPacking(limits);
    }
    packing.units.push(unit);
    if (post !== null) packing.posts.push(post);
    packing.bytes += size;
    for (const { message } of unit) {
      packing.ids.push(message.id);
      packing.lastId = Math.max(packing.lastId, message.id);
    }
  }
  if (packing.units.length > 0) yield packing;
}

function newPacking(limits: TelegramLimits): Packing {
  return {
    posts: [],
    units: [],
    ids: [],
    bytes: 0,
    lastId: 0,
    untilMs: performance.now() + limits.mediaMs,
  };
}

async function mediaOfUnit(unit: Unit, untilMs: number, needs: BatchNeeds): Promise<PostMedia[]> {
  const media: PostMedia[] = [];
  for (const { message } of unit.filter(isPost)) {
    try {
      media.push(...(await mediaOf(message, { ...needs, untilMs })));
    } catch (error) {
      needs.signal.throwIfAborted();
      tellStrange(message, error, needs);
    }
  }
  return media;
}

/** Null for a service message (a pinned post, a new title). */
function postOf(unit: Unit, media: readonly PostMedia[], needs: BatchNeeds): Post | null {
  const [first, ...others] = unit.filter(isPost);
  if (first === undefined) return null;
  const { sourceId, username, limits } = needs;
  try {
    // An album keeps the id it was first seen under, also when that part was deleted.
    const messageId = needs.albums.idsWith(first.message.id)?.[0] ?? first.message.id;
    const where = { sourceId, username, messageId, rawChars: limits.rawChars };
    return toPost([first, ...others], where, media);
  } catch (error) {
    tellStrange(first.message, error, needs);
    return barePost(first.message, needs);
  }
}

/** One strange message must not stop its channel: what can be read of it is read, the rest is left out. */
function tellStrange(message: Api.Message, error: unknown, { log, sourceId }: BatchNeeds): void {
  const about = { sourceId, messageId: message.id, error: messageOf(error) };
  log.error(about, 'a message could not be read fully');
}

function isPost(received: Received): received is ReceivedPost {
  return received.message instanceof Api.Message;
}

function barePost(message: Api.Message, { sourceId, username }: BatchNeeds): Post {
  return {
    sourceId,
    messageId: message.id,
    url: `https://t.me/${username}/${message.id}`,
    publishedAt: new Date(message.date * 1000).toISOString(),
    editedAt: null,
    text: (message.message ?? '').slice(0, POST_TEXT_MAX),
    links: [],
    media: [],
    forwardedFrom: null,
    author: null,
    views: null,
    raw: '{}',
  };
}

/** Bytes of the post as JSON, near enough: base64 is one byte a character, Cyrillic is two, and most of `raw` is not. */
function sizeOf(post: Post): number {
  const media = post.media.reduce((sum, item) => sum + (item.data?.length ?? 0), 0);
  return 2 * (post.text.length + post.raw.length) + media + 500;
}

/** The ids of the interval that are not among `ids`, as ranges. */
export function missingIn(interval: IdRange, ids: Iterable<number>): IdRange[] {
  const missing: IdRange[] = [];
  let next = interval.from;
  for (const id of [...ids].sort((a, b) => a - b)) {
    if (id > next) missing.push({ from: next, to: id - 1 });
    if (id >= next) next = id + 1;
  }
  if (next <= interval.to) missing.push({ from: next, to: interval.to });
  return missing;
}
