import type {
  WorldAccount,
  WorldChannel,
  WorldEntity,
  WorldPhoto,
  WorldPost,
  WorldUser,
} from '../../telegram-world.ts';
import type { TlObject, TlValue } from '../tl-schema.ts';
import type { Call } from './call.ts';
import { accessHash, accountOf, DC_ID, hasJoined, seconds } from './call.ts';

const ENTITY: Readonly<Record<WorldEntity['kind'], string>> = {
  bold: 'messageEntityBold',
  italic: 'messageEntityItalic',
  underline: 'messageEntityUnderline',
  strike: 'messageEntityStrike',
  spoiler: 'messageEntitySpoiler',
  code: 'messageEntityCode',
  url: 'messageEntityUrl',
  mention: 'messageEntityMention',
  hashtag: 'messageEntityHashtag',
  email: 'messageEntityEmail',
  text_link: 'messageEntityTextUrl',
};

export const EMPTY_PHOTO: TlObject = { _: 'photoEmpty', id: 0n };
export const NOTIFY_SETTINGS: TlObject = { _: 'peerNotifySettings' };

export function peerOf(channel: WorldChannel): TlObject {
  return { _: 'peerChannel', channel_id: channel.id };
}

/** The channel as this account sees it. */
export function channelObject(channel: WorldChannel, call: Call): TlObject {
  if (channel.isGone)
    return {
      _: 'channelForbidden',
      ...(channel.kind === 'group' ? { megagroup: true } : { broadcast: true }),
      id: channel.id,
      access_hash: accessHash(accountOf(call), 'channel', channel.id),
      title: channel.title,
    };
  const joined = hasJoined(call, channel);
  return {
    _: 'channel',
    ...(!joined && { left: true }),
    ...(channel.kind === 'group' ? { megagroup: true } : { broadcast: true }),
    ...(channel.restriction !== null && {
      restricted: true,
      restriction_reason: [
        { _: 'restrictionReason', platform: 'all', reason: 'terms', text: channel.restriction },
      ],
    }),
    id: channel.id,
    access_hash: accessHash(accountOf(call), 'channel', channel.id),
    title: channel.title,
    ...(channel.username !== null && { username: channel.username }),
    photo: { _: 'chatPhotoEmpty' },
    date: seconds(call.state.joinedAt(accountOf(call).phone, channel.id) ?? channel.createdAt),
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
    id: user.id,
    access_hash: accessHash(account, 'user', user.id),
    first_name: user.firstName,
    username: user.username,
  };
}

/** Where an access hash, a file reference and the bytes of a picture meet. */
export function photoReference(photo: WorldPhoto): Buffer {
  return Buffer.from(`ref-${photo.id}`);
}

export const PHOTO_SIZE = 'x';

function photoObject(photo: WorldPhoto, post: WorldPost, account: WorldAccount): TlObject {
  return {
    _: 'photo',
    id: BigInt(photo.id),
    access_hash: accessHash(account, 'photo', photo.id),
    file_reference: photoReference(photo),
    date: seconds(post.date),
    sizes: [{ _: 'photoSize', type: PHOTO_SIZE, w: photo.width, h: photo.height, size: photo.bytes.length }],
    dc_id: DC_ID,
  };
}

function entityObject(entity: WorldEntity): TlObject {
  const { kind, offset, length } = entity;
  return { _: ENTITY[kind], offset, length, ...(kind === 'text_link' && { url: entity.url }) };
}

function forwardObject(post: WorldPost, call: Call): TlObject | undefined {
  if (post.forwardedFrom === null) return undefined;
  const { title, username } = post.forwardedFrom;
  const origin = username === null ? undefined : call.world.channelNamed(username);
  return {
    _: 'messageFwdHeader',
    date: seconds(post.date),
    ...(origin === undefined ? { from_name: title } : { from_id: peerOf(origin) }),
  };
}

function buttonsObject(post: WorldPost): TlObject | undefined {
  if (post.buttons.length === 0) return undefined;
  const rows = post.buttons.map((row) => ({
    _: 'keyboardButtonRow',
    buttons: row.map(({ text, url }) => ({ _: 'keyboardButtonUrl', text, url })),
  }));
  return { _: 'replyInlineMarkup', rows };
}

function optional(fields: Readonly<Record<string, TlValue>>): Record<string, TlValue> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function senderOf(channel: WorldChannel, post: WorldPost, call: Call): TlObject | undefined {
  if (channel.kind !== 'group') return undefined;
  const author = post.author === null ? undefined : call.world.userNamed(post.author);
  return author === undefined ? peerOf(channel) : { _: 'peerUser', user_id: author.id };
}

/** A post as this account sees it. */
export function messageObject(channel: WorldChannel, post: WorldPost, call: Call): TlObject {
  const account = accountOf(call);
  const isPost = channel.kind === 'channel';
  return {
    _: 'message',
    id: post.id,
    peer_id: peerOf(channel),
    date: seconds(post.date),
    message: post.text,
    ...(isPost && { post: true, views: 1, forwards: 0 }),
    ...optional({
      from_id: senderOf(channel, post, call),
      fwd_from: forwardObject(post, call),
      media:
        post.photo === null
          ? undefined
          : { _: 'messageMediaPhoto', photo: photoObject(post.photo, post, account) },
      reply_markup: buttonsObject(post),
      entities: post.entities.length === 0 ? undefined : post.entities.map(entityObject),
      edit_date: post.editDate === null ? undefined : seconds(post.editDate),
      post_author: post.signature ?? undefined,
      grouped_id: post.groupedId === null ? undefined : BigInt(post.groupedId),
    }),
  };
}

/** The chats and people that messages refer to. */
export function mentioned(
  channel: WorldChannel,
  posts: readonly WorldPost[],
  call: Call,
): { readonly chats: readonly TlObject[]; readonly users: readonly TlObject[] } {
  const chats = new Map([[channel.id, channel]]);
  const users = new Map<number, WorldUser>();
  for (const post of posts) {
    const origin = post.forwardedFrom?.username;
    const known = origin === undefined || origin === null ? undefined : call.world.channelNamed(origin);
    if (known !== undefined) chats.set(known.id, known);
    const author = post.author === null ? undefined : call.world.userNamed(post.author);
    if (author !== undefined) users.set(author.id, author);
  }
  return {
    chats: [...chats.values()].map((chat) => channelObject(chat, call)),
    users: [...users.values()].map((user) => userObject(user, accountOf(call))),
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
