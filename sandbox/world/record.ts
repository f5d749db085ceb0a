import type {
  ChannelEvent,
  WorldChannel,
  WorldEntity,
  WorldPhoto,
  WorldPost,
  WorldPostInput,
} from './things.ts';

/** What the journal keeps: every fact of the world, one line each, dates in milliseconds. */
export type WorldRecord =
  | {
      kind: 'channel';
      id: number;
      username: string | null;
      inviteHash: string | null;
      title: string;
      about: string;
      channelKind: 'channel' | 'group';
      subscribers: number;
      at: number;
    }
  | { kind: 'channel_changed'; channelId: number; restriction: string | null; isGone: boolean; at: number }
  | { kind: 'user'; id: number; username: string; firstName: string }
  | { kind: 'account'; userId: number; phone: string; code: string; password: string | null }
  | {
      kind: 'published';
      channelId: number;
      photoId: string | null;
      photoBase64: string | null;
      post: Omit<WorldPostInput, 'photo'> & { photo?: Omit<WorldPhoto, 'bytes' | 'id'> };
      at: number;
    }
  | {
      kind: 'edited';
      channelId: number;
      messageId: number;
      text: string;
      entities: readonly WorldEntity[];
      at: number;
    }
  | { kind: 'removed'; channelId: number; messageId: number; at: number };

/** A channel with everything that happened in it. */
export interface ChannelState {
  channel: WorldChannel;
  posts: Map<number, WorldPost>;
  lastMessageId: number;
  events: ChannelEvent[];
}

function log(state: ChannelState, kind: ChannelEvent['kind'], messageId: number, at: number): number {
  const pts = state.channel.pts + 1;
  state.channel = { ...state.channel, pts };
  state.events.push({ pts, kind, messageId, date: new Date(at) });
  return pts;
}

function photoOf(record: WorldRecord & { kind: 'published' }): WorldPhoto | null {
  if (record.post.photo === undefined || record.photoBase64 === null || record.photoId === null) return null;
  return { ...record.post.photo, id: record.photoId, bytes: Buffer.from(record.photoBase64, 'base64') };
}

/** Adds a post; `entities` of the record are final. */
export function applyPublished(state: ChannelState, record: WorldRecord & { kind: 'published' }): WorldPost {
  state.lastMessageId += 1;
  const { post } = record;
  const added: WorldPost = {
    id: state.lastMessageId,
    channelId: record.channelId,
    date: new Date(record.at),
    editDate: null,
    pts: log(state, 'published', state.lastMessageId, record.at),
    text: post.text,
    entities: post.entities ?? [],
    photo: photoOf(record),
    forwardedFrom: post.forwardedFrom ?? null,
    signature: post.signature ?? null,
    author: post.author ?? null,
    buttons: post.buttons ?? [],
    groupedId: post.groupedId ?? null,
  };
  state.posts.set(added.id, added);
  return added;
}

export function applyEdited(
  state: ChannelState,
  record: WorldRecord & { kind: 'edited' },
  before: WorldPost,
): WorldPost {
  const post: WorldPost = {
    ...before,
    text: record.text,
    entities: record.entities,
    editDate: new Date(record.at),
    pts: log(state, 'edited', before.id, record.at),
  };
  state.posts.set(post.id, post);
  return post;
}

export function applyRemoved(state: ChannelState, record: WorldRecord & { kind: 'removed' }): number {
  state.posts.delete(record.messageId);
  return log(state, 'removed', record.messageId, record.at);
}
