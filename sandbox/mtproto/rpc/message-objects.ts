import type {
  WorldButton,
  WorldChannel,
  WorldEntity,
  WorldPost,
  WorldService,
  WorldUser,
} from '../../telegram-world.ts';
import type { TlObject } from '../tl-schema.ts';
import type { Call } from './call.ts';
import { accountOf, optional, seconds } from './call.ts';
import { mediaObject } from './media-objects.ts';
import { channelObject, peerOf, userObject } from './objects.ts';

const ENTITY: Readonly<Record<WorldEntity['kind'], string>> = {
  bold: 'messageEntityBold',
  italic: 'messageEntityItalic',
  underline: 'messageEntityUnderline',
  strike: 'messageEntityStrike',
  spoiler: 'messageEntitySpoiler',
  code: 'messageEntityCode',
  pre: 'messageEntityPre',
  blockquote: 'messageEntityBlockquote',
  expandable_blockquote: 'messageEntityBlockquote',
  url: 'messageEntityUrl',
  mention: 'messageEntityMention',
  hashtag: 'messageEntityHashtag',
  cashtag: 'messageEntityCashtag',
  bot_command: 'messageEntityBotCommand',
  phone: 'messageEntityPhone',
  email: 'messageEntityEmail',
  text_link: 'messageEntityTextUrl',
  text_mention: 'messageEntityMentionName',
  custom_emoji: 'messageEntityCustomEmoji',
};

function entityObject(entity: WorldEntity): TlObject {
  const { kind, offset, length } = entity;
  return {
    _: ENTITY[kind],
    offset,
    length,
    ...(kind === 'text_link' && { url: entity.url }),
    ...(kind === 'text_mention' && { user_id: entity.userId }),
    ...(kind === 'custom_emoji' && { document_id: BigInt(entity.emojiId) }),
    ...(kind === 'pre' && { language: '' }),
    ...(kind === 'expandable_blockquote' && { collapsed: true }),
  };
}

function forwardObject(post: WorldPost, call: Call): TlObject | undefined {
  if (post.forwardedFrom === null) return undefined;
  const { title, username, messageId, signature } = post.forwardedFrom;
  const channel = username === null ? undefined : call.world.channelNamed(username);
  const user = username === null ? undefined : call.world.userNamed(username);
  const { copyOf } = post;
  const origin =
    copyOf !== null
      ? { _: 'peerChannel', channel_id: copyOf.channelId }
      : (channel && peerOf(channel)) || (user && { _: 'peerUser', user_id: user.id });
  return {
    _: 'messageFwdHeader',
    date: seconds(post.date),
    ...(origin === undefined ? { from_name: title } : { from_id: origin }),
    ...optional({ channel_post: messageId, post_author: signature }),
    // The copy of a channel's post in its discussion group also says where its original is kept.
    ...(copyOf !== null && { saved_from_peer: origin, saved_from_msg_id: copyOf.messageId }),
  };
}

function buttonObject({ text, url, kind = 'url', data = '' }: WorldButton): TlObject {
  switch (kind) {
    case 'callback':
      return { _: 'keyboardButtonCallback', text, data: Buffer.from(data) };
    case 'login_url':
      return { _: 'keyboardButtonUrlAuth', text, url, button_id: 1 };
    case 'web_app':
      return { _: 'keyboardButtonWebView', text, url };
    case 'copy':
      return { _: 'keyboardButtonCopy', text, copy_text: data };
    case 'switch_inline':
      return { _: 'keyboardButtonSwitchInline', text, query: data };
    default:
      return { _: 'keyboardButtonUrl', text, url };
  }
}

function buttonsObject({ buttons }: WorldPost): TlObject | undefined {
  if (buttons.length === 0) return undefined;
  const rows = buttons.map((row) => ({ _: 'keyboardButtonRow', buttons: row.map(buttonObject) }));
  return { _: 'replyInlineMarkup', rows };
}

function senderOf(channel: WorldChannel, post: WorldPost, call: Call): TlObject | undefined {
  if (channel.kind !== 'group') return undefined;
  if (post.copyOf !== null) return { _: 'peerChannel', channel_id: post.copyOf.channelId };
  const author = post.author === null ? undefined : call.world.userNamed(post.author);
  return author === undefined ? peerOf(channel) : { _: 'peerUser', user_id: author.id };
}

