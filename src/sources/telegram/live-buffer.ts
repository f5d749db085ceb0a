import type { Received } from './to-post.ts';

/** A new version of a post that was read before. */
export interface Edit {
  readonly received: Received;
  /** The number of events before this one. */
  readonly before: number;
}

/** A deletion, and when the post was known to be there for the last time. */
export interface Deletion {
  readonly id: number;
  readonly seenAt: string;
  readonly existedAt: string | null;
  readonly before: number;
}

/** Changes of the buffer that are being handed over. */
export interface Waited {
  readonly edits: readonly Edit[];
  readonly deletions: readonly Deletion[];
}

/** Pushed posts that all channels of an account may hold together; what is over it is read from history. */
export class Room {
  #left: number;

  constructor(posts: number) {
    this.#left = posts;
  }

  get full(): boolean {
    return this.#left <= 0;
  }

  take(posts: number): void {
    this.#left -= posts;
  }
}

export interface LiveBufferLimits {
  readonly bufferPosts: number;
  readonly bufferChanges: number;
}

/** Ids are small, and one clearing of a channel removes thousands: they have a bound of their own. */
const DELETIONS_MAX = 20_000;

/**
 * What was pushed for one channel and is not handed over yet. Bounded: pushed posts beyond the bound are forgotten
 * and `behind` says so (history has them); changes beyond it are forgotten and `pts` goes back to where they began
 * (the server's difference has them).
 */
export class LiveBuffer {
  readonly #postsMax: number;
  readonly #changesMax: number;
  readonly #room: Room;
  readonly #posts = new Map<number, Received>();
  readonly #edits = new Map<number, Edit>();
  readonly #deletions = new Map<number, Deletion>();
  #pts: number | null = null;
  #heldPts: number | null = null;
  /** True when posts or changes were missed: history and difference have to be read. */
  behind = false;
  /** When the chain of events was whole for the last time: everything that was not deleted by then existed. */
  wholeAt: Date | null = null;
  /** When a post was pushed for the last time (performance.now). */
  pushedAtMs = Number.NEGATIVE_INFINITY;

  constructor(limits: LiveBufferLimits, room = new Room(Number.POSITIVE_INFINITY)) {
    this.#postsMax = limits.bufferPosts;
    this.#changesMax = limits.bufferChanges;
    this.#room = room;
  }

  /** Number of the last event known of this channel (https://core.telegram.org/api/updates). */
  get pts(): number | null {
    return this.#pts;
  }

