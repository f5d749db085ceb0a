/** How much, how fast and how long; every value can be set for one reader (tests shorten the waits). */
export interface TelegramLimits {
  /** Messages asked for in one messages.getHistory; the server gives at most 100. */
  readonly pagePosts: number;
  /** Posts in one batch: small enough that a failing batch is cheap to repeat. */
  readonly batchPosts: number;
  /** Size of one batch as JSON; a single larger post travels alone. */
  readonly batchBytes: number;
  /** How long pushed posts are gathered into one batch; a person does not notice a tenth of a second. */
  readonly gatherMs: number;
  /** Pushed posts held while a batch is being handed over; more than that is read again from history. */
  readonly bufferPosts: number;
  /** Edits and deletions held in the same way; more are fetched again as a difference. */
  readonly bufferChanges: number;
  /** A channel is looked at this often even when nothing is pushed: large channels may be silent for a session. */
  readonly catchUpMs: number;
  /** Longest wait for one answer of the server. */
  readonly callTimeoutMs: number;
  /** Least time between two calls of one method. */
  readonly callGapMs: number;
  /** Least time between two calls for the past (a backfill, a sweep): nobody waits for them. */
  readonly leisureGapMs: number;
  /** Longest wait of such a call for a moment without others: under load it comes late, not never. */
  readonly leisureWaitMs: number;
  /** Least time between two joins: the platform limits joins far harder than reading. */
  readonly joinGapMs: number;
  /** First and longest wait after a failure; it doubles in between. */
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  /** Longest text of a post's platform object that is kept. */
  readonly rawChars: number;
}

export const DEFAULT_LIMITS: TelegramLimits = {
  pagePosts: 100,
  batchPosts: 50,
  batchBytes: 512 * 1024,
  gatherMs: 100,
  bufferPosts: 500,
  bufferChanges: 500,
  catchUpMs: 60_000,
  callTimeoutMs: 20_000,
  callGapMs: 50,
  leisureGapMs: 2_000,
  leisureWaitMs: 15_000,
  joinGapMs: 10_000,
  backoffMinMs: 1_000,
  backoffMaxMs: 60_000,
  rawChars: 64 * 1024,
};

/** The part of a pino logger that the collector uses. */
export interface TelegramLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
