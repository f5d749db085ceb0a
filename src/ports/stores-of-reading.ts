import type { Detection } from '../domain/detection.ts';
import type { Openness, Source, SourceKind, SourceState } from '../domain/source.ts';

export interface NewSource {
  readonly kind: SourceKind;
  readonly connector: Source['connector'];
  readonly address: string;
  readonly externalId: string;
  readonly handle: Readonly<Record<string, string>>;
  readonly title: string;
  readonly openness: Openness;
  readonly position: number;
  readonly pts?: number | null;
  readonly newestId?: number;
  /** The channel whose discussion group this is. */
  readonly linkedTo?: number;
}

export interface SourceStore {
  /** Gives the existing source when the place is already watched (same network and external id). */
  add(source: NewSource): Promise<{ readonly source: Source; readonly added: boolean }>;
  get(id: number): Promise<Source>;
  list(filter?: { readonly state?: SourceState }): Promise<readonly Source[]>;
  setState(id: number, state: SourceState, reason: string | null): Promise<void>;
  /** A new holder starts reading: the epoch grows, and uncommitted intervals of older epochs are dropped. */
  beginEpoch(id: number): Promise<Source>;
  /**
   * Commits an interval that detection has dealt with; moves the position to the end of the contiguous run.
   * A stale epoch moves nothing. Gives the position after it.
   */
  commitInterval(
    id: number,
    epoch: number,
    interval: { readonly from: number; readonly to: number },
    hole: string | null,
  ): Promise<number>;
  /** Counters of ordinary and suspicious posts of a day (YYYY-MM-DD); no text is kept. */
  count(id: number, day: string, posts: number, suspicious: number, lastPostAt: Date | null): Promise<void>;
  report(): Promise<readonly SourceReport[]>;
}

export interface SourceReport {
  readonly source: Source;
  readonly postsToday: number;
  readonly holes: number;
  readonly deadLetters: number;
}

/** A stored suspicious post, one row a version. Unmasked content is sealed bytes; `maskedText` may be shown. */
export interface StoredPost {
  readonly id: number;
  readonly sourceId: number;
  readonly messageId: number;
  readonly version: number;
  readonly url: string;
  readonly publishedAt: Date;
  readonly editedAt: Date | null;
  readonly firstSeenAt: Date;
  /** When the post was known to be there for the last time. */
  readonly lastSeenAt: Date | null;
  readonly deletedSeenAt: Date | null;
  /** Message ids of an album; null for a single message. */
  readonly parts: readonly number[] | null;
  readonly maskedText: string;
  readonly sealedContent: Uint8Array;
  readonly detection: Detection;
  readonly views: number | null;
}

export type NewPost = Omit<StoredPost, 'id' | 'version' | 'deletedSeenAt'>;

export interface PostStore {
  /** Keyed hash of the visible text seen for this message, or null. */
  seen(sourceId: number, messageIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
  markSeen(
    sourceId: number,
    rows: readonly { readonly messageId: number; readonly hash: string; readonly editedAt: string | null }[],
    at: Date,
  ): Promise<void>;
  forgetSeenBefore(at: Date): Promise<number>;
  /** Adds the next version of the post. */
  add(post: NewPost): Promise<StoredPost>;
  get(id: number): Promise<StoredPost>;
  latest(sourceId: number, messageId: number): Promise<StoredPost | null>;
  markDeleted(sourceId: number, messageIds: readonly number[], at: Date): Promise<number>;
}
