import type { Received } from './to-post.ts';

/** A new version of a post that was read before. */
export interface Edit {
  readonly received: Received;
}

/**
 * What was pushed for one channel and is not handed over yet. Bounded: pushed posts beyond the bound are forgotten
 * and `behind` says so (history has them); changes beyond it are forgotten and `pts` goes back to where they began
 * (the server's difference has them).
 */
export class LiveBuffer {
  readonly #postsMax: number;
  readonly #changesMax: number;
  readonly #posts = new Map<number, Received>();
  readonly #edits = new Map<number, Edit>();
  readonly #deletions = new Map<number, string>();
  #pts: number | null = null;
  /** The pts before the oldest change that is held here. */
  #safePts: number | null = null;
  /** True when posts or changes were missed: history and difference have to be read. */
  behind = false;

  constructor(limits: { readonly bufferPosts: number; readonly bufferChanges: number }) {
    this.#postsMax = limits.bufferPosts;
    this.#changesMax = limits.bufferChanges;
  }

  /** Number of the last event known of this channel (https://core.telegram.org/api/updates). */
  get pts(): number | null {
    return this.#pts;
  }

  /** Moves the number forward by the server's word. */
  setPts(pts: number): void {
    if (this.#pts !== null && pts <= this.#pts) return;
    this.#pts = pts;
    if (this.#changes() === 0) this.#safePts = pts;
  }

  /** Forgets the number: the server does not know it. */
  losePts(): void {
    this.#pts = null;
    this.#safePts = null;
  }

  /** True when a change with this number was seen before. */
  knows(pts: number): boolean {
    return this.#pts !== null && pts <= this.#pts;
  }

  /** Notes an event's number, after the event was added; where numbers before it are missing we are `behind`. */
  advance(pts: number, ptsCount: number): void {
    if (this.#pts !== null && pts - ptsCount <= this.#pts) this.setPts(pts);
    else this.behind = true;
  }

  addPost(received: Received): void {
    if (this.#posts.size >= this.#postsMax && !this.#posts.has(received.message.id)) {
      this.#posts.clear();
      this.behind = true;
      return;
    }
    this.#posts.set(received.message.id, received);
  }

  /** False when there was no room and all changes were forgotten. */
  addEdit(received: Received): boolean {
    const { id } = received.message;
    // The post may be on its way in its old version at this moment, so the edit is kept as well.
    if (this.#posts.has(id)) this.#posts.set(id, received);
    const hasRoom = this.#hasRoom(this.#edits, id);
    if (hasRoom) this.#edits.set(id, { received });
    return hasRoom;
  }

  addDeletion(id: number, seenAt: string): boolean {
    const hasRoom = this.#hasRoom(this.#deletions, id);
    if (hasRoom) this.#deletions.set(id, seenAt);
    return hasRoom;
  }

  /** Forgets pushed posts up to `last`, and gives the others in the order of their ids. */
  postsAfter(last: number): Received[] {
    for (const id of this.#posts.keys()) if (id <= last) this.#posts.delete(id);
    return [...this.#posts.values()].sort((a, b) => a.message.id - b.message.id);
  }

  forgetPosts(): void {
    this.#posts.clear();
  }

  get empty(): boolean {
    return this.#posts.size === 0 && this.#changes() === 0;
  }

  /** Edits of posts up to `last`; edits of later posts are forgotten, for those are read in their newest version. */
  editsUpTo(last: number): Edit[] {
    for (const id of this.#edits.keys()) if (id > last) this.#edits.delete(id);
    return [...this.#edits.values()];
  }

  /** Deletions of posts up to `last`; those of later posts are forgotten, unless the post still waits here. */
  deletionsUpTo(last: number): [id: number, seenAt: string][] {
    for (const id of this.#deletions.keys())
      if (id > last && !this.#posts.has(id)) this.#deletions.delete(id);
    return [...this.#deletions].filter(([id]) => id <= last);
  }

  /** Says that these were handed over; an edit that was replaced meanwhile stays. */
  settleEdits(edits: readonly Edit[]): void {
    for (const edit of edits) {
      const { id } = edit.received.message;
      if (this.#edits.get(id) === edit) this.#edits.delete(id);
    }
    if (this.#changes() === 0) this.#safePts = this.#pts;
  }

  settleDeletions(ids: readonly number[]): void {
    for (const id of ids) this.#deletions.delete(id);
    if (this.#changes() === 0) this.#safePts = this.#pts;
  }

  #changes(): number {
    return this.#edits.size + this.#deletions.size;
  }

  #hasRoom(map: ReadonlyMap<number, unknown>, id: number): boolean {
    if (map.has(id) || this.#changes() < this.#changesMax) return true;
    this.#edits.clear();
    this.#deletions.clear();
    this.#pts = this.#safePts;
    this.behind = true;
    return false;
  }
}
