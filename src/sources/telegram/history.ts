import bigInt from 'big-integer';
import { Api } from 'telegram';
import { type ChannelAddress, inputChannel, inputPeer } from './channel.ts';
import type { CallOptions } from './connect.ts';
import type { Call } from './polite-calls.ts';
import { receive, type Received } from './to-post.ts';

/** More changes at once are allowed to bots only. */
const CHANGES_MAX = 100;

/** The oldest `limit` messages after `afterId`, oldest first; ids that do not exist are simply not there. */
export async function historyAfter(
  call: Call,
  where: ChannelAddress,
  page: { readonly afterId: number; readonly limit: number },
  options: CallOptions,
): Promise<Received[]> {
  const { afterId, limit } = page;
  const answer = await call(
    new Api.messages.GetHistory({
      peer: inputPeer(where),
      // A window that ends just before the first wanted id, moved up by its own length: the oldest ones come first.
      // Telegram's own lower bound, min_id, gives nothing when it lies close to the top; we cut by ourselves.
      offsetId: afterId + 1,
      offsetDate: 0,
      addOffset: -limit,
      limit,
      maxId: 0,
      minId: 0,
      hash: bigInt.zero,
    }),
    options,
  );
  if (answer instanceof Api.messages.MessagesNotModified) return [];
  const received = answer.messages.flatMap((message) => receive(message, answer.chats) ?? []);
  return received.filter((one) => one.message.id > afterId).sort((a, b) => a.message.id - b.message.id);
}

/** What changed in a channel since `pts`, without the new messages: those are read from history. */
export interface Changes {
  readonly pts: number;
  readonly edited: readonly Received[];
  readonly deleted: readonly number[];
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
  options: CallOptions,
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
  const nothing = { edited: [], deleted: [], more: false, forgotten: false };
  if (difference instanceof Api.updates.ChannelDifferenceEmpty) return { ...nothing, pts: difference.pts };
  if (difference instanceof Api.updates.ChannelDifferenceTooLong) {
    const { dialog } = difference;
    return { ...nothing, pts: (dialog instanceof Api.Dialog && dialog.pts) || pts, forgotten: true };
  }
  const { otherUpdates, chats } = difference;
  return {
    pts: difference.pts,
    edited: otherUpdates.flatMap((update) =>
      update instanceof Api.UpdateEditChannelMessage ? (receive(update.message, chats) ?? []) : [],
    ),
    deleted: otherUpdates.flatMap((update) =>
      update instanceof Api.UpdateDeleteChannelMessages ? update.messages : [],
    ),
    more: difference.final !== true,
    forgotten: false,
  };
}
