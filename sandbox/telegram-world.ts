import { createHash } from 'node:crypto';

import type { Journal } from './journal.ts';
import { openJournal } from './journal.ts';
import { keyOf, phoneDigits, WorldBook } from './world/book.ts';
import type { ChannelState, WorldRecord } from './world/record.ts';
import { entitiesOf, requirePost, requireText } from './world/text-rules.ts';
import type { WorldChange, WorldChannel, WorldEntity, WorldPost, WorldPostInput } from './world/things.ts';
import { WorldError } from './world/things.ts';

export type * from './world/things.ts';
export { WorldError } from './world/things.ts';

const FIRST_CHANNEL_ID = 1_700_000_001;
const FIRST_USER_ID = 6_100_000_001;
const USERNAME = /^[a-z]\w{3,31}$/iu;

type ChannelInput = Pick<WorldChannel, 'username' | 'inviteHash' | 'title'> &
  Partial<Pick<WorldChannel, 'about' | 'kind' | 'subscribers'>>;

/** What exists in the sandbox Telegram: channels, groups, people, posts. Synchronous; journalled before it answers. */
export class TelegramWorld extends WorldBook {
  readonly #journal: Journal<WorldRecord>;
  readonly #now: () => Date;
  readonly #listeners = new Set<(change: WorldChange) => void>();

