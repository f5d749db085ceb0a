import type { JobName } from '../ports/job-queue.ts';

/** How hard the queue tries, and how much it does at once. */
export interface QueueLimits {
  /** Tries of one job, the first included. */
  readonly attempts: Readonly<Record<JobName, number>>;
  /** Jobs of a kind that one process handles at the same time. */
  readonly concurrency: Readonly<Record<JobName, number>>;
  /** Wait after the first failed try; doubles with each further one, up to `backoffMaxMs`. */
  readonly backoffMs: number;
  readonly backoffMaxMs: number;
  /** A worker that has not renewed its hold on a job for this long is taken for dead. */
  readonly lockMs: number;
}

/**
 * Sending goes on for a day, since the other side may be down for a night; a batch that detection cannot digest
 * is broken and is split soon. One browser and one writer to Telegram at a time keep a small machine usable.
 */
export const DEFAULT_LIMITS: QueueLimits = {
  attempts: { detect: 5, backfill: 5, read: 4, capture: 6, dispatch: 150, track: 20, tell: 20 },
  concurrency: { detect: 2, backfill: 1, read: 1, capture: 1, dispatch: 2, track: 4, tell: 4 },
  backoffMs: 1_000,
  backoffMaxMs: 10 * 60_000,
  lockMs: 10_000,
};

/** A job that took its worker down this often is the cause, not the victim. */
export const DEATHS_MAX = 3;
/** An addressee that asks to wait longer than a day is not obeyed: a person would never learn of it. */
export const RETRY_AFTER_MAX_MS = 24 * 60 * 60_000;
/** 100 posts with a picture each fit; one job larger than this would stop the backend for everybody. */
export const JOB_BYTES_MAX = 96 * 1024 * 1024;
/** A backend that does not store jobs in this time counts as down; whoever adds tries again. */
export const ADD_TIMEOUT_MS = 60_000;
/** While the dead-letter table cannot be written, the dead job is kept and tried again this much later. */
export const BURY_AGAIN_MS = 15_000;
export const STOP_TIMEOUT_MS = 30_000;
