import type { DetectBatch, IdRange } from './job-queue.ts';
import type { Difference, Openness, ReadingState, Source, SourceKind } from '../domain/source.ts';

/** What is known of a place after it was looked up, before it is watched. */
export interface ResolvedSource {
  readonly kind: SourceKind;
  readonly connector: Source['connector'];
  readonly address: string;
  readonly externalId: string;
  readonly handle: Readonly<Record<string, string>>;
  readonly title: string;
  readonly openness: Openness;
  /** Id of the newest post now: watching starts behind it. */
  readonly newestId: number;
  /** Number of the newest event now (Telegram's pts); null where the platform has none. */
  readonly pts?: number | null;
  /** Public address of the discussion group of a channel, where it has one that is open. */
  readonly discussion?: string;
}

/**
 * Reads one family of open sources. Never writes, never opens a private place.
 * Delivery is at least once: the caller hands batches to the queue and detection drops what it has seen.
 */
export interface SourceReader {
  /** Throws SourceRefusedError for what is not open, RetryableError when the platform asks to wait. */
  resolve(address: string): Promise<ResolvedSource>;
  /** Starts reading: history after `source.position`, then what is pushed. Batches of one source are emitted in order. */
  watch(source: Source, emit: EmitBatch): Promise<void>;
  /**
   * Asks by id for what history did not give, and emits batches with what was found and, in `settled`, what became of
   * every id that was asked for. Of a watched source only; resolves when all was emitted. Absent where ids have no holes.
   */
  sweep?(sourceId: number, ranges: readonly IdRange[]): Promise<void>;
  /**
   * Reads history at a polite pace, oldest first, and emits batches with `backfill` ranges that follow one another up to
   * `task.toId`. Of a watched source only; resolves when all was emitted, rejects with the signal's reason when stopped.
   */
  backfill?(task: BackfillTask, emit: EmitBatch, signal: AbortSignal): Promise<void>;
  /** Stops reading one source; batches already emitted stay valid. */
  unwatch(sourceId: number): Promise<void>;
  /** Lets go of connections; unsent batches are dropped and will be read again. */
  close(): Promise<void>;
}

/** Resolves when the queue holds the batch; the reader waits for it (back-pressure). */
export type EmitBatch = (batch: DetectBatch) => Promise<void>;

/** A part of the past that is read at leisure. */
export interface BackfillTask {
  readonly backfillId: number;
  readonly sourceId: number;
  /** Posts published before it are not wanted. */
  readonly since: Date;
  /** Everything up to this id is done; null: it has not begun, and the first id of `since` has to be found. */
  readonly doneTo: number | null;
  /** The last id wanted. */
  readonly toId: number;
}

/** How the reading of a source goes, told by its reader whenever it changes (at most every few seconds). */
export interface SourceReading {
  readonly state: ReadingState;
  /** Why it is not `reading`; null while it is. */
  readonly reason: string | null;
  /** Newest id at the platform, where it is known. */
  readonly newestId: number | null;
  /** The last look for missed events, where there was one since the last report. */
  readonly difference?: { readonly what: Difference; readonly at: Date };
}
export type OnReading = (sourceId: number, reading: SourceReading) => void;
