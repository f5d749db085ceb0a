import type { ChannelState, WorldRecord } from './record.ts';
import { applyEdited, applyPublished, applyRemoved } from './record.ts';
import type {
  ChannelEvent,
  ChannelTraits,
  WorldAccount,
  WorldChange,
  WorldChannel,
  WorldFile,
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

const PLAIN: ChannelTraits = {
  joinByRequest: false,
  isGigagroup: false,
  isBasicGroup: false,
  signsPosts: false,
  isProtected: false,
  isScam: false,
  isFake: false,
  linkedId: null,
  migratedFromChatId: null,
  restrictionPlatform: 'all',
};

/** The reading side of the world: what the records so far add up to. */
export class WorldBook {
  protected readonly byKey = new Map<string, ChannelState>();
  protected readonly byId = new Map<number, ChannelState>();
  protected readonly users = new Map<string, WorldUser>();
  protected readonly accounts = new Map<string, WorldAccount>();
  readonly #photos = new Map<string, WorldPhoto>();
  readonly #files = new Map<string, WorldFile>();

  channels(): readonly WorldChannel[] {
    return [...this.byId.values()].map((state) => state.channel).filter(({ isGone }) => !isGone);
  }

  /** By any active username (with or without @) or `+<inviteHash>`. */
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

  /** The channel's events with a counter above `pts`, oldest first; null where some of them are forgotten. */
  eventsAfter(channelId: number, pts: number): readonly ChannelEvent[] | null {
    const state = this.byId.get(channelId);
    if (state === undefined || pts >= state.channel.pts) return [];
    const first = firstAbove(state.events, pts);
    const next = state.events[first];
    // An event that began after `pts` was kept, so all before it were, or the list begins later than asked.
    return next === undefined || next.pts - next.messageIds.length > pts ? null : state.events.slice(first);
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

  file(id: string): WorldFile | undefined {
    return this.#files.get(id);
  }

  /** Lets go of all but the newest `keep` posts and events of a channel: for load runs, which must not grow. */
  forgetOld(channelId: number, keep: number): void {
    const state = this.byId.get(channelId);
    if (state === undefined) return;
    let extra = state.posts.size - keep;
    for (const id of state.posts.keys()) {
      if (extra <= 0) break;
      state.posts.delete(id);
      extra -= 1;
    }
    state.events.splice(0, Math.max(0, state.events.length - keep));
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
    const { kind: _kind, channelKind, at, traits, ...rest } = record;
    const added = { kind: channelKind, createdAt: new Date(at), restriction: null, isGone: false, pts: 1 };
    const channel: WorldChannel = { ...PLAIN, ...traits, ...rest, ...added, moreUsernames: [] };
    const state: ChannelState = { channel, posts: new Map(), lastMessageId: 0, events: [] };
    this.byId.set(channel.id, state);
    this.byKey.set(channel.username === null ? `+${channel.inviteHash}` : keyOf(channel.username), state);
    return channel;
  }

  #changeChannel(record: WorldRecord & { kind: 'channel_changed' }): WorldChannel {
    const state = this.#state(record.channelId);
    const { restriction, isGone, title, names, inviteHash, traits } = record;
    state.channel = {
      ...state.channel,
      ...traits,
      restriction,
      isGone,
      ...(title !== undefined && { title }),
      ...(names !== undefined && { username: names[0] ?? null, moreUsernames: names.slice(1) }),
      ...(inviteHash !== undefined && { inviteHash }),
    };
    if (names !== undefined) this.#nameAgain(state, names);
    if (isGone) state.posts.clear();
    return state.channel;
  }

  #nameAgain(state: ChannelState, names: readonly string[]): void {
    for (const [key, held] of this.byKey) if (held === state) this.byKey.delete(key);
    for (const name of names) this.byKey.set(keyOf(name), state);
    if (names.length === 0) this.byKey.set(`+${state.channel.inviteHash}`, state);
  }

  #state(channelId: number): ChannelState {
    const state = this.byId.get(channelId);
    if (state === undefined) throw new Error(`The journal names channel ${channelId} before it was added.`);
    return state;
  }

  #applyPost(
    record: WorldRecord & { kind: 'published' | 'edited' | 'removed' | 'counted' },
  ): WorldChange | null {
    const state = this.#state(record.channelId);
    if (record.kind === 'removed') {
      const { pts, messageIds } = applyRemoved(state, record);
      return { kind: 'removed', channel: state.channel, messageId: record.messageId, messageIds, pts };
    }
    if (record.kind === 'published') {
      const post = applyPublished(state, record);
      this.#keepFiles(post);
      return { kind: 'published', channel: state.channel, post, pts: post.pts };
    }
    const before = state.posts.get(record.messageId);
    if (before === undefined)
      throw new Error(`The journal edits message ${record.messageId}, which is not there.`);
    if (record.kind === 'counted') {
      const post = { ...before, counters: record.counters };
      state.posts.set(post.id, post);
      const grew = (['views', 'forwards'] as const).filter(
        (one) => post.counters[one] !== before.counters[one],
      );
      return { kind: 'counted', channel: state.channel, post, grew };
    }
    const post = applyEdited(state, record, before);
    this.#keepFiles(post);
    return { kind: 'edited', channel: state.channel, post, pts: post.pts };
  }

  #keepFiles({ photo, media }: WorldPost): void {
    if (photo !== null) this.#photos.set(photo.id, photo);
    if (media?.kind === 'file') this.#files.set(media.id, media);
    if (media?.kind === 'web_page' && media.photo !== undefined)
      this.#photos.set(media.photo.id, media.photo);
  }
}

/** Place of the first event with a counter above `pts`. */
function firstAbove(events: readonly ChannelEvent[], pts: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.pts ?? 0) > pts) high = middle;
    else low = middle + 1;
  }
  return low;
}
