import type { WorldChannel, WorldPost } from '../../telegram-world.ts';
import type { TlObject, TlValue } from '../tl-schema.ts';
import type { Call, Handler } from './call.ts';
import { accountOf, channelIn, now, RpcError, seconds, text } from './call.ts';
import { mentioned, messageObject } from './message-objects.ts';
import { channelObject, dialogObject } from './objects.ts';

/** Telegram gives at most this many messages a call. */
const MAX_PAGE = 100;

/** The window of a history call (core.telegram.org/api/offsets): newest first, both bounds exclusive. */
function page(all: readonly WorldPost[], params: TlObject): readonly WorldPost[] {
  const number = (name: string): number => Number(params[name]);
  const inRange = all.filter(
    ({ id }) =>
      (number('max_id') <= 0 || id < number('max_id')) && (number('min_id') <= 0 || id > number('min_id')),
  );
  const before = (post: WorldPost): boolean => {
    if (number('offset_id') > 0) return post.id < number('offset_id');
    return number('offset_date') <= 0 || seconds(post.date) < number('offset_date');
  };
  const first = inRange.findIndex(before);
  const from = (first === -1 ? inRange.length : first) + number('add_offset');
  const limit = Math.min(Math.max(number('limit'), 0), MAX_PAGE);
  return inRange.slice(Math.max(0, from), Math.max(0, from + limit));
}

type Wanted = (post: WorldPost) => boolean;

/** A page of the channel's posts; of those that are wanted, where that is told. */
function pageOf(
  channel: WorldChannel,
  params: TlObject,
  call: Call,
  isWanted: Wanted = () => true,
): TlObject {
  const all = [...call.world.postsOf(channel.id).values()].reverse().filter(isWanted);
  const posts = page(all, params);
  return {
    _: 'messages.channelMessages',
    pts: channel.pts,
    count: all.length,
    messages: posts.map((post) => messageObject(channel, post, call)),
    topics: [],
    ...mentioned(channel, posts, call),
  };
}

function getHistory(params: TlObject, call: Call): TlValue {
  return pageOf(channelIn(params['peer'], call), params, call);
}

function search(params: TlObject, call: Call): TlValue {
  const channel = channelIn(params['peer'], call);
  if ((params['filter'] as TlObject)._ !== 'inputMessagesFilterEmpty')
    throw new RpcError(400, 'INPUT_FILTER_INVALID');
  const asked = text(params['q']).toLowerCase();
  const [from, to] = [Number(params['min_date']), Number(params['max_date'])];
  const isWanted = ({ text: said, date }: WorldPost): boolean =>
    said.toLowerCase().includes(asked) &&
    (from <= 0 || seconds(date) > from) &&
    (to <= 0 || seconds(date) < to);
  return pageOf(channel, { offset_date: 0, ...params }, call, isWanted);
}

/** The discussion group of a channel, and the copy there that its comments answer. */
function discussion(params: TlObject, call: Call): { group: WorldChannel; copy: WorldPost } {
  const channel = channelIn(params['peer'], call);
  const group = channel.linkedId === null ? undefined : call.world.channelById(channel.linkedId);
  if (group === undefined || group.isGone) throw new RpcError(400, 'MSG_ID_INVALID');
  const id = Number(params['msg_id']);
  const copy = [...call.world.postsOf(group.id).values()].find(
    ({ copyOf }) => copyOf?.channelId === channel.id && copyOf.messageId === id,
  );
  if (copy === undefined) throw new RpcError(400, 'MSG_ID_INVALID');
  return { group, copy };
}

function isIn(thread: WorldPost): Wanted {
  return ({ replyTo }) => (replyTo?.topId ?? replyTo?.messageId) === thread.id;
}

function getDiscussionMessage(params: TlObject, call: Call): TlValue {
  const { group, copy } = discussion(params, call);
  const last = [...call.world.postsOf(group.id).values()].findLast(isIn(copy));
  return {
    _: 'messages.discussionMessage',
    messages: [messageObject(group, copy, call)],
    ...(last !== undefined && { max_id: last.id }),
    unread_count: 0,
    ...mentioned(group, [copy], call),
  };
}

function getReplies(params: TlObject, call: Call): TlValue {
  const { group, copy } = discussion(params, call);
  return pageOf(group, params, call, isIn(copy));
}

export function stateObject(): TlObject {
  return { _: 'updates.state', pts: 1, qts: 0, date: now(), seq: 1, unread_count: 0 };
}

function dialogs(channels: readonly WorldChannel[], call: Call): Record<string, TlValue> {
  const last = channels.flatMap((channel) => {
    const post = [...call.world.postsOf(channel.id).values()].at(-1);
    return post === undefined ? [] : [messageObject(channel, post, call)];
  });
  return {
    dialogs: channels.map((channel) => dialogObject(channel, call)),
    messages: last,
    chats: channels.map((channel) => channelObject(channel, call)),
    users: [],
  };
}

/** Channels of this account, without those that are gone. */
export function joined(call: Call): readonly WorldChannel[] {
  return call.state
    .joinedChannels(accountOf(call).phone)
    .flatMap((id) => call.world.channelById(id) ?? [])
    .filter(({ isGone }) => !isGone);
}

function getPeerDialogs(params: TlObject, call: Call): TlValue {
  const peers = (params['peers'] as readonly TlObject[]).map((dialog) => {
    if (dialog._ !== 'inputDialogPeer') throw new RpcError(400, 'PEER_ID_INVALID');
    return channelIn(dialog['peer'], call);
  });
  return { _: 'messages.peerDialogs', ...dialogs(peers, call), state: stateObject() };
}

function getDialogs(params: TlObject, call: Call): TlValue {
  // One page holds all that a collector joins; a call for the next page finds nothing more.
  const isFirst = params['offset_id'] === 0 && (params['offset_peer'] as TlObject)._ === 'inputPeerEmpty';
  return { _: 'messages.dialogs', ...dialogs(isFirst ? joined(call) : [], call) };
}

export const MESSAGES: Readonly<Record<string, Handler>> = {
  'messages.getHistory': getHistory,
  'messages.search': search,
  'messages.getDiscussionMessage': getDiscussionMessage,
  'messages.getReplies': getReplies,
  'messages.getPeerDialogs': getPeerDialogs,
  'messages.getDialogs': getDialogs,
  'messages.getPinnedDialogs': (_params, call) => ({
    _: 'messages.peerDialogs',
    ...dialogs([], call),
    state: stateObject(),
  }),
};