  /** Everything up to this event is handed over once `waited` is, or will be read with its post. */
  settledPtsWithout(waited: Waited): number | null {
    if (this.#pts === null) return null;
    let settled = Math.min(this.#pts, this.#heldPts ?? this.#pts);
    const edits = new Set(waited.edits);
    const deletions = new Set(waited.deletions);
    for (const edit of this.#edits.values()) if (!edits.has(edit)) settled = Math.min(settled, edit.before);
    for (const deletion of this.#deletions.values())
      if (!deletions.has(deletion)) settled = Math.min(settled, deletion.before);
    return settled;
  }

  /** Edits that wait; deletions are not counted, for they travel in great numbers. */
  get edits(): number {
    return this.#edits.size;
  }

  get deletions(): number {
    return this.#deletions.size;
  }

  /** Moves the number forward by the server's word. */
  setPts(pts: number): void {
    if (this.#pts === null || pts > this.#pts) this.#pts = pts;
  }

  /** Forgets the number: the server does not know it. What it stood for is not settled before `release`. */
  losePts(): void {
    this.hold(this.#pts ?? 0);
    this.#pts = null;
  }

  /** Events after this one are not settled for now: the server has forgotten them. */
  hold(pts: number): void {
    this.#heldPts ??= pts;
  }

  /** The forgotten events were made up for. */
  release(): void {
    this.#heldPts = null;
  }

  /** True when a change with this number was seen before. */
  knows(pts: number): boolean {
    return this.#pts !== null && pts <= this.#pts;
  }

  /** Notes an event's number, after the event was added. False where numbers before it are missing: we are `behind`. */
  advance(pts: number, ptsCount: number, at: Date): boolean {
    if (this.#pts !== null && pts - ptsCount <= this.#pts) {
      this.setPts(pts);
      this.wholeAt = at;
      return true;
    }
    this.behind = true;
    return false;
  }

  addPost(received: Received): void {
    const { id } = received.message;
    this.pushedAtMs = performance.now();
    if (this.#posts.has(id)) {
      this.#posts.set(id, received);
      return;
    }
    if (this.#posts.size >= this.#postsMax || this.#room.full) {
      this.forgetPosts();
      this.behind = true;
      return;
    }
    this.#posts.set(id, received);
    this.#room.take(1);
  }

  /**
   * False when there was no room and all changes were forgotten.
   * @param before number of events before it; of a difference, where it began: pushes may have gone on since
   */
  addEdit(received: Received, before = this.#pts ?? 0): boolean {
    const { id } = received.message;
    // The post may be on its way in its old version at this moment, so the edit is kept as well.
    if (this.#posts.has(id)) this.#posts.set(id, received);
    if (!this.#edits.has(id) && this.#edits.size >= this.#changesMax) return this.#forgetChanges();
    this.#edits.set(id, { received, before });
    return true;
  }

  addDeletions(ids: readonly number[], seenAt: Date, before = this.#pts ?? 0): boolean {
    // One event may hold any number of ids, and is not given in parts: the bound is looked at before it.
    if (this.#deletions.size >= DELETIONS_MAX) return this.#forgetChanges();
    const existedAt = this.wholeAt?.toISOString() ?? null;
    const about = { seenAt: seenAt.toISOString(), existedAt, before };
    for (const id of ids) this.#deletions.set(id, { id, ...about });
    return true;
  }

  /** Forgets pushed posts up to `last`, and gives the others in the order of their ids. */
  postsAfter(last: number): Received[] {
    const waiting: Received[] = [];
    for (const [id, received] of this.#posts) {
      if (id > last) waiting.push(received);
      else this.#forgetPost(id);
    }
    return waiting.sort((a, b) => a.message.id - b.message.id);
  }

  forgetPosts(): void {
    this.#room.take(-this.#posts.size);
    this.#posts.clear();
  }

  get empty(): boolean {
    return this.#posts.size === 0 && this.#edits.size === 0 && this.#deletions.size === 0;
  }

  get hasChanges(): boolean {
    return this.#edits.size > 0 || this.#deletions.size > 0;
  }

  /** Edits of posts up to `last`; edits of later posts are forgotten, for those are read in their newest version. */
  editsUpTo(last: number): Edit[] {
    for (const id of this.#edits.keys()) if (id > last) this.#edits.delete(id);
    return [...this.#edits.values()];
  }

  /** Deletions of posts up to `last`; those of later posts are forgotten, unless the post still waits here. */
  deletionsUpTo(last: number): Deletion[] {
    for (const id of this.#deletions.keys())
      if (id > last && !this.#posts.has(id)) this.#deletions.delete(id);
    return [...this.#deletions.values()].filter(({ id }) => id <= last);
  }

  /** Says that these were handed over; an edit that was replaced meanwhile stays. */
  settle({ edits, deletions }: Waited): void {
    for (const edit of edits) {
      const { id } = edit.received.message;
      if (this.#edits.get(id) === edit) this.#edits.delete(id);
    }
    for (const deletion of deletions)
      if (this.#deletions.get(deletion.id) === deletion) this.#deletions.delete(deletion.id);
  }

  #forgetPost(id: number): void {
    if (this.#posts.delete(id)) this.#room.take(-1);
  }

  #forgetChanges(): false {
    this.#pts = this.settledPtsWithout({ edits: [], deletions: [] });
    this.#edits.clear();
    this.#deletions.clear();
    this.behind = true;
    return false;
  }
}
