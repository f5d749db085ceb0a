import { Api } from 'telegram';
import { POST_TEXT_MAX, type Post, type PostMedia } from '../../domain/post.ts';
import { linksOf } from './links.ts';

/** A message as it was received, with what is known of the channel it was forwarded from. */
export interface Received {
  readonly message: Api.Message | Api.MessageService;
  readonly forwardedFrom: Post['forwardedFrom'];
}

/** The post a message is. Pure: its media were fetched before. */
export function toPost(
  received: { readonly message: Api.Message; readonly forwardedFrom: Post['forwardedFrom'] },
  where: { readonly sourceId: number; readonly username: string; readonly rawChars: number },
  media: readonly PostMedia[],
): Post {
  const { message, forwardedFrom } = received;
  return {
    sourceId: where.sourceId,
    messageId: message.id,
    url: `https://t.me/${where.username}/${message.id}`,
    publishedAt: isoTime(message.date),
    // A hidden edit is a reaction or a counter, not a new version (https://core.telegram.org/constructor/message).
    editedAt: message.editDate && message.editHide !== true ? isoTime(message.editDate) : null,
    text: (message.message ?? '').slice(0, POST_TEXT_MAX),
    links: linksOf(message),
    media,
    forwardedFrom,
    author: authorOf(message),
    views: message.views ?? null,
    raw: rawOf(message, where.rawChars),
  };
}

/** Pairs messages with their forwards' titles; `chats` is what the answer or the update came with. */
export function receive(message: Api.TypeMessage, chats: Iterable<unknown>): Received | null {
  if (message instanceof Api.MessageService) return { message, forwardedFrom: null };
  if (!(message instanceof Api.Message)) return null;
  return { message, forwardedFrom: forwardOf(message, chats) };
}

function forwardOf(message: Api.Message, chats: Iterable<unknown>): Post['forwardedFrom'] {
  const forward = message.fwdFrom;
  if (!forward) return null;
  const from = forward.fromId;
  if (!(from instanceof Api.PeerChannel)) return { title: forward.fromName ?? '', url: null };
  for (const chat of chats) {
    if (!(chat instanceof Api.Channel) || !chat.id.equals(from.channelId)) continue;
    const name = chat.username ?? chat.usernames?.find((one) => one.active === true)?.username;
    const post = forward.channelPost ? `/${forward.channelPost}` : '';
    return { title: chat.title, url: name ? `https://t.me/${name}${post}` : null };
  }
  return { title: forward.fromName ?? '', url: null };
}

/** The signature of a channel's post; of a group's, the author's number, for names are not collected. */
function authorOf(message: Api.Message): string | null {
  if (message.postAuthor) return message.postAuthor;
  return message.fromId instanceof Api.PeerUser ? `id${message.fromId.userId.toString()}` : null;
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/**
 * JSON of the message: 64-bit numbers and bytes as text, absent fields and the short-lived file references left out.
 * A longer one than `charsMax` is replaced by its place and a mark, so that it stays JSON.
 */
function rawOf(message: Api.Message, charsMax: number): string {
  const json = JSON.stringify(message, (key, value: unknown) => {
    if (value === null || key === 'fileReference') return undefined;
    if (isBytes(value)) return Buffer.from(value.data).toString('base64');
    return value;
  });
  if (json.length <= charsMax) return json;
  return JSON.stringify({
    className: 'Message',
    id: message.id,
    date: message.date,
    omittedChars: json.length,
  });
}

function isBytes(value: unknown): value is { readonly data: number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'Buffer' &&
    'data' in value
  );
}
