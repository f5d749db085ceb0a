import type { Journal } from '../journal.ts';
import { openJournal } from '../journal.ts';
import { keyOf, phoneDigits, WorldBook } from './book.ts';
import { withBytes, withoutBytes } from './bytes.ts';
import type { ChannelState, WorldRecord } from './record.ts';
import type { ChannelTraits, WorldChange, WorldChannel } from './things.ts';
import { WorldError } from './things.ts';

const FIRST_CHANNEL_ID = 1_700_000_001;
const FIRST_USER_ID = 6_100_000_001;
const USERNAME = /^[a-z]\w{3,31}$/iu;
const INVITE = /^[\w-]{8,64}$/u;

export interface WorldOptions {
  /** Null keeps the world in memory. */
  readonly journalPath: string | null;
  /** The clock of dates (default: the real one). */
  readonly now?: () => Date;
}

interface ChannelInput {
  readonly title: string;
  readonly about?: string;
  readonly kind?: 'channel' | 'group';
  readonly subscribers?: number;
  readonly traits?: Partial<ChannelTraits>;
}

/** The side of the world where channels, people and accounts are made and changed. */
export class ChannelDesk extends WorldBook {
  readonly #journal: Journal<unknown>;
  readonly #isKept: boolean;
  readonly #now: () => Date;
  readonly #listeners = new Set<(change: WorldChange) => void>();

  constructor(options: WorldOptions) {
    super();
    this.#now = options.now ?? (() => new Date());
    this.#isKept = options.journalPath !== null;
    this.#journal = openJournal<unknown>(options.journalPath);
    for (const record of this.#journal.past) this.apply(withBytes(record) as WorldRecord);
  }

  /** Idempotent by username: a channel that exists is given back unchanged. */
  addChannel(input: ChannelInput & { readonly username: string }): WorldChannel {
    const username = validUsername(input.username);
    return this.channelNamed(username) ?? this.#addChannel(input, username, null);
  }

  /** Reachable by its invite only; publish to it as `+<inviteHash>`. Idempotent by the hash. */
  addPrivateChannel(input: ChannelInput & { readonly inviteHash: string }): WorldChannel {
    const { inviteHash } = input;
    if (!INVITE.test(inviteHash))
      throw new WorldError(`"${inviteHash}" is no invite: 8 to 64 letters, digits, _ or -.`);
    return this.channelNamed(`+${inviteHash}`) ?? this.#addChannel(input, null, inviteHash);
  }

  #addChannel(input: ChannelInput, username: string | null, inviteHash: string | null): WorldChannel {
    if (input.title.trim() === '') throw new WorldError('A channel needs a title.');
    const change = this.record({
      kind: 'channel',
      id: FIRST_CHANNEL_ID + this.byId.size,
      username,
      inviteHash,
      title: input.title,
      about: input.about ?? '',
      channelKind: input.kind ?? 'channel',
      subscribers: input.subscribers ?? 0,
      at: this.time(),
      ...(input.traits && { traits: input.traits }),
    });
    if (change?.kind !== 'channel_added') throw new Error('unreachable: a channel record adds a channel');
    return change.channel;
  }

