import { createHash } from 'node:crypto';

import { keyOf } from './world/book.ts';
import { ChannelDesk } from './world/channel-desk.ts';
import { requireMedia, storedMedia } from './world/media.ts';
import type { WorldRecord } from './world/record.ts';
import { entitiesOf, hasCaption, requirePost, requireText } from './world/text-rules.ts';
import type {
  WorldButton,
  WorldChannel,
  WorldCounters,
  WorldEntity,
  WorldMediaInput,
  WorldPhotoInput,
  WorldPost,
  WorldPostInput,
  WorldService,
} from './world/things.ts';
import { WorldError } from './world/things.ts';

export type * from './world/things.ts';
export { WorldError } from './world/things.ts';

type Published = WorldRecord & { kind: 'published' };
type Edited = WorldRecord & { kind: 'edited' };

/** Of an album's number, so that it fits the 64 bits of the protocol. */
const MAX_ALBUM_DIGITS = 18;

/** What an edit changes; what is absent stays, null takes it away. */
export interface WorldEdit {
  readonly text?: string;
  readonly entities?: readonly WorldEntity[];
  readonly photo?: WorldPhotoInput | null;
  readonly media?: WorldMediaInput | null;
  readonly buttons?: readonly (readonly WorldButton[])[];
}

/** What exists in the sandbox Telegram: channels, groups, people, posts. Synchronous; journalled before it answers. */
export class TelegramWorld extends ChannelDesk {
  /** Adds a post to the channel `username` (or `+<inviteHash>`); throws {@link WorldError} where it cannot be. */
  publish(username: string, post: WorldPostInput): WorldPost {
    const { channel } = this.stateOf(username);
    requirePost(post);
    if (post.media !== undefined) requireMedia(post.media);
    const published = this.#publish(channel, post);
    this.#copyToGroup(channel, published, post);
    return published;
  }

  /**
   * Several posts with pictures or files that clients show as one; the text of the first is the caption. They have
   * consecutive ids and one album number.
   */
  publishAlbum(username: string, parts: readonly WorldPostInput[]): readonly WorldPost[] {
    if (parts.length < 2 || parts.length > 10)
      throw new WorldError(`An album has 2 to 10 parts, not ${parts.length}.`);
    if (parts.some(({ photo, media }) => photo === undefined && media?.kind !== 'file'))
      throw new WorldError('Each part of an album needs a picture or a file.');
    const groupedId = this.#idOf(this.stateOf(username).channel, 'album').slice(0, MAX_ALBUM_DIGITS);
    return parts.map((part) => this.publish(username, { ...part, groupedId }));
  }

  /** A message that tells of something that happened, such as a pin; it takes an id like any post. */
  announce(username: string, service: WorldService): WorldPost {
    return this.#publish(this.stateOf(username).channel, { text: '', service });
  }

  /** Writes under a post of a channel: a message in its linked discussion group. */
  comment(username: string, messageId: number, comment: WorldPostInput): WorldPost {
    const post = this.#post(username, messageId);
    const group = this.#groupOf(this.stateOf(username).channel);
    const copy = group === undefined ? undefined : this.#copyIn(group, post);
    if (group === undefined || copy === undefined)
      throw new WorldError(`Message ${messageId} of ${username} cannot be commented: link a group first.`);
    requirePost(comment);
    const replyTo = { topId: copy.id, messageId: copy.id, ...comment.replyTo };
    const made = this.#publish(group, { ...comment, replyTo });
    this.#count(post, { replies: post.counters.replies + 1 });
    return made;
  }

