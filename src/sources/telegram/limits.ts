/** How much, how fast and how long; every value can be set for one reader (tests shorten the waits). */
export interface TelegramLimits {
  /** Messages asked for in one messages.getHistory; the server gives at most 100. */
  readonly pagePosts: number;
  /** Posts in one batch: small enough that a failing batch is cheap to repeat. */
  readonly batchPosts: number;
  /** Size of one batch as JSON; a single larger post travels alone. */
  readonly batchBytes: number;
  /** Least time between two batches of one channel: the first goes at once, what comes meanwhile goes together. */
  readonly gatherMs: number;
  /** How long the last pushed part of an album waits for more parts: they are sent in one go. */
  readonly albumWaitMs: number;
  /** Time for the pictures of one batch; what is not there by then is noted as failed, for texts must not wait. */
  readonly mediaMs: number;
  /** Pushed posts held while a batch is being handed over; more than that is read again from history. */
  readonly bufferPosts: number;
  /** The same for all channels of the account together: a message takes about 5 KB. */
  readonly bufferAllPosts: number;
  /** Edits held in the same way; more are fetched again as a difference. */
  readonly bufferChanges: number;
  /** A channel is looked at when nothing was pushed for so long: large channels may be silent for a session. */
  readonly catchUpMs: number;
  /** Least time between two regular looks of one account; many channels are looked at more rarely. */
  readonly lookGapMs: number;
  /** Every so many looks the newest messages are read as well, whatever the count of events says. */
  readonly historyLooks: number;
  /** Newest messages that are read again when the server has forgotten what was changed; edits are of new posts. */
  readonly rereadPosts: number;
  /** Messages older than this are not read again then: Telegram lets posts of channels be edited for two days. */
  readonly rereadMs: number;
  /** Least time between two reports of how the reading goes, where nothing but the newest id changed. */
  readonly reportMs: number;
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
  gatherMs: 10,
  albumWaitMs: 700,
  mediaMs: 15_000,
  bufferPosts: 500,
  bufferAllPosts: 10_000,
  bufferChanges: 500,
  catchUpMs: 60_000,
  lookGapMs: 250,
  historyLooks: 10,
  rereadPosts: 300,
  rereadMs: 48 * 3_600_000,
  reportMs: 5_000,
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
