import type { DetectBatch } from './job-queue.ts';
import type { Openness, Source, SourceKind } from '../domain/source.ts';

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
  /** Stops reading one source; batches already emitted stay valid. */
  unwatch(sourceId: number): Promise<void>;
  /** Lets go of connections; unsent batches are dropped and will be read again. */
  close(): Promise<void>;
}

/** Resolves when the queue holds the batch; the reader waits for it (back-pressure). */
export type EmitBatch = (batch: DetectBatch) => Promise<void>;