  /** `journalPath` null keeps the world in memory; `now` is the clock of dates (default: the real one). */
  constructor(options: { journalPath: string | null; now?: () => Date }) {
    super();
    this.#now = options.now ?? (() => new Date());
    this.#journal = openJournal<WorldRecord>(options.journalPath);
    for (const record of this.#journal.past) this.apply(record);
  }

  /** Idempotent by username: a channel that exists is given back unchanged. */
  addChannel(input: {
    username: string;
    title: string;
    about?: string;
    kind?: 'channel' | 'group';
    subscribers?: number;
  }): WorldChannel {
    const username = this.#freeUsername(input.username);
    return this.channelNamed(username) ?? this.#addChannel({ ...input, username, inviteHash: null });
  }

  /** Reachable by its invite only; publish to it as `+<inviteHash>`. Idempotent by the hash. */
  addPrivateChannel(input: { title: string; inviteHash: string }): WorldChannel {
    if (!/^[\w-]{8,64}$/u.test(input.inviteHash))
      throw new WorldError(`"${input.inviteHash}" is no invite: 8 to 64 letters, digits, _ or -.`);
    return this.channelNamed(`+${input.inviteHash}`) ?? this.#addChannel({ ...input, username: null });
  }

  #addChannel(input: ChannelInput): WorldChannel {
    if (input.title.trim() === '') throw new WorldError('A channel needs a title.');
    const change = this.#record({
      kind: 'channel',
      id: FIRST_CHANNEL_ID + this.byId.size,
      username: input.username,
      inviteHash: input.inviteHash,
      title: input.title,
      about: input.about ?? '',
      channelKind: input.kind ?? 'channel',
      subscribers: input.subscribers ?? 0,
      at: this.#now().getTime(),
    });
    if (change?.kind !== 'channel_added') throw new Error('unreachable: a channel record adds a channel');
    return change.channel;
  }

  /** A person, so that a username can turn out not to be a channel. Idempotent. */
  addUser(input: { username: string; firstName: string }): void {
    const username = this.#freeUsername(input.username);
    if (this.userNamed(username) !== undefined) return;
    if (this.channelNamed(username) !== undefined)
      throw new WorldError(`"${username}" is taken by a channel.`);
    this.#record({ kind: 'user', id: this.#freeUserId(), username, firstName: input.firstName });
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
    this.#record({ kind: 'account', userId, phone, code: input.code, password });
  }

  /** Adds a post to the channel `username` (or `+<inviteHash>`); throws {@link WorldError} where it cannot be. */
  publish(username: string, post: WorldPostInput): WorldPost {
    const { channel } = this.#channel(username);
    requirePost(post);
    const { photo, ...rest } = post;
    const entities = entitiesOf(post.text, post.entities);
    const kept = photo && { mimeType: photo.mimeType, width: photo.width, height: photo.height };
    const change = this.#record({
      kind: 'published',
      channelId: channel.id,
      photoId: photo === undefined ? null : this.#photoId(channel, photo.bytes),
      photoBase64: photo === undefined ? null : Buffer.from(photo.bytes).toString('base64'),
      post: { ...rest, entities, ...(kept && { photo: kept }) },
      at: this.#now().getTime(),
    });
    if (change?.kind !== 'published') throw new Error('unreachable: a published record publishes');
    return change.post;
  }

  /** Replaces the text of a post; the same text again is refused, as by Telegram. */
  edit(username: string, messageId: number, change: { text: string; entities?: WorldEntity[] }): WorldPost {
    const post = this.#post(username, messageId);
    requireText(change.text, post.photo !== null);
    const { channelId } = post;
    const { text } = change;
    const entities = entitiesOf(text, change.entities);
    if (text === post.text && JSON.stringify(entities) === JSON.stringify(post.entities))
      throw new WorldError(`Message ${messageId} of ${username} already has this text.`);
    const at = this.#now().getTime();
    const edited = this.#record({ kind: 'edited', channelId, messageId, text, entities, at });
    if (edited?.kind !== 'edited') throw new Error('unreachable: an edited record edits');
    return edited.post;
  }

  /** Removes a post for everybody. */
  remove(username: string, messageId: number): void {
    const { channelId } = this.#post(username, messageId);
    this.#record({ kind: 'removed', channelId, messageId, at: this.#now().getTime() });
  }

  /** Telegram hides the channel's content, as after an order of an authority; null shows it again. */
  restrict(username: string, reason: string | null): WorldChannel {
    return this.#changeChannel(username, { restriction: reason, isGone: false });
  }

  /** The channel is deleted: nobody finds or reads it any more, and its name is free. */
  removeChannel(username: string): void {
    this.#changeChannel(username, { restriction: null, isGone: true });
  }

  #changeChannel(name: string, change: { restriction: string | null; isGone: boolean }): WorldChannel {
    const { id: channelId } = this.#channel(name).channel;
    const changed = this.#record({
      kind: 'channel_changed',
      channelId,
      ...change,
      at: this.#now().getTime(),
    });
    if (changed?.kind !== 'channel_changed')
      throw new Error('unreachable: a changed record changes a channel');
    return changed.channel;
  }

  /** Latest versions, oldest first, without those removed; none where the channel is gone. */
  posts(username: string): readonly WorldPost[] {
    const gone = this.byKey.get(keyOf(username));
    return gone?.channel.isGone === true ? [] : [...this.#channel(username).posts.values()];
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

  #freeUsername(given: string): string {
    const username = given.replace(/^@/u, '');
    if (USERNAME.test(username)) return username;
    throw new WorldError(`"${given}" is no username: 4 to 32 letters, digits or _, a letter first.`);
  }

  #freeUserId(): number {
    return FIRST_USER_ID + this.users.size + this.accounts.size;
  }

  #channel(name: string): ChannelState {
    const state = this.byKey.get(keyOf(name));
    if (state === undefined)
      throw new WorldError(`There is no channel "${name}" in the sandbox; add it first.`);
    if (state.channel.isGone) throw new WorldError(`The channel "${name}" was removed.`);
    return state;
  }

  #post(name: string, messageId: number): WorldPost {
    const { posts, lastMessageId } = this.#channel(name);
    const post = posts.get(messageId);
    if (post !== undefined) return post;
    throw new WorldError(
      messageId > 0 && messageId <= lastMessageId
        ? `Message ${messageId} of ${name} was removed.`
        : `There is no message ${messageId} in ${name}.`,
    );
  }

  /** From channel, place and bytes, so that two posts never share a picture's number. */
  #photoId(channel: WorldChannel, bytes: Uint8Array): string {
    const digest = createHash('sha256').update(`${channel.id}/${channel.pts}/`).update(bytes).digest();
    return (digest.readBigUInt64BE() >> 2n).toString();
  }

  #record(record: WorldRecord): WorldChange | null {
    this.#journal.append(record);
    const change = this.apply(record);
    if (change !== null) for (const listener of this.#listeners) listener(change);
    return change;
  }
}
