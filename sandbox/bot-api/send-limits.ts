import { tooManyRequests } from './api-error.ts';

/** Sends that Telegram takes before it answers 429. Its FAQ: 30 a second, one a second a chat, 20 a minute a group. */
export interface SendLimits {
  readonly overallPerSecond: number;
  readonly chatPerSecond: number;
  /** "Short bursts" over one a second are let through in reality; this many. */
  readonly chatBurst: number;
  readonly groupPerMinute: number;
}

export const TELEGRAM_LIMITS: SendLimits = {
  overallPerSecond: 30,
  chatPerSecond: 1,
  chatBurst: 8,
  groupPerMinute: 20,
};

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Counts sends and refuses with 429 and `retry_after` what comes too fast. */
export class SendLimiter {
  readonly #limits: SendLimits | null;
  readonly #now: () => Date;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: SendLimits | 'off', now: () => Date) {
    this.#limits = limits === 'off' ? null : limits;
    this.#now = now;
  }

  /** Takes `count` sends to this chat. Throws ApiError 429 and takes none when there is no room. */
  spend(chatId: number, count: number): void {
    if (this.#limits === null) return;
    const { overallPerSecond, chatPerSecond, chatBurst, groupPerMinute } = this.#limits;
    const overall = this.#bucket('overall', overallPerSecond, overallPerSecond);
    const perSecond = chatId < 0 ? groupPerMinute / 60 : chatPerSecond;
    const own = this.#bucket(String(chatId), perSecond, chatId < 0 ? groupPerMinute : chatBurst);
    const waitSeconds = Math.max((1 - overall.tokens) / overallPerSecond, (1 - own.tokens) / perSecond);
    if (waitSeconds > 0) throw tooManyRequests(Math.ceil(waitSeconds));
    overall.tokens -= count;
    own.tokens -= count;
  }

  #bucket(name: string, perSecond: number, capacity: number): Bucket {
    const atMs = this.#now().getTime();
    const bucket = this.#buckets.get(name) ?? { tokens: capacity, atMs };
    bucket.tokens = Math.min(capacity, bucket.tokens + ((atMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = atMs;
    this.#buckets.set(name, bucket);
    return bucket;
  }
}
