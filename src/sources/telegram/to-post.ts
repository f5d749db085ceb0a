import { Api } from 'telegram';
import { POST_TEXT_MAX, type Post, type PostMedia } from '../../domain/post.ts';
import { linksOf } from './links.ts';
import { attachmentsOf } from './post-extras.ts';

/** A message as it was received, with what is known of the channel it was forwarded from. */
export interface Received {
  readonly message: Api.Message | Api.MessageService;
  readonly forwardedFrom: Post['forwardedFrom'];
}

/** A message with content, as it was received. */
export interface ReceivedPost extends Received {
  readonly message: Api.Message;
}

export interface PostPlace {
  readonly sourceId: number;
  readonly username: string;
  /** Under which the post is known; the id of the first part where absent. */
  readonly messageId?: number;
  readonly rawChars: number;
}

/** Between the captions of an album. */
const CAPTION_BREAK = '\n';

/**
 * The post that the parts are: one message, or the messages of an album in the order of their ids. Pure: their media
 * were fetched before.
 */
export function toPost(
  parts: readonly [ReceivedPost, ...ReceivedPost[]],
  where: PostPlace,
  media: readonly PostMedia[],
): Post {
  const [first] = parts;
  const messages = parts.map(({ message }) => message);
  const forwardedFrom = parts.find((part) => part.forwardedFrom !== null)?.forwardedFrom ?? null;
  return {
    sourceId: where.sourceId,
    messageId: Math.min(where.messageId ?? first.message.id, first.message.id),
    url: `https://t.me/${where.username}/${first.message.id}`,
    publishedAt: isoTime(first.message.date),
    editedAt: editedAt(messages),
    ...textOf(messages),
    media,
    forwardedFrom,
    author: firstOf(messages, authorOf),
    views: firstOf(messages, (message) => message.views ?? null),
    ...(first.message.groupedId ? { parts: messages.map(({ id }) => id) } : {}),
    ...attachmentsOf(messages),
    raw: rawOf(messages, where.rawChars),
  };
}

function firstOf<T>(messages: readonly Api.Message[], what: (message: Api.Message) => T | null): T | null {
  for (const message of messages) {
    const value = what(message);
    if (value !== null) return value;
  }
  return null;
}

/** Captions one under the other, and links at their places in the whole. */
function textOf(messages: readonly Api.Message[]): Pick<Post, 'text' | 'links'> {
  const [only] = messages;
  if (messages.length === 1 && only !== undefined)
    return { text: cut(only.message ?? ''), links: linksOf(only) };
  let text = '';
  const links: Post['links'][number][] = [];
  for (const message of messages) {
    const caption = message.message ?? '';
    if (text !== '' && caption !== '') text += CAPTION_BREAK;
    const shift = text.length;
    for (const link of linksOf(message))
      links.push({ ...link, start: link.start + shift, end: link.end + shift });
    text += caption;
  }
  return { text: cut(text), links };
}

function cut(text: string): string {
  return text.slice(0, POST_TEXT_MAX);
}

/** A hidden edit is a reaction or a counter, not a new version (https://core.telegram.org/constructor/message). */
function editedAt(messages: readonly Api.Message[]): string | null {
  const times = messages.flatMap((message) =>
    message.editDate && message.editHide !== true ? [message.editDate] : [],
  );
  return times.length === 0 ? null : isoTime(Math.max(...times));
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
 * JSON of the message, of an album a list: 64-bit numbers and bytes as text, absent fields and the short-lived file
 * references left out. A longer one than `charsMax` is replaced by its place and a mark, so that it stays JSON.
 */
function rawOf(messages: readonly Api.Message[], charsMax: number): string {
  const [first] = messages;
  const json = JSON.stringify(messages.length === 1 ? first : messages, plainValue);
  if (json.length <= charsMax) return json;
  return JSON.stringify({
    className: 'Message',
    id: first?.id,
    date: first?.date,
    omittedChars: json.length,
  });
}

function plainValue(key: string, value: unknown): unknown {
  if (value === null || key === 'fileReference') return undefined;
  if (typeof value === 'object' && isBytes(value)) return Buffer.from(value.data).toString('base64');
  return value;
}

function isBytes(value: object): value is { readonly data: number[] } {
  return 'type' in value && value.type === 'Buffer' && 'data' in value;
}