  /** A person or bot, so that a username can turn out not to be a channel. Idempotent. */
  addUser(input: { username: string; firstName: string; isBot?: boolean }): void {
    const username = validUsername(input.username);
    if (this.userNamed(username) !== undefined) return;
    if (this.channelNamed(username) !== undefined)
      throw new WorldError(`"${username}" is taken by a channel.`);
    const { firstName, isBot } = input;
    this.record({ kind: 'user', id: this.#freeUserId(), username, firstName, ...(isBot && { isBot }) });
  }

  /** A collector account; `phone` with or without +, `code` is what its sign-in code will be. */
  addAccount(input: { phone: string; code: string; password?: string }): void {
    const phone = phoneDigits(input.phone);
    if (!/^\d{7,15}$/u.test(phone))
      throw new WorldError(`"${input.phone}" is no phone number: 7 to 15 digits.`);
    const known = this.account(phone);
    const password = input.password ?? null;
    if (known?.code === input.code && known.password === password) return;
    const userId = known?.userId ?? this.#freeUserId();
    this.record({ kind: 'account', userId, phone, code: input.code, password });
  }

  /** Telegram hides the channel's content, as after an order of an authority; null shows it again. */
  restrict(username: string, reason: string | null): WorldChannel {
    return this.#changeChannel(username, { restriction: reason, isGone: false });
  }

  /** The channel is deleted: nobody finds or reads it any more, and its name is free. */
  removeChannel(username: string): void {
    this.#changeChannel(username, { restriction: null, isGone: true });
  }

  /** Changes what the channel is besides its names, such as the way to join it. */
  change(username: string, change: Partial<ChannelTraits> & { readonly title?: string }): WorldChannel {
    const { title, ...traits } = change;
    return this.#changeChannel(username, { traits, ...(title !== undefined && { title }) });
  }

  /** Gives the channel other active names, the main one first; they must be free. */
  rename(username: string, ...names: readonly [string, ...string[]]): WorldChannel {
    const { channel } = this.stateOf(username);
    const valid = names.map(validUsername);
    const taken = valid.find((name) => (this.channelNamed(name) ?? channel) !== channel);
    if (taken !== undefined || valid.some((name) => this.userNamed(name) !== undefined))
      throw new WorldError(`"${taken ?? valid[0]}" is taken.`);
    return this.#changeChannel(username, { names: valid });
  }

  /** The channel loses its public names: from now on only `inviteHash` leads to it, and it goes by `+<inviteHash>`. */
  makePrivate(username: string, inviteHash: string): WorldChannel {
    if (!INVITE.test(inviteHash) || this.channelNamed(`+${inviteHash}`) !== undefined)
      throw new WorldError(`"${inviteHash}" is no free invite: 8 to 64 letters, digits, _ or -.`);
    return this.#changeChannel(username, { names: [], inviteHash });
  }

  /** Makes `group` the discussion group of `channel`: later posts are copied there, and can be commented. */
  link(channel: string, group: string): void {
    const [from, to] = [this.stateOf(channel).channel, this.stateOf(group).channel];
    if (from.kind !== 'channel' || to.kind !== 'group')
      throw new WorldError(`A channel is linked to a group, not ${channel} to ${group}.`);
    this.change(channel, { linkedId: to.id });
    this.change(group, { linkedId: from.id });
  }

  #changeChannel(
    name: string,
    change: Partial<Omit<WorldRecord & { kind: 'channel_changed' }, 'kind' | 'channelId' | 'at'>>,
  ): WorldChannel {
    const { channel } = this.stateOf(name);
    const changed = this.record({
      kind: 'channel_changed',
      channelId: channel.id,
      restriction: channel.restriction,
      isGone: false,
      at: this.time(),
      ...change,
    });
    if (changed?.kind !== 'channel_changed')
      throw new Error('unreachable: a changed record changes a channel');
    return changed.channel;
  }

  /** Told after each change, in its order; gives the function that ends it. */
  onChange(listener: (change: WorldChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#journal.close();
  }

  #freeUserId(): number {
    return FIRST_USER_ID + this.users.size + this.accounts.size;
  }

  /** A channel that is there; throws {@link WorldError} otherwise. */
  protected stateOf(name: string): ChannelState {
    const state = this.byKey.get(keyOf(name));
    if (state === undefined)
      throw new WorldError(`There is no channel "${name}" in the sandbox; add it first.`);
    if (state.channel.isGone) throw new WorldError(`The channel "${name}" was removed.`);
    return state;
  }

  protected time(): number {
    return this.#now().getTime();
  }

  /** Journals a fact, adds it, and tells those who listen. */
  protected record(record: WorldRecord): WorldChange | null {
    if (this.#isKept) this.#journal.append(withoutBytes(record));
    const change = this.apply(record);
    if (change !== null) for (const listener of this.#listeners) listener(change);
    return change;
  }
}

function validUsername(given: string): string {
  const username = given.replace(/^@/u, '');
  if (USERNAME.test(username)) return username;
  throw new WorldError(`"${given}" is no username: 4 to 32 letters, digits or _, a letter first.`);
}
