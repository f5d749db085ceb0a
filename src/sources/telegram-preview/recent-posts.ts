import { createHash } from 'node:crypto';
import type { ShownMessage } from './message.ts';

interface Remembered {
  readonly print: string;
  readonly ids: readonly number[];
  readonly seenAt: Date;
}

/** What a look at pages found out about posts that were read before. */
export interface Differences {
  readonly edited: readonly ShownMessage[];
  /** Ids that were there and are not on the pages: gone, or not shown for another reason. */
  readonly vanished: readonly { readonly ids: readonly number[]; readonly existedAt: Date }[];
}

/** The newest posts of a channel as they were last seen: their hashes and ids, no text. Empty after a restart. */
export class RecentPosts {
  private readonly posts = new Map<number, Remembered>();
  private readonly max: number;

  constructor(max: number) {
    this.max = max;
  }

  /** Remembers posts that were handed over. */
  add(messages: readonly ShownMessage[], at: Date): void {
    for (const message of messages)
      if (!message.isService)
        this.posts.set(message.id, { print: printOf(message), ids: message.ids, seenAt: at });
    const ids = [...this.posts.keys()].sort((a, b) => a - b);
    for (const id of ids.slice(0, Math.max(0, ids.length - this.max))) this.posts.delete(id);
  }

  /** Lowest id that is remembered; null while none is. */
  lowest(): number | null {
    return this.posts.size === 0 ? null : Math.min(...this.posts.keys());
  }

  /**
   * Compares what pages show of everything from `from` on with what was seen before. A post that is not known and
   * bears the mark `edited` counts as edited: detection drops it when nothing visible has changed.
   */
  compare(messages: readonly ShownMessage[], from: number): Differences {
    const shown = new Set(messages.flatMap(({ ids }) => ids));
    const edited = messages.filter((message) => {
      if (message.isService) return false;
      const known = this.posts.get(message.id);
      return known === undefined ? message.isEdited : known.print !== printOf(message);
    });
    const vanished = [...this.posts.values()].flatMap(({ ids, seenAt }) => {
      const gone = ids.filter((id) => id >= from && !shown.has(id));
      return gone.length === 0 ? [] : [{ ids: gone, existedAt: seenAt }];
    });
    return { edited, vanished };
  }

  /** Forgets what is gone. */
  forget(ids: readonly number[]): void {
    for (const [id, post] of this.posts) {
      const left = post.ids.filter((one) => !ids.includes(one));
      if (left.length === 0) this.posts.delete(id);
      else if (left.length < post.ids.length) this.posts.set(id, { ...post, ids: left });
    }
  }
}

/** Of all that a reader sees; addresses of pictures change by themselves, counters are no edit. */
function printOf({ content, media }: ShownMessage): string {
  const { text, links, poll, webPage, contact } = content;
  const files = media.map(({ about }) => [about.kind, about.fileName]);
  const visible = JSON.stringify([
    text,
    links.map(({ url, label }) => [url, label]),
    poll,
    webPage,
    contact,
    files,
  ]);
  return createHash('sha256').update(visible).digest('base64');
}