  #publish(channel: WorldChannel, post: WorldPostInput & Pick<Published['post'], 'service' | 'copyOf'>) {
    const { photo, media, ...rest } = post;
    const { bytes, ...kept } = photo ?? {};
    const change = this.record({
      kind: 'published',
      channelId: channel.id,
      photoId: photo === undefined ? null : this.#idOf(channel, photo.bytes),
      photoBase64: bytes === undefined ? null : Buffer.from(bytes).toString('base64'),
      post: {
        ...rest,
        entities: entitiesOf(post.text, post.entities),
        ...(photo && { photo: kept as Omit<WorldPhotoInput, 'bytes'> }),
        ...(media && { media: storedMedia(media, (part) => this.#idOf(channel, part)) }),
      },
      at: this.time(),
    });
    if (change?.kind !== 'published') throw new Error('unreachable: a published record publishes');
    return change.post;
  }

  /** Telegram itself copies each post of a channel into its discussion group. */
  #copyToGroup(channel: WorldChannel, post: WorldPost, input: WorldPostInput): void {
    const group = channel.kind === 'channel' ? this.#groupOf(channel) : undefined;
    if (group === undefined) return;
    const { replyTo: _replyTo, counters: _counters, ...rest } = input;
    this.#publish(group, {
      ...rest,
      forwardedFrom: { title: channel.title, username: channel.username, messageId: post.id },
      copyOf: { channelId: channel.id, messageId: post.id },
    });
  }

  #groupOf({ linkedId }: WorldChannel): WorldChannel | undefined {
    const group = linkedId === null ? undefined : this.channelById(linkedId);
    return group?.isGone === true ? undefined : group;
  }

  #copyIn(group: WorldChannel, { channelId, id }: WorldPost): WorldPost | undefined {
    const isCopy = ({ copyOf }: WorldPost): boolean =>
      copyOf?.channelId === channelId && copyOf.messageId === id;
    return [...this.postsOf(group.id).values()].find(isCopy);
  }

  /** Replaces what `change` names; an edit that changes nothing is refused, as by Telegram. */
  edit(username: string, messageId: number, change: WorldEdit): WorldPost {
    const post = this.#post(username, messageId);
    const { photo, media, buttons, text = post.text } = change;
    const [kept, hung] = [photo === undefined ? post.photo : photo, media === undefined ? post.media : media];
    requireText(text, hasCaption(kept, hung));
    if (media) requireMedia(media);
    const given = change.entities ?? (change.text === undefined ? post.entities : undefined);
    const entities = entitiesOf(text, given);
    const isSame = text === post.text && JSON.stringify(entities) === JSON.stringify(post.entities);
    if (isSame && photo === undefined && media === undefined && buttons === undefined)
      throw new WorldError(`Message ${messageId} of ${username} already has this text.`);
    const { channel } = this.stateOf(username);
    const idOf = (part: Uint8Array | string): string => this.#idOf(channel, part);
    return this.#edit(post, {
      text,
      entities,
      ...(photo !== undefined && { photo: photo && { ...photo, id: idOf(photo.bytes) } }),
      ...(media !== undefined && { media: media && storedMedia(media, idOf) }),
      ...(buttons !== undefined && { buttons }),
    });
  }

  /** An edit after which the post reads as before, such as of its preview; `isHidden`: clients show no "edited". */
  touch(username: string, messageId: number, isHidden = false): WorldPost {
    return this.#edit(this.#post(username, messageId), { isHidden });
  }

  /** Pins the post, with the message that says so. */
  pin(username: string, messageId: number): WorldPost {
    const pinned = this.#edit(this.#post(username, messageId), { isPinned: true, isHidden: true });
    this.announce(username, { kind: 'pinned', messageId });
    return pinned;
  }

  #edit(post: WorldPost, change: Partial<Edited>): WorldPost {
    const { channelId, id: messageId, text, entities } = post;
    const edited = this.record({
      kind: 'edited',
      channelId,
      messageId,
      text,
      entities,
      at: this.time(),
      ...change,
    });
    if (edited?.kind !== 'edited') throw new Error('unreachable: an edited record edits');
    return edited.post;
  }

  /**
   * Views, forwards, replies and reactions become what is given. Reactions come to readers as a hidden edit; views and
   * forwards as counters that are no event of the channel.
   */
  bump(username: string, messageId: number, counters: Partial<WorldCounters>): WorldPost {
    const { reactions, ...others } = counters;
    let post = this.#post(username, messageId);
    if (Object.keys(others).length > 0) post = this.#count(post, others);
    if (reactions === undefined) return post;
    return this.#edit(post, { isHidden: true, counters: { ...post.counters, reactions } });
  }

  #count(post: WorldPost, counters: Partial<WorldCounters>): WorldPost {
    const { channelId, id: messageId } = post;
    const now = { ...post.counters, ...counters };
    const change = this.record({ kind: 'counted', channelId, messageId, counters: now, at: this.time() });
    if (change?.kind !== 'counted') throw new Error('unreachable: a counted record counts');
    return change.post;
  }

  /** Removes a post for everybody. */
  remove(username: string, messageId: number): void {
    const { channelId } = this.#post(username, messageId);
    this.record({ kind: 'removed', channelId, messageId, at: this.time() });
  }

  /** Removes posts for everybody in one event, as a clearing of a channel does. */
  removeMany(username: string, messageIds: readonly number[]): void {
    const [first] = messageIds.map((id) => this.#post(username, id));
    if (first === undefined || new Set(messageIds).size < messageIds.length)
      throw new WorldError('Name the messages to remove, each once.');
    const { channelId, id: messageId } = first;
    this.record({ kind: 'removed', channelId, messageId, messageIds, at: this.time() });
  }

  /** Latest versions, oldest first, without those removed; none where the channel is gone. */
  posts(username: string): readonly WorldPost[] {
    const gone = this.byKey.get(keyOf(username));
    return gone?.channel.isGone === true ? [] : [...this.stateOf(username).posts.values()];
  }

  #post(name: string, messageId: number): WorldPost {
    const { posts, lastMessageId } = this.stateOf(name);
    const post = posts.get(messageId);
    if (post !== undefined) return post;
    throw new WorldError(
      messageId > 0 && messageId <= lastMessageId
        ? `Message ${messageId} of ${name} was removed.`
        : `There is no message ${messageId} in ${name}.`,
    );
  }

  /** From channel, place and content, so that two posts never share the number of a picture. */
  #idOf(channel: WorldChannel, part: Uint8Array | string): string {
    const { pts } = this.channelById(channel.id) ?? channel;
    const digest = createHash('sha256').update(`${channel.id}/${pts}/`).update(part).digest();
    return (digest.readBigUInt64BE() >> 2n).toString();
  }
}
