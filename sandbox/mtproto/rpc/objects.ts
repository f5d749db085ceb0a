import type { WorldAccount, WorldChannel, WorldUser } from '../../telegram-world.ts';
import type { TlObject } from '../tl-schema.ts';
import type { Call } from './call.ts';
import { accessHash, accountOf, hasJoined, isBarred, seconds } from './call.ts';

export const EMPTY_PHOTO: TlObject = { _: 'photoEmpty', id: 0n };
export const NOTIFY_SETTINGS: TlObject = { _: 'peerNotifySettings' };

export function peerOf(channel: WorldChannel): TlObject {
  return { _: 'peerChannel', channel_id: channel.id };
}

/** One main name stands alone; as soon as there are several, all of them stand in the list instead. */
function namesOf({ username, moreUsernames }: WorldChannel): Record<string, TlObject[] | string> {
  if (username === null) return {};
  if (moreUsernames.length === 0) return { username };
  const names = [username, ...moreUsernames].map((name, index) => ({
    _: 'username',
    ...(index === 0 && { editable: true }),
    active: true,
    username: name,
  }));
  return { usernames: [...names, { _: 'username', username: `${username}_old` }] };
}

function flagsOf(channel: WorldChannel): Record<string, true> {
  return {
    ...(channel.kind === 'group' ? { megagroup: true } : { broadcast: true }),
    ...(channel.isGigagroup && { gigagroup: true }),
    ...(channel.joinByRequest && { join_request: true }),
    ...(channel.signsPosts && { signatures: true }),
    ...(channel.isProtected && { noforwards: true }),
    ...(channel.isScam && { scam: true }),
    ...(channel.isFake && { fake: true }),
    ...(channel.linkedId !== null && { has_link: true }),
  };
}

/** The channel as this account sees it. */
export function channelObject(channel: WorldChannel, call: Call): TlObject {
  const account = accountOf(call);
  if (channel.isGone || isBarred(call, channel) || (channel.username === null && !hasJoined(call, channel)))
    return {
      _: 'channelForbidden',
      ...(channel.kind === 'group' ? { megagroup: true } : { broadcast: true }),
      id: channel.id,
      access_hash: accessHash(account, 'channel', channel.id),
      title: channel.title,
    };
  const { restriction: text, restrictionPlatform: platform } = channel;
  return {
    _: 'channel',
    ...(!hasJoined(call, channel) && { left: true }),
    ...flagsOf(channel),
    ...(text !== null && {
      restricted: true,
      restriction_reason: [{ _: 'restrictionReason', platform, reason: 'terms', text }],
    }),
    id: channel.id,
    access_hash: accessHash(account, 'channel', channel.id),
    title: channel.title,
    ...namesOf(channel),
    photo: { _: 'chatPhotoEmpty' },
    date: seconds(call.state.joinedAt(account.phone, channel.id) ?? channel.createdAt),
    participants_count: channel.subscribers,
  };
}

export function selfObject(account: WorldAccount): TlObject {
  return {
    _: 'user',
    self: true,
    id: account.userId,
    access_hash: accessHash(account, 'user', account.userId),
    first_name: 'Collector',
    phone: account.phone,
  };
}

export function userObject(user: WorldUser, account: WorldAccount): TlObject {
  return {
    _: 'user',
    ...(user.isBot && { bot: true, bot_info_version: 1 }),
    id: user.id,
    access_hash: accessHash(account, 'user', user.id),
    first_name: user.firstName,
    username: user.username,
  };
}

export function dialogObject(channel: WorldChannel, call: Call): TlObject {
  const last = [...call.world.postsOf(channel.id).keys()].at(-1) ?? 0;
  return {
    _: 'dialog',
    peer: peerOf(channel),
    top_message: last,
    read_inbox_max_id: 0,
    read_outbox_max_id: 0,
    unread_count: last,
    unread_mentions_count: 0,
    unread_reactions_count: 0,
    ...(call.schema.hasField('dialog', 'unread_poll_votes_count') && { unread_poll_votes_count: 0 }),
    notify_settings: NOTIFY_SETTINGS,
    pts: channel.pts,
  };
}
