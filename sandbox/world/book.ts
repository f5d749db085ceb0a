import type { ChannelState, WorldRecord } from './record.ts';
import { applyEdited, applyPublished, applyRemoved } from './record.ts';
import type {
  ChannelEvent,
  PostChange,
  WorldAccount,
  WorldChange,
  WorldChannel,
  WorldPhoto,
  WorldPost,
  WorldUser,
} from './things.ts';

/** `@Name`, `name` and `+hash` as one key. */
export function keyOf(name: string): string {
  return name.startsWith('+') ? name : name.replace(/^@/u, '').toLowerCase();
}

export function phoneDigits(phone: string): string {
  return phone.replace(/\D/gu, '');
}

/** The reading side of the world: what the records so far add up to. */
export class WorldBook {
  protected readonly byKey = new Map<string, ChannelState>();
  protected readonly byId = new Map<number, ChannelState>();
  protected readonly users = new Map<string, WorldUser>();
  protected readonly accounts = new Map<string, WorldAccount>();
  readonly #photos = new Map<string, WorldPhoto>();

  channels(): readonly WorldChannel[] {
    return [...this.byId.values()].map((state) => state.channel).filter(({ isGone }) => !isGone);
  }

  /** By username (with or without @) or `+<inviteHash>`. */
  channelNamed(name: string): WorldChannel | undefined {
    const channel = this.byKey.get(keyOf(name))?.channel;
    return channel?.isGone === true ? undefined : channel;
  }

  /** Also those that are gone. */
  channelById(id: number): WorldChannel | undefined {
    return this.byId.get(id)?.channel;
  }

  /** Latest versions by message id, oldest first. */
  postsOf(channelId: number): ReadonlyMap<number, WorldPost> {
    return this.byId.get(channelId)?.posts ?? new Map<number, WorldPost>();
  }

  /** The channel's events with a counter above `pts`, oldest first. */
  eventsAfter(channelId: number, pts: number): readonly ChannelEvent[] {
    // One event adds one to the counter, which starts at 1 when the channel is made.
    return this.byId.get(channelId)?.events.slice(Math.max(0, pts - 1)) ?? [];
  }

  userNamed(username: string): WorldUser | undefined {
    return this.users.get(keyOf(username));
  }

  account(phone: string): WorldAccount | undefined {
    return this.accounts.get(phoneDigits(phone));
  }

  photo(id: string): WorldPhoto | undefined {
    return this.#photos.get(id);
  }

  /** Adds a fact; gives the change it makes to channels, if any. */
  protected apply(record: WorldRecord): WorldChange | null {
    switch (record.kind) {
      case 'user': {
        const { kind: _kind, ...user } = record;
        this.users.set(keyOf(record.username), user);
        return null;
      }
      case 'account': {
        const { kind: _kind, ...account } = record;
        this.accounts.set(record.phone, account);
        return null;
      }
      case 'channel':
        return { kind: 'channel_added', channel: this.#addChannel(record) };
      case 'channel_changed':
        return { kind: 'channel_changed', channel: this.#changeChannel(record) };
      default:
        return this.#applyPost(record);
    }
  }

  #addChannel(record: WorldRecord & { kind: 'channel' }): WorldChannel {
    const { kind: _kind, channelKind, at, ...rest } = record;
    const added = { kind: channelKind, createdAt: new Date(at), restriction: null, isGone: false, pts: 1 };
    const channel: WorldChannel = { ...rest, ...added };
    const state: ChannelState = { channel, posts: new Map(), lastMessageId: 0, events: [] };
    this.byId.set(channel.id, state);
    this.byKey.set(channel.username === null ? `+${channel.inviteHash}` : keyOf(channel.username), state);
    return channel;
  }

  #changeChannel(record: WorldRecord & { kind: 'channel_changed' }): WorldChannel {
    const state = this.#state(record.channelId);
    state.channel = { ...state.channel, restriction: record.restriction, isGone: record.isGone };
    if (record.isGone) state.posts.clear();
    return state.channel;
  }

  #state(channelId: number): ChannelState {
    const state = this.byId.get(channelId);
    if (state === undefined) throw new Error(`The journal names channel ${channelId} before it was added.`);
    return state;
  }

  #applyPost(record: WorldRecord & { kind: 'published' | 'edited' | 'removed' }): PostChange {
    const state = this.#state(record.channelId);
    if (record.kind === 'removed') {
      const pts = applyRemoved(state, record);
      return { kind: 'removed', channel: state.channel, messageId: record.messageId, pts };
    }
    if (record.kind === 'published') {
      const post = applyPublished(state, record);
      if (post.photo !== null) this.#photos.set(post.photo.id, post.photo);
      return { kind: 'published', channel: state.channel, post, pts: post.pts };
    }
    const before = state.posts.get(record.messageId);
    if (before === undefined)
      throw new Error(`The journal edits message ${record.messageId}, which is not there.`);
    const post = applyEdited(state, record, before);
    return { kind: 'edited', channel: state.channel, post, pts: post.pts };
  }
}
