import type { Detection } from '../domain/detection.ts';
import type { Openness, Source, SourceKind, SourceState } from '../domain/source.ts';
import type { DetectBatch, IdRange } from './job-queue.ts';
import type { SourceReading } from './source-reader.ts';

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
  /**
   * The same place is read in another way from now on. What is committed stays; the epoch grows, so that nothing of the
   * reader before moves the position any more.
   */
  move(
    id: number,
    to: Pick<NewSource, 'connector' | 'handle' | 'openness'> & { readonly pts: number | null },
  ): Promise<Source>;
  /** A new holder starts reading: the epoch grows, and uncommitted intervals of older epochs are dropped, on both axes. */
  beginEpoch(id: number): Promise<Source>;
  /**
   * Commits an interval that detection has dealt with; moves the position to the end of the contiguous run.
   * A stale epoch moves nothing. Gives the position after it.
   */
  commitInterval(id: number, epoch: number, interval: IdRange, hole: string | null): Promise<number>;
  /** The same for events (Telegram's pts): gives the end of their contiguous run, null while none is known. */
  commitEvents(id: number, epoch: number, range: IdRange): Promise<number | null>;
  /** Counters of ordinary and suspicious posts of a day (YYYY-MM-DD); no text is kept. A new post ends a silence. */
  count(id: number, day: string, posts: number, suspicious: number, lastPostAt: Date | null): Promise<void>;
  /** Posts by the day from `fromDay` on, oldest first; days without a post have no row. */
  days(id: number, fromDay: string): Promise<readonly { readonly day: string; readonly posts: number }[]>;
  /** First day on which anything was read. */
  firstDay(id: number): Promise<string | null>;
  /** Notes how the reading goes, as its reader says. */
  noteReading(id: number, reading: SourceReading): Promise<void>;
  /** Notes that the alarm of silence was raised; false when it was before, or when a post came meanwhile. */
  noteQuiet(id: number, lastPostAt: Date, at: Date): Promise<boolean>;
  /**
   * Ids that a reading did not give; each is noted once. One that was seen before is asked for as well: it may have been
   * deleted without a word.
   */
  noteMissing(id: number, ranges: readonly IdRange[], at: Date): Promise<void>;
  /**
   * What became of missing ids; of ids that nobody had missed it is noted too, but for `filled`. Gives the messages that
   * were seen before and are gone: those are deletions, not holes.
   */
  settleMissing(
    id: number,
    settled: NonNullable<DetectBatch['settled']>,
    at: Date,
  ): Promise<readonly number[]>;
  /** The same for single ids that turn up, or whose deletion is seen, where they were missed; other ids are no matter. */
  resolveMissing(id: number, messageIds: readonly number[], how: 'filled' | 'gone', at: Date): Promise<void>;
  /** Missing ids of a source that are still to be asked for, lowest first. */
  openMissing(id: number, limit: number): Promise<readonly MissingIds[]>;
  /** Sources with ids that are missing since before `foundBefore` and still to be asked for. */
  sourcesMissing(foundBefore: Date): Promise<readonly number[]>;
  /** Begins a backfill up to the position of now; gives the one that is active, if there is one. */
  startBackfill(
    id: number,
    since: Date,
    at: Date,
  ): Promise<{ readonly backfill: Backfill; readonly added: boolean }>;
  /** Backfills that are to be read, oldest first. */
  activeBackfills(): Promise<readonly Backfill[]>;
  backfill(id: number): Promise<Backfill>;
  /** Notes with which id a backfill begins; once. */
  beginBackfill(id: number, fromId: number): Promise<void>;
  /** Commits a part of a backfill like an interval; the backfill is done when its last id is. */
  commitBackfill(
    id: number,
    range: IdRange,
    done: { readonly posts: number; readonly hole: string | null; readonly at: Date },
  ): Promise<Backfill>;
  stopBackfill(id: number, at: Date): Promise<void>;
  report(): Promise<readonly SourceReport[]>;
}

/** Ids that lie inside what was read and did not come. */
export interface MissingIds extends IdRange {
  readonly foundAt: Date;
}

/** History that is read at leisure. */
export interface Backfill {
  readonly id: number;
  readonly sourceId: number;
  readonly state: 'active' | 'done' | 'stopped';
  readonly sinceAt: Date;
  /** Null until the first id of that day was found. */
  readonly fromId: number | null;
  readonly toId: number;
  /** Everything up to this id is done. */
  readonly position: number | null;
  readonly posts: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

export interface SourceReport {
  readonly source: Source;
  /** Masked phone of the account that reads it. */
  readonly account: string | null;
  readonly postsToday: number;
  /** Posts that could not be processed and were passed by. */
  readonly holes: number;
  readonly deadLetters: number;
  /** Ids that did not come: read after all, gone before they were seen, or still to be asked for. */
  readonly missing: Readonly<Record<'filled' | 'gone' | 'open', number>>;
  /** The newest backfill. */
  readonly backfill: Backfill | null;
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

/** What is known of a message by its last version that was looked at. */
export interface SeenPost {
  /** Keyed hash of what a reader saw; empty where only its deletion was seen. */
  readonly hash: string;
  readonly editedAt: Date | null;
  /** When this version was read, as a number that grows. */
  readonly readOrder: number;
  /** The post whose part it is, for a part of an album. */
  readonly postId: number | null;
  readonly goneAt: Date | null;
}

export interface PostStore {
  /**
   * What is known of these messages, and of the posts that they are parts of.
   * In a transaction it also makes other readers of the same source wait: the same batch may come twice at once.
   */
  seen(sourceId: number, messageIds: readonly number[]): Promise<ReadonlyMap<number, SeenPost>>;
  markSeen(
    sourceId: number,
    rows: readonly ({ readonly messageId: number } & Omit<SeenPost, 'goneAt'>)[],
    at: Date,
  ): Promise<void>;
  /** Notes deletions, also of messages that were never seen. Gives those whose deletion was not known. */
  markGone(
    sourceId: number,
    gone: readonly { readonly messageId: number; readonly at: Date }[],
  ): Promise<readonly number[]>;
  /** Of these posts, those of which no part is left, with when the last one went. */
  whollyGone(sourceId: number, postIds: readonly number[]): Promise<ReadonlyMap<number, Date>>;
  /** Messages and posts of findings whose deletion was seen since then. */
  goneSince(sourceId: number, since: Date): Promise<{ readonly messages: number; readonly findings: number }>;
  /** Forgets old rows, but for those of posts that are kept. */
  forgetSeenBefore(at: Date): Promise<number>;
  /** Adds the next version of the post. */
  add(post: NewPost): Promise<StoredPost>;
  get(id: number): Promise<StoredPost>;
  latest(sourceId: number, messageId: number): Promise<StoredPost | null>;
  /** The post was read again and had not changed. */
  stillThere(sourceId: number, messageIds: readonly number[], at: Date): Promise<void>;
  /** Marks all versions; `existedAt` is when it was last known to be there. Gives the messages that were not marked before. */
  markDeleted(
    sourceId: number,
    deletions: readonly {
      readonly messageId: number;
      readonly seenAt: Date;
      readonly existedAt: Date | null;
    }[],
  ): Promise<readonly number[]>;
}
