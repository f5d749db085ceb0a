import bigInt from 'big-integer';
import { Api } from 'telegram';
import { type ChannelAddress, inputChannel, inputPeer } from './channel.ts';
import type { Call, PoliteOptions } from './polite-calls.ts';
import { receive, type Received } from './to-post.ts';

/** More changes at once are allowed to bots only. */
export const CHANGES_MAX = 100;

/** The oldest `limit` messages after `afterId`, oldest first; ids that do not exist are simply not there. */
export async function historyAfter(
  call: Call,
  where: ChannelAddress,
  page: { readonly afterId: number; readonly limit: number },
  options: PoliteOptions,
): Promise<Received[]> {
  const { afterId, limit } = page;
  // A window that ends just before the first wanted id, moved up by its own length: the oldest ones come first.
  // Telegram's own lower bound, min_id, gives nothing when it lies close to the top; we cut by ourselves.
  const received = await historyPage(
    call,
    where,
    { offsetId: afterId + 1, addOffset: -limit, limit },
    options,
  );
  return received.filter((one) => one.message.id > afterId);
}

/** The newest `limit` messages before `beforeId` (0: of all), oldest first. */
export async function historyBefore(
  call: Call,
  where: ChannelAddress,
  page: { readonly beforeId: number; readonly limit: number },
  options: PoliteOptions,
): Promise<Received[]> {
  return historyPage(call, where, { offsetId: page.beforeId, limit: page.limit }, options);
}

/** Id of the newest message published before that time; 0 where there is none. */
export async function lastIdBefore(
  call: Call,
  where: ChannelAddress,
  time: Date,
  options: PoliteOptions,
): Promise<number> {
  const offsetDate = Math.floor(time.getTime() / 1000);
  // Zero is no date for the platform: it would give the newest message.
  if (offsetDate <= 0) return 0;
  const [last] = await historyPage(call, where, { offsetDate, limit: 1 }, options);
  return last?.message.id ?? 0;
}

async function historyPage(
  call: Call,
  where: ChannelAddress,
  window: { offsetId?: number; offsetDate?: number; addOffset?: number; limit: number },
  options: PoliteOptions,
): Promise<Received[]> {
  const { offsetId = 0, offsetDate = 0, addOffset = 0, limit } = window;
  const peer = inputPeer(where);
  const answer = await call(
    new Api.messages.GetHistory({
      peer,
      offsetId,
      offsetDate,
      addOffset,
      limit,
      maxId: 0,
      minId: 0,
      hash: bigInt.zero,
    }),
    options,
  );
  return receivedOf(answer);
}

/** Messages one asks for by id in one call, at most (https://core.telegram.org/method/channels.getMessages). */
export const IDS_MAX = 100;

/** The messages with these ids, at most IDS_MAX, oldest first; those that are gone, or never were, are not there. */
export async function messagesWith(
  call: Call,
  where: ChannelAddress,
  ids: readonly number[],
  options: PoliteOptions,
): Promise<Received[]> {
  const id = ids.map((one) => new Api.InputMessageID({ id: one }));
  return receivedOf(await call(new Api.channels.GetMessages({ channel: inputChannel(where), id }), options));
}

function receivedOf(answer: Api.messages.TypeMessages): Received[] {
  if (answer instanceof Api.messages.MessagesNotModified) return [];
  const received = answer.messages.flatMap((message) => receive(message, answer.chats) ?? []);
  return received.sort((a, b) => a.message.id - b.message.id);
}

/** What changed in a channel since `pts`, without the new messages: those are read from history. */
export interface Changes {
  readonly pts: number;
  readonly edited: readonly Received[];
  readonly deleted: readonly number[];
  /** There were new messages too. */
  readonly fresh: boolean;
  /** More is waiting behind `pts`. */
  readonly more: boolean;
  /** The server has forgotten changes since `pts`; what was edited in between is not known. */
  readonly forgotten: boolean;
}

/** One page of updates.getChannelDifference (https://core.telegram.org/api/updates). */
export async function changesSince(
  call: Call,
  where: ChannelAddress,
  page: { readonly pts: number; readonly limit: number },
  options: PoliteOptions,
): Promise<Changes> {
  const { pts, limit } = page;
  const difference = await call(
    new Api.updates.GetChannelDifference({
      channel: inputChannel(where),
      filter: new Api.ChannelMessagesFilterEmpty(),
      pts,
      limit: Math.min(limit, CHANGES_MAX),
    }),
    options,
  );
  const nothing = { edited: [], deleted: [], fresh: false, more: false, forgotten: false };
  if (difference instanceof Api.updates.ChannelDifferenceEmpty) return { ...nothing, pts: difference.pts };
  if (difference instanceof Api.updates.ChannelDifferenceTooLong) {
    const { dialog } = difference;
    const known = (dialog instanceof Api.Dialog && dialog.pts) || pts;
    return { ...nothing, pts: known, fresh: true, forgotten: true };
  }
  const { otherUpdates, newMessages, chats } = difference;
  return {
    pts: difference.pts,
    edited: otherUpdates.flatMap((update) =>
      update instanceof Api.UpdateEditChannelMessage ? (receive(update.message, chats) ?? []) : [],
    ),
    deleted: otherUpdates.flatMap((update) =>
      update instanceof Api.UpdateDeleteChannelMessages ? update.messages : [],
    ),
    fresh: newMessages.length > 0,
    more: difference.final !== true,
    forgotten: false,
  };
}
