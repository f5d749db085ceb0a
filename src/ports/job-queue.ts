import type { Post, PostDeletion } from '../domain/post.ts';

/**
 * Payload of each kind of job: ids only, but for `detect`, whose posts live in the job until it is processed.
 * Every handler may run twice with the effect of once.
 */
export interface JobPayloads {
  /** A batch read by the collector: an interval of message ids and the posts found in it. */
  readonly detect: DetectBatch;
  /** The same for posts of the past (a backfill, an import): never in front of those of now. */
  readonly backfill: DetectBatch;
  /** A post whose pictures are to be read; the post itself waits sealed in the database. */
  readonly read: { readonly waitingId: number };
  readonly capture: { readonly findingId: number; readonly postId: number };
  /** Sends an approved measure to its addressee. */
  readonly dispatch: { readonly measureId: number };
  /** Asks the addressee for the outcome. */
  readonly track: { readonly measureId: number };
  /** Tells one person of the staff something in the bot; the message was stored as an intent before. */
  readonly tell: { readonly noticeId: number };
}
export type JobName = keyof JobPayloads;
export const JOB_NAMES = [
  'detect',
  'backfill',
  'read',
  'capture',
  'dispatch',
  'track',
  'tell',
] as const satisfies readonly JobName[];

export interface DetectBatch {
  readonly sourceId: number;
  /** Epoch of the holder that read the batch. */
  readonly epoch: number;
  /** The interval of message ids the batch accounts for; null for edits and deletions, which move no position. */
  readonly interval: IdRange | null;
  readonly posts: readonly Post[];
  readonly deletions: readonly PostDeletion[];
  /** The events (Telegram's pts) whose edits and deletions are complete with this batch; committed like ids. */
  readonly events?: IdRange;
  /** Ids of the interval that the platform did not give: they are asked for again, one by one, later. */
  readonly missing?: readonly IdRange[];
  /**
   * Marks a batch of ids that were asked for one by one, and says what became of those that were missing: read after all,
   * gone for good, or never a post (a service message).
   */
  readonly settled?: readonly (IdRange & { readonly how: 'filled' | 'gone' | 'not_a_post' })[];
  /** Grows with each batch that a source is read in; of two versions of one second the later one counts. */
  readonly order?: number;
  /** Posts of the past that nobody missed (an import): they do not count among those of today. */
  readonly isPast?: true;
  /** The part of a backfill that is done with this batch; `epoch` does not matter to it. */
  readonly backfill?: IdRange & { readonly backfillId: number };
}

/** Both ends belong to it. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

export interface Job<N extends JobName = JobName> {
  readonly name: N;
  readonly payload: JobPayloads[N];
  /** Same key, same job: a second add while the first waits is ignored. Letters, digits, `-` and `_` only. */
  readonly key: string;
  /** Earliest start, milliseconds from now. */
  readonly delayMs?: number;
}

export type JobHandlers = {
  readonly [N in JobName]?: (payload: JobPayloads[N], attempt: JobAttempt) => Promise<void>;
};

export interface JobAttempt {
  /** 1 for the first try. */
  readonly number: number;
  readonly last: boolean;
}

export interface JobCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

/**
 * Moves work; remembers nothing that the database does not know. Handlers that throw are retried with back-off
 * (RetryableError.retryAfterMs is obeyed), a PermanentError or the last attempt goes to `onDead` and leaves the queue.
 */
export interface JobQueue {
  /** Resolves when the backend has stored the jobs. */
  add(jobs: readonly Job[]): Promise<void>;
  /** Starts taking jobs of the kinds that have a handler. May be called once. */
  start(handlers: JobHandlers, options?: { readonly concurrency?: number }): Promise<void>;
  counts(name: JobName): Promise<JobCounts>;
  /** Throws when the backend cannot be reached within `timeoutMs`. */
  ping(timeoutMs: number): Promise<void>;
  /** Removes every job; for an operator who resets the queue and for tests. The database loses nothing by it. */
  wipe(): Promise<void>;
  /** Waits for running handlers (at most `timeoutMs`), then lets go of all connections. */
  stop(timeoutMs?: number): Promise<void>;
}

/** Called when a job will not be tried again, with its address only (no post text). */
export type OnDeadJob = (dead: {
  readonly name: JobName;
  readonly key: string;
  readonly payload: JobPayloads[JobName];
  readonly reason: string;
}) => Promise<void>;
