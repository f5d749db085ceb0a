import type { ChatMessage } from '../bot-api/message-view.ts';
import type { Entity } from '../bot-api/telegram-types.ts';
import type { TelegramWorld, WorldChannel, WorldEntity, WorldPost } from '../telegram-world.ts';
import type { PageChannel, PageEntity, PageMessage, PagePost } from './page-data.ts';

/** What the page keeps of a channel and of a chat; older ones are still there, but not shown. */
export const SHOWN_POSTS = 60;
export const SHOWN_MESSAGES = 300;

export function messageView(message: ChatMessage): PageMessage {
  const { id, from, photo, document } = message;
  return {
    id,
    from,
    at: message.at.toISOString(),
    editedAt: message.editedAt?.toISOString() ?? null,
    text: message.text ?? message.caption ?? '',
    entities: message.entities.map(botEntity),
    picture: photo === undefined ? null : { ...sized(photo), src: `/playground/files/${photo.fileId}` },
    document:
      document === undefined
        ? null
        : { src: `/playground/files/${document.fileId}`, name: document.fileName, size: document.size },
    keyboard: message.keyboard.map((row) =>
      row.map(({ text, url, style }) => ({ text, url: url ?? null, style: style ?? null })),
    ),
    replyKeyboard: message.replyKeyboard ?? null,
    removesKeyboard: message.removesKeyboard,
    forceReply: message.forceReply ?? null,
    replyTo: message.replyTo ?? null,
    albumId: message.albumId ?? null,
    reactions: message.reactions,
    pinned: message.pinned,
  };
}

function botEntity({ type, offset, length, url }: Entity): PageEntity {
  return { kind: type, offset, length, ...(url === undefined ? {} : { url }) };
}

function worldEntity(entity: WorldEntity): PageEntity {
  const { kind, offset, length } = entity;
  if (entity.kind === 'text_link') return { kind, offset, length, url: entity.url };
  return { kind: kind === 'strike' ? 'strikethrough' : kind, offset, length };
}

function sized({ width, height }: { readonly width: number; readonly height: number }) {
  return { width, height };
}

/** What of the world a view needs besides the post: the names of those who write in groups. */
type Names = Pick<TelegramWorld, 'userNamed'>;

export function postView(names: Names, channel: WorldChannel, post: WorldPost): PagePost {
  return {
    channel: channel.username ?? '',
    id: post.id,
    at: post.date.toISOString(),
    editedAt: post.editDate?.toISOString() ?? null,
    text: post.text,
    entities: post.entities.map(worldEntity),
    picture:
      post.photo === null ? null : { ...sized(post.photo), src: `/playground/photos/${post.photo.id}` },
    forwardedFrom: post.forwardedFrom?.title ?? null,
    signature: post.signature ?? authorName(names, post.author),
    buttons: post.buttons.flat(),
  };
}

function authorName(names: Names, username: string | null): string | null {
  return username === null ? null : (names.userNamed(username)?.firstName ?? `@${username}`);
}

export function channelView(names: Names, channel: WorldChannel, posts: readonly WorldPost[]): PageChannel {
  const { username, title, about, kind, subscribers } = channel;
  return {
    username: username ?? '',
    title,
    about,
    kind,
    subscribers,
    posts: posts.slice(-SHOWN_POSTS).map((post) => postView(names, channel, post)),
  };
}
