import type { MtprotoServer } from '../../sandbox/mtproto/server.ts';
import type { TelegramWorld, WorldPost } from '../../sandbox/telegram-world.ts';
import { offer } from '../steps/flow-bench.ts';
import type { Event } from './schedule.ts';

/** All pictures have one size, so that what a reader sees of an album can be told from outside. */
export const PICTURE_BYTES = 64;

/** A post as it stands at the platform: one message, or the parts of an album that are left. */
export interface StandingPost {
  readonly ids: readonly number[];
  readonly text: string;
  readonly pictures: number;
}

/** What happens in one channel of the sandbox, and what is true of it in the end. */
export class ChannelStory {
  readonly name: string;
  private readonly world: TelegramWorld;
  private readonly server: MtprotoServer;
  private readonly services = new Set<number>();
  private words = 0;
  private lastId = 0;

  constructor(world: TelegramWorld, server: MtprotoServer, name: string) {
    this.name = name;
    this.world = world;
    this.server = server;
    world.addChannel({ username: name, title: `Арна ${name}` });
  }

  /** Highest id that was ever given. */
  get newestId(): number {
    return this.lastId;
  }

  get pts(): number {
    return this.world.channelNamed(this.name)?.pts ?? 0;
  }

  /** What happens at the platform; other events are not its own. */
  happen(event: Event): void {
    if (event.do === 'publish') this.publish(event.offer);
    else if (event.do === 'album') this.publishAlbum(event.parts, event.offer);
    else if (event.do === 'drop') this.server.faults.dropConnections();
    else if (event.do === 'refuse') this.server.faults.refuseConnections(event.forMs);
    else if (event.do === 'freeze') this.server.faults.freezeConnections(event.forMs);
    else if (event.do === 'fault') this.server.faults.add(event.fault);
    else if ('which' in event) this.change(event);
  }

  publish(isOffer: boolean): void {
    this.lastId = this.world.publish(this.name, { text: this.text(isOffer) }).id;
  }

  private publishAlbum(parts: number, isOffer: boolean): void {
    const made = this.world.publishAlbum(
      this.name,
      Array.from({ length: parts }, (_, at) => ({
        text: at === 0 ? this.text(isOffer) : '',
        photo: {
          bytes: Buffer.alloc(PICTURE_BYTES, `${this.name}${this.words}${at}`),
          mimeType: 'image/jpeg',
          width: 8,
          height: 8,
        },
      })),
    );
    this.lastId = made.at(-1)?.id ?? this.lastId;
  }

  private change(event: Extract<Event, { which: number }>): void {
    const posts = this.messages();
    const chosen = posts[event.which % Math.max(posts.length, 1)];
    if (chosen === undefined) return;
    const { id } = chosen;
    if (event.do === 'edit') this.world.edit(this.name, id, { text: this.text(event.offer) });
    else if (event.do === 'remove') this.world.remove(this.name, id);
    else if (event.do === 'touch') this.world.touch(this.name, id, event.which % 2 === 0);
    else if (event.do === 'clear') {
      const at = posts.indexOf(chosen);
      this.world.removeMany(
        this.name,
        posts.slice(at, at + event.count).map((post) => post.id),
      );
    } else {
      this.world.pin(this.name, id);
      this.lastId += 1;
      this.services.add(this.lastId);
    }
  }

  /** Messages that stand, without those that tell of something. */
  private messages(): readonly WorldPost[] {
    return this.world.posts(this.name).filter(({ id }) => !this.services.has(id));
  }

  standing(): readonly StandingPost[] {
    const units = new Map<string, WorldPost[]>();
    for (const post of this.messages()) {
      const key = post.groupedId == null ? `one ${post.id}` : `album ${post.groupedId}`;
      units.set(key, [...(units.get(key) ?? []), post]);
    }
    return [...units.values()].map((parts) => ({
      ids: parts.map(({ id }) => id),
      text: parts
        .map(({ text }) => text)
        .filter((text) => text !== '')
        .join('\n'),
      pictures: parts.filter(({ photo }) => photo !== null).length,
    }));
  }

  /** Ids of posts that do not stand any more. */
  gone(): readonly number[] {
    const here = new Set(this.messages().map(({ id }) => id));
    return Array.from({ length: this.lastId }, (_, at) => at + 1).filter(
      (id) => !here.has(id) && !this.services.has(id),
    );
  }

  private text(isOffer: boolean): string {
    this.words += 1;
    const word = `${this.name} ${this.words}`;
    return isOffer ? offer(word) : `Қала жаңалығы: көше жөнделді, ${word}`;
  }
}
