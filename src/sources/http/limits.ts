/** How much, how long and how fast pages are asked for; every value can be set for one client. */
export interface HttpLimits {
  /** Size of a body, on the wire and after decompression; a caller may ask for less or more. */
  readonly bodyBytes: number;
  /** From the question to the last byte, redirects apart: each hop has as long. */
  readonly totalMs: number;
  readonly connectMs: number;
  /** Hops of one question; browsers allow 20, a reader of pages needs few. */
  readonly redirects: number;
  /** Least time between two questions to one host. */
  readonly hostGapMs: number;
  /** A host that is busy and names no time is left alone this long. */
  readonly restMs: number;
  /** Longest rest that a host may ask for; it is asked again after it. */
  readonly restMaxMs: number;
  /** A file of rules for robots is read again after this; RFC 9309, 2.4: at most a day. */
  readonly robotsAgeMs: number;
  /** Part of that file that is read; RFC 9309, 2.5: at least 500 KiB. */
  readonly robotsBytes: number;
  /** Hosts whose pace and rules are remembered; the oldest are forgotten first. */
  readonly hosts: number;
}

export const HTTP_LIMITS: HttpLimits = {
  bodyBytes: 4 * 1024 * 1024,
  totalMs: 20_000,
  connectMs: 10_000,
  redirects: 5,
  hostGapMs: 1_000,
  restMs: 60_000,
  restMaxMs: 60 * 60_000,
  robotsAgeMs: 24 * 60 * 60_000,
  robotsBytes: 512 * 1024,
  hosts: 2_000,
};
