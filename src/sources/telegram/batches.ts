import { Api } from 'telegram';
import { messageOf } from '../../domain/failure.ts';
import { POST_TEXT_MAX, type Post } from '../../domain/post.ts';
import type { TelegramLimits, TelegramLog } from './limits.ts';
import { mediaOf } from './media.ts';
import type { Call } from './polite-calls.ts';
import { type Received, toPost } from './to-post.ts';

export interface BatchNeeds {
  readonly call: Call;
  readonly limits: TelegramLimits;
  readonly log: TelegramLog;
  readonly signal: AbortSignal;
  readonly sourceId: number;
  readonly username: string;
}

/** Posts that travel together. `lastId` is the id of the last message looked at, service messages included. */
export interface Pack {
  readonly posts: readonly Post[];
  readonly lastId: number;
  readonly received: readonly Received[];
}

/** Makes posts of messages, fetching their pictures on the way, and packs them up to the limits of a batch. */
export async function* packPosts(messages: readonly Received[], needs: BatchNeeds): AsyncGenerator<Pack> {
  let posts: Post[] = [];
  let received: Received[] = [];
  let bytes = 0;
  for (const one of messages) {
    const post = await postOf(one, needs);
    const size = post === null ? 0 : sizeOf(post);
    const full = posts.length >= needs.limits.batchPosts || bytes + size > needs.limits.batchBytes;
    const last = received.at(-1);
    if (posts.length > 0 && full && last !== undefined) {
      yield { posts, received, lastId: last.message.id };
      posts = [];
      received = [];
      bytes = 0;
    }
    received.push(one);
    if (post !== null) posts.push(post);
    bytes += size;
  }
  const last = received.at(-1);
  if (last !== undefined) yield { posts, received, lastId: last.message.id };
}

/** Null for a service message (a pinned post, a new title). */
async function postOf(one: Received, needs: BatchNeeds): Promise<Post | null> {
  const { message, forwardedFrom } = one;
  if (!(message instanceof Api.Message)) return null;
  const { sourceId, username, signal } = needs;
  try {
    const media = await mediaOf(message, needs);
    return toPost({ message, forwardedFrom }, { sourceId, username, rawChars: needs.limits.rawChars }, media);
  } catch (error) {
    signal.throwIfAborted();
    // One strange message must not stop its channel: its text is read, the rest is left out.
    needs.log.error(
      { sourceId, messageId: message.id, error: messageOf(error) },
      'a message could not be read fully',
    );
    return barePost(message, needs);
  }
}

function barePost(message: Api.Message, { sourceId, username }: BatchNeeds): Post {
  return {
    sourceId,
    messageId: message.id,
    url: `https://t.me/${username}/${message.id}`,
    publishedAt: new Date(message.date * 1000).toISOString(),
    editedAt: null,
    text: (message.message ?? '').slice(0, POST_TEXT_MAX),
    links: [],
    media: [],
    forwardedFrom: null,
    author: null,
    views: null,
    raw: '{}',
  };
}

/** Bytes of the post as JSON, near enough: base64 and most of the text are one byte a character, Cyrillic is two. */
function sizeOf(post: Post): number {
  const media = post.media.reduce((sum, item) => sum + (item.data?.length ?? 0), 0);
  return Buffer.byteLength(post.text) + Buffer.byteLength(post.raw) + media + 500;
}