export function reactionsObject({ counters }: WorldPost): TlObject {
  const results = counters.reactions.map(({ emoji: emoticon, count }) => ({
    _: 'reactionCount',
    reaction: { _: 'reactionEmoji', emoticon },
    count,
  }));
  return { _: 'messageReactions', results };
}

function repliesObject(channel: WorldChannel, post: WorldPost): TlObject | undefined {
  const { replies } = post.counters;
  if (channel.kind === 'channel' && channel.linkedId !== null)
    return {
      _: 'messageReplies',
      comments: true,
      replies,
      replies_pts: channel.pts,
      channel_id: channel.linkedId,
    };
  return replies === 0 ? undefined : { _: 'messageReplies', replies, replies_pts: channel.pts };
}

function replyObject({ replyTo }: WorldPost): TlObject | undefined {
  if (replyTo === null) return undefined;
  const { messageId: reply_to_msg_id, topId } = replyTo;
  const isDeeper = topId !== undefined && topId !== reply_to_msg_id;
  return { _: 'messageReplyHeader', reply_to_msg_id, ...(isDeeper && { reply_to_top_id: topId }) };
}

function actionObject(service: WorldService): TlObject {
  switch (service.kind) {
    case 'pinned':
      return { _: 'messageActionPinMessage' };
    case 'title_changed':
      return { _: 'messageActionChatEditTitle', title: service.title };
    case 'created':
      return { _: 'messageActionChannelCreate', title: service.title };
    case 'migrated_from':
      return { _: 'messageActionChannelMigrateFrom', title: service.title, chat_id: service.chatId };
    case 'ttl_set':
      return { _: 'messageActionSetMessagesTTL', period: service.seconds };
    case 'photo_removed':
      return { _: 'messageActionChatDeletePhoto' };
    case 'boost':
      return { _: 'messageActionBoostApply', boosts: service.boosts };
    default:
      return { _: 'messageActionCustomAction', message: service.text };
  }
}

function serviceObject(channel: WorldChannel, post: WorldPost, service: WorldService, call: Call): TlObject {
  const replyTo = service.kind === 'pinned' ? { messageId: service.messageId } : post.replyTo;
  return {
    _: 'messageService',
    ...(channel.kind === 'channel' && { post: true }),
    id: post.id,
    peer_id: peerOf(channel),
    date: seconds(post.date),
    action: actionObject(service),
    ...optional({ from_id: senderOf(channel, post, call), reply_to: replyObject({ ...post, replyTo }) }),
  };
}

/** A post as this account sees it. */
export function messageObject(channel: WorldChannel, post: WorldPost, call: Call): TlObject {
  if (post.service !== null) return serviceObject(channel, post, post.service, call);
  const { counters, viaBot } = post;
  const isPost = channel.kind === 'channel';
  return {
    _: 'message',
    id: post.id,
    peer_id: peerOf(channel),
    date: seconds(post.date),
    message: post.text,
    ...(isPost && { post: true, views: counters.views, forwards: counters.forwards }),
    ...(post.isSilent && { silent: true }),
    ...(post.isPinned && { pinned: true }),
    ...(post.isHiddenEdit && { edit_hide: true }),
    ...(channel.isProtected && { noforwards: true }),
    ...optional({
      from_id: senderOf(channel, post, call),
      fwd_from: forwardObject(post, call),
      via_bot_id: viaBot === null ? undefined : call.world.userNamed(viaBot)?.id,
      reply_to: replyObject(post),
      media: mediaObject(channel, post, call),
      reply_markup: buttonsObject(post),
      entities: post.entities.length === 0 ? undefined : post.entities.map(entityObject),
      replies: repliesObject(channel, post),
      reactions: counters.reactions.length === 0 ? undefined : reactionsObject(post),
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
  const addChat = (found: WorldChannel | undefined): unknown => found && chats.set(found.id, found);
  const addUser = (name: string | null | undefined): void => {
    const found = name === null || name === undefined ? undefined : call.world.userNamed(name);
    if (found !== undefined) users.set(found.id, found);
  };
  for (const { forwardedFrom, author, viaBot, copyOf } of posts) {
    const origin = forwardedFrom?.username;
    if (origin !== null && origin !== undefined) addChat(call.world.channelNamed(origin));
    if (copyOf !== null) addChat(call.world.channelById(copyOf.channelId));
    for (const name of [origin, author, viaBot]) addUser(name);
  }
  return {
    chats: [...chats.values()].map((chat) => channelObject(chat, call)),
    users: [...users.values()].map((user) => userObject(user, accountOf(call))),
  };
}
