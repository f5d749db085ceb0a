import type { PermanentError } from '../../domain/failure.ts';
import type { Source } from '../../domain/source.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OnReading } from '../../ports/source-reader.ts';
import type { AccountHooks } from './account-hooks.ts';
import { albumOf, IDS_BEFORE, neighbours, type Unit } from './albums.ts';
import { type BatchNeeds, packPosts, type Pack } from './batches.ts';
import type { ChannelAddress } from './channel.ts';
import type { HandOver } from './hand-over.ts';
import { IDS_MAX, messagesWith } from './history.ts';
import type { Joins } from './joins.ts';
import type { TelegramLimits, TelegramLog } from './limits.ts';
import type { LiveBuffer, Room } from './live-buffer.ts';
import type { Call } from './polite-calls.ts';
import type { Received } from './to-post.ts';

/** What the readers of all channels of an account share. */
export interface ChannelReaderNeeds {
  readonly call: Call;
  readonly joins: Joins;
  readonly hooks: AccountHooks;
  readonly clock: Clock;
  readonly limits: TelegramLimits;
  readonly log: TelegramLog;
  /** For pushed posts of all channels. */
  readonly room: Room;
  /** Channels of the account that are read now. */
  readonly channels: () => number;
  /** 0 to 1; spreads the regular looks of many channels. */
  readonly random: () => number;
  /** Told of failures that do not pass by themselves, and each time they are met again. */
  readonly onTrouble: (sourceId: number, error: PermanentError) => void;
  readonly onReading?: OnReading | undefined;
}

/** What the parts of one channel's reader work with. */
export interface ChannelWork {
  readonly source: Source;
  readonly live: LiveBuffer;
  readonly out: HandOver;
  readonly needs: ChannelReaderNeeds;
  readonly signal: AbortSignal;
  /** Throws RetryableError while the channel is not open. */
  address(): ChannelAddress;
  /** Says that a message with this id exists. */
  noteNewest(id: number): void;
}

/** What packing posts of the channel needs. */
export function batchNeeds(work: ChannelWork): BatchNeeds {
  const { call, limits, log } = work.needs;
  const { username } = work.address();
  const { albums } = work.out;
  return { call, limits, log, username, albums, sourceId: work.source.id, signal: work.signal };
}

/** Hands packs over as they are ready; `last` gets the last one, which may hold nothing, and tells what goes with it. */
export async function handOverPacks(
  units: readonly Unit[],
  needs: BatchNeeds,
  hand: (pack: Pack) => Promise<void>,
  last: (pack: Pack) => Promise<void>,
): Promise<void> {
  let held: Pack = { posts: [], units: [], ids: [], lastId: 0 };
  for await (const pack of packPosts(units, needs)) {
    if (held.units.length > 0) await hand(held);
    held = pack;
  }
  await last(held);
}

/** The messages with these ids, in as many calls as are needed. */
export async function messagesById(
  work: ChannelWork,
  ids: readonly number[],
  atLeisure = false,
): Promise<Received[]> {
  const found: Received[] = [];
  const wanted = [...new Set(ids)].sort((a, b) => a - b);
  for (let at = 0; at < wanted.length; at += IDS_MAX) {
    const page = wanted.slice(at, at + IDS_MAX);
    const options = { signal: work.signal, atLeisure };
    found.push(...(await messagesWith(work.needs.call, work.address(), page, options)));
  }
  return found;
}

/** Fills albums up with those of their parts that are not among the given ones. */
export async function wholeUnits(
  work: ChannelWork,
  units: readonly Unit[],
  atLeisure = false,
): Promise<Unit[]> {
  const albums = units.filter(([first]) => albumOf(first) !== null);
  if (albums.length === 0) return [...units];
  const near = albums.flatMap((unit) => unit.flatMap(({ message }) => neighbours(message.id)));
  const around = await messagesById(work, near, atLeisure);
  return units.map((unit) => {
    const album = albumOf(unit[0]);
    return album === null ? unit : merged(unit, around, album);
  });
}

/** Adds to an album those of its parts that were read before: it begins earlier than what is in hand. */
export async function withEarlierParts(work: ChannelWork, unit: Unit): Promise<Unit> {
  const album = albumOf(unit[0]);
  const { id } = unit[0].message;
  if (album === null || id === 1) return unit;
  const from = Math.max(1, id - IDS_BEFORE);
  const ids = Array.from({ length: id - from }, (_, index) => from + index);
  return merged(unit, await messagesById(work, ids), album);
}

function merged(unit: Unit, around: readonly Received[], album: string): Unit {
  const parts = new Map(unit.map((received) => [received.message.id, received]));
  for (const received of around) if (albumOf(received) === album) parts.set(received.message.id, received);
  const [first = unit[0], ...others] = [...parts.values()].sort((a, b) => a.message.id - b.message.id);
  return [first, ...others];
}
