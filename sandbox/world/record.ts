import type {
  ChannelEvent,
  ChannelTraits,
  WorldButton,
  WorldChannel,
  WorldCounters,
  WorldEntity,
  WorldMedia,
  WorldPhoto,
  WorldPost,
  WorldPostInput,
  WorldService,
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
      traits?: Partial<ChannelTraits>;
    }
  | {
      kind: 'channel_changed';
      channelId: number;
      restriction: string | null;
      isGone: boolean;
      at: number;
      title?: string;
      /** Active names, the main one first; none: private from now on. */
      names?: readonly string[];
      inviteHash?: string | null;
      traits?: Partial<ChannelTraits>;
    }
  | { kind: 'user'; id: number; username: string; firstName: string; isBot?: boolean }
  | { kind: 'account'; userId: number; phone: string; code: string; password: string | null }
  | {
      kind: 'published';
      channelId: number;
      photoId: string | null;
      photoBase64: string | null;
      post: Omit<WorldPostInput, 'photo' | 'media'> & {
        photo?: Omit<WorldPhoto, 'bytes' | 'id'>;
        media?: WorldMedia;
        service?: WorldService;
        copyOf?: { readonly channelId: number; readonly messageId: number };
      };
      at: number;
    }
  | {
      kind: 'edited';
      channelId: number;
      messageId: number;
      text: string;
      entities: readonly WorldEntity[];
      at: number;
      /** What follows is absent where it stays as it was. */
      isHidden?: boolean;
      photo?: WorldPhoto | null;
      media?: WorldMedia | null;
      buttons?: readonly (readonly WorldButton[])[];
      isPinned?: boolean;
      counters?: WorldCounters;
    }
  | { kind: 'removed'; channelId: number; messageId: number; messageIds?: readonly number[]; at: number }
  | { kind: 'counted'; channelId: number; messageId: number; counters: WorldCounters; at: number };

/** A channel with everything that happened in it. */
export interface ChannelState {
  channel: WorldChannel;
  posts: Map<number, WorldPost>;
  lastMessageId: number;
  events: ChannelEvent[];
}

/** What a post that nobody counted yet has; shared, so that a million posts stay small. */
const FIRST_VIEW: WorldCounters = { views: 1, forwards: 0, replies: 0, reactions: [] };

function log(
  state: ChannelState,
  kind: ChannelEvent['kind'],
  messageIds: readonly number[],
  at: number,
): number {
  const pts = state.channel.pts + messageIds.length;
  state.channel = { ...state.channel, pts };
  state.events.push({ pts, kind, messageIds, date: new Date(at) });
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
    isHiddenEdit: false,
    pts: log(state, 'published', [state.lastMessageId], record.at),
    text: post.text,
    entities: post.entities ?? [],
    photo: photoOf(record),
    media: post.media ?? null,
    forwardedFrom: post.forwardedFrom ?? null,
    signature: post.signature ?? null,
    author: post.author ?? null,
    buttons: post.buttons ?? [],
    groupedId: post.groupedId ?? null,
    viaBot: post.viaBot ?? null,
    replyTo: post.replyTo ?? null,
    counters: post.counters === undefined ? FIRST_VIEW : { ...FIRST_VIEW, ...post.counters },
    isSilent: post.isSilent ?? false,
    isPinned: post.isPinned ?? false,
    service: post.service ?? null,
    copyOf: post.copyOf ?? null,
  };
  state.posts.set(added.id, added);
  return added;
}

export function applyEdited(
  state: ChannelState,
  record: WorldRecord & { kind: 'edited' },
  before: WorldPost,
): WorldPost {
  const { photo, media, buttons, isPinned, counters } = record;
  const post: WorldPost = {
    ...before,
    text: record.text,
    entities: record.entities,
    editDate: new Date(record.at),
    isHiddenEdit: record.isHidden ?? false,
    pts: log(state, 'edited', [before.id], record.at),
    ...(photo !== undefined && { photo }),
    ...(media !== undefined && { media }),
    ...(buttons !== undefined && { buttons }),
    ...(isPinned !== undefined && { isPinned }),
    ...(counters !== undefined && { counters }),
  };
  state.posts.set(post.id, post);
  return post;
}

export function applyRemoved(
  state: ChannelState,
  record: WorldRecord & { kind: 'removed' },
): { readonly pts: number; readonly messageIds: readonly number[] } {
  const messageIds = record.messageIds ?? [record.messageId];
  for (const id of messageIds) state.posts.delete(id);
  return { messageIds, pts: log(state, 'removed', messageIds, record.at) };
}
