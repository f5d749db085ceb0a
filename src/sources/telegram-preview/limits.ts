/** How much, how fast and how long; every value can be set for one reader (tests shorten the waits). */
export interface PreviewLimits {
  /** Size of one page; twenty posts with long texts are a tenth of it. */
  readonly pageBytes: number;
  /** Marks of one page: a page of twenty albums has some thousands, and the parser needs their square where they nest. */
  readonly pageTags: number;
  /** Posts in one batch: small enough that a failing batch is cheap to repeat. */
  readonly batchPosts: number;
  /** Size of one batch as JSON; a single larger post travels alone. */
  readonly batchBytes: number;
  /** Shortest and longest time between two looks at a channel; in between it follows the channel's own rhythm. */
  readonly pollMinMs: number;
  readonly pollMaxMs: number;
  /** Newest posts that are looked at again for edits and deletions. */
  readonly recentPosts: number;
  /** How often those that are no longer on the first page are looked at. */
  readonly recheckMs: number;
  /** Posts asked for one by one at a look, where they are gone from the page: a mass deletion is spread over looks. */
  readonly singlesAtOnce: number;
  /** First and longest wait after a failure; it doubles in between. */
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  /** Least time between two questions of a backfill: what is new goes first. */
  readonly backfillGapMs: number;
  /** Pictures of one post; an album has at most ten. */
  readonly pictures: number;
  /** Longest mark-up of a post that is kept as its platform object. */
  readonly rawChars: number;
  /** Pages that one search for the first post of a day may ask for: halving finds it among a billion in thirty. */
  readonly searchPages: number;
}

export const PREVIEW_LIMITS: PreviewLimits = {
  pageBytes: 4 * 1024 * 1024,
  pageTags: 20_000,
  batchPosts: 50,
  batchBytes: 512 * 1024,
  pollMinMs: 15_000,
  pollMaxMs: 10 * 60_000,
  recentPosts: 60,
  recheckMs: 10 * 60_000,
  singlesAtOnce: 10,
  backoffMinMs: 5_000,
  backoffMaxMs: 15 * 60_000,
  backfillGapMs: 3_000,
  pictures: 10,
  rawChars: 64 * 1024,
  searchPages: 40,
};

/** The part of a pino logger that the reader uses. */
export interface PreviewLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
