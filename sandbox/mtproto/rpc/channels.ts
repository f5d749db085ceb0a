import type { WorldChannel } from '../../telegram-world.ts';
import type { TlObject, TlValue } from '../tl-schema.ts';
import type { Call, Handler } from './call.ts';
import { accountOf, channelIn, hasJoined, isBarred, now, optional, RpcError, seconds, text } from './call.ts';
import { resolvePerson } from './general.ts';
import { mentioned, messageObject } from './message-objects.ts';
import { channelObject, EMPTY_PHOTO, NOTIFY_SETTINGS, peerOf } from './objects.ts';

/** Channels and groups that one account without a subscription may be in. */
const MAX_JOINED = 500;

function resolveUsername(params: TlObject, call: Call): TlValue {
  const channel = call.world.channelNamed(text(params['username']));
  if (channel === undefined || channel.username === null) return resolvePerson(params, call);
  return {
    _: 'contacts.resolvedPeer',
    peer: peerOf(channel),
    chats: [channelObject(channel, call)],
    users: [],
  };
}

function getFullChannel(params: TlObject, call: Call): TlValue {
  const channel = channelIn(params['channel'], call);
  const posts = [...call.world.postsOf(channel.id).values()];
  const linked = channel.linkedId === null ? undefined : call.world.channelById(channel.linkedId);
  const migratedFrom = channel.migratedFromChatId;
  const full = {
    _: 'channelFull',
    id: channel.id,
    about: channel.about,
    participants_count: channel.subscribers,
    read_inbox_max_id: 0,
    read_outbox_max_id: 0,
    unread_count: posts.at(-1)?.id ?? 0,
    chat_photo: EMPTY_PHOTO,
    notify_settings: NOTIFY_SETTINGS,
    bot_info: [],
    pts: channel.pts,
    ...optional({
      linked_chat_id: linked?.id,
      pinned_msg_id: posts.findLast(({ isPinned }) => isPinned)?.id,
    }),
    ...(migratedFrom !== null && { migrated_from_chat_id: migratedFrom, migrated_from_max_id: 1 }),
  };
  const chats = [channel, ...(linked === undefined ? [] : [linked])];
  return {
    _: 'messages.chatFull',
    full_chat: full,
    chats: chats.map((chat) => channelObject(chat, call)),
    users: [],
  };
}

function getChannels(params: TlObject, call: Call): TlValue {
  const channels = (params['id'] as readonly TlObject[]).map((input) => channelIn(input, call));
  return { _: 'messages.chats', chats: channels.map((channel) => channelObject(channel, call)) };
}

/** What clients are told after the channel or their part in it changed. */
export function membershipUpdate(channel: WorldChannel, call: Call): TlObject {
  return {
    _: 'updates',
    updates: [{ _: 'updateChannel', channel_id: channel.id }],
    users: [],
    chats: [channelObject(channel, call)],
    date: now(),
    seq: 0,
  };
}

function joinChannel(params: TlObject, call: Call): TlValue {
  const { phone } = accountOf(call);
  const asked = call.world.channelById(Number((params['channel'] as TlObject)['channel_id']));
  if (asked !== undefined && isBarred(call, asked)) throw new RpcError(400, 'USER_BANNED_IN_CHANNEL');
  const channel = channelIn(params['channel'], call);
  if (!hasJoined(call, channel)) {
    if (channel.joinByRequest) throw new RpcError(400, 'INVITE_REQUEST_SENT');
    if (call.state.joinedChannels(phone).length >= MAX_JOINED) throw new RpcError(400, 'CHANNELS_TOO_MUCH');
    call.state.join(phone, channel.id, new Date());
  }
  const updates = membershipUpdate(channel, call);
  // Later layers wrap the updates of a join.
  const isWrapped = call.schema.constructorNamed('messages.chatInviteJoinResultOk') !== undefined;
  return isWrapped ? { _: 'messages.chatInviteJoinResultOk', updates } : updates;
}

function leaveChannel(params: TlObject, call: Call): TlValue {
  const channel = channelIn(params['channel'], call);
  if (!hasJoined(call, channel)) throw new RpcError(400, 'USER_NOT_PARTICIPANT');
  call.state.leave(accountOf(call).phone, channel.id);
  return membershipUpdate(channel, call);
}

function getParticipant(params: TlObject, call: Call): TlValue {
  const channel = channelIn(params['channel'], call);
  if ((params['participant'] as TlObject)._ !== 'inputPeerSelf')
    throw new RpcError(400, 'PARTICIPANT_ID_INVALID');
  const { phone, userId } = accountOf(call);
  const joinedAt = call.state.joinedAt(phone, channel.id);
  if (joinedAt === undefined) throw new RpcError(400, 'USER_NOT_PARTICIPANT');
  const participant = {
    _: 'channelParticipantSelf',
    user_id: userId,
    inviter_id: userId,
    date: seconds(joinedAt),
  };
  return { _: 'channels.channelParticipant', participant, chats: [channelObject(channel, call)], users: [] };
}

function idOf(input: TlObject): number {
  if (input._ !== 'inputMessageID') throw new RpcError(400, 'MESSAGE_IDS_EMPTY');
  return Number(input['id']);
}

/** Messages by id; those that are gone come as `messageEmpty`, in their place. */
function getMessages(params: TlObject, call: Call): TlValue {
  const channel = channelIn(params['channel'], call);
  const ids = (params['id'] as readonly TlObject[]).map(idOf);
  if (ids.length > 100) throw new RpcError(400, 'LIMIT_INVALID');
  const known = call.world.postsOf(channel.id);
  const posts = ids.flatMap((id) => known.get(id) ?? []);
  const messages = ids.map((id) => {
    const post = known.get(id);
    return post === undefined
      ? { _: 'messageEmpty', id, peer_id: peerOf(channel) }
      : messageObject(channel, post, call);
  });
  return {
    _: 'messages.channelMessages',
    pts: channel.pts,
    count: messages.length,
    messages,
    topics: [],
    ...mentioned(channel, posts, call),
  };
}

function checkChatInvite(params: TlObject, call: Call): TlValue {
  const hash = text(params['hash']);
  if (hash === '') throw new RpcError(400, 'INVITE_HASH_EMPTY');
  if (!/^[\w-]{8,64}$/u.test(hash)) throw new RpcError(400, 'INVITE_HASH_INVALID');
  const channel = call.world.channelNamed(`+${hash}`);
  if (channel === undefined) throw new RpcError(400, 'INVITE_HASH_EXPIRED');
  if (hasJoined(call, channel)) return { _: 'chatInviteAlready', chat: channelObject(channel, call) };
  return {
    _: 'chatInvite',
    ...(!channel.isBasicGroup && {
      channel: true,
      ...(channel.kind === 'group' ? { megagroup: true } : { broadcast: true }),
    }),
    ...(channel.joinByRequest && { request_needed: true }),
    title: channel.title,
    photo: EMPTY_PHOTO,
    participants_count: channel.subscribers,
    color: 0,
  };
}

export const CHANNELS: Readonly<Record<string, Handler>> = {
  'contacts.resolveUsername': resolveUsername,
  'channels.getFullChannel': getFullChannel,
  'channels.getChannels': getChannels,
  'channels.joinChannel': joinChannel,
  'channels.leaveChannel': leaveChannel,
  'channels.getParticipant': getParticipant,
  'channels.getMessages': getMessages,
  'messages.checkChatInvite': checkChatInvite,
};
