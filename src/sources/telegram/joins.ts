import { Api } from 'telegram';
import { messageOf, PermanentError, RetryableError } from '../../domain/failure.ts';
import { type ChannelAddress, inputChannel } from './channel.ts';
import type { TelegramLimits, TelegramLog } from './limits.ts';
import type { Call } from './polite-calls.ts';
import { pause } from './waiting.ts';

/** Wait before a join is tried again when the server names no time; reading goes on meanwhile. */
const RETRY_MS = 60_000;

interface Wish {
  readonly where: ChannelAddress;
  readonly joined: () => void;
}

/**
 * Joins public channels, so that their posts are pushed: one after the other, far apart, each at most once. Reading
 * does not depend on it: a channel that is not joined is read at its regular intervals.
 */
export class Joins {
  readonly #call: Call;
  readonly #limits: TelegramLimits;
  readonly #log: TelegramLog;
  readonly #closed: AbortSignal;
  /** Channels that were asked for, joined or refused: none is asked for twice. */
  readonly #asked = new Set<string>();
  readonly #wishes: Wish[] = [];
  #working = false;
  #lastAtMs = Number.NEGATIVE_INFINITY;

  constructor(needs: { call: Call; limits: TelegramLimits; log: TelegramLog; closed: AbortSignal }) {
    this.#call = needs.call;
    this.#limits = needs.limits;
    this.#log = needs.log;
    this.#closed = needs.closed;
  }

  /** Puts a public channel on the list; `joined` is called when posts are pushed from now on. */
  wish(where: ChannelAddress, joined: () => void): void {
    if (this.#asked.has(where.channelId)) return;
    this.#asked.add(where.channelId);
    this.#wishes.push({ where, joined });
    if (!this.#working) void this.#work();
  }

  /** Takes a channel that is no longer watched off the list. */
  forget(channelId: string): void {
    const at = this.#wishes.findIndex((wish) => wish.where.channelId === channelId);
    if (at < 0) return;
    this.#wishes.splice(at, 1);
    this.#asked.delete(channelId);
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let wish = this.#wishes[0]; wish !== undefined && !this.#closed.aborted; wish = this.#wishes[0]) {
      await pause(this.#lastAtMs + this.#limits.joinGapMs - performance.now(), this.#closed);
      if (this.#closed.aborted) break;
      if (this.#wishes[0] !== wish) continue;
      const waitMs = await this.#join(wish);
      if (waitMs === null) this.#settle(wish);
      else await pause(waitMs, this.#closed);
    }
    this.#working = false;
  }

  #settle(wish: Wish): void {
    const at = this.#wishes.indexOf(wish);
    if (at >= 0) this.#wishes.splice(at, 1);
  }

  /** Gives null when the channel is settled, or how long to wait before it is tried again. */
  async #join({ where, joined }: Wish): Promise<number | null> {
    this.#lastAtMs = performance.now();
    const channel = `@${where.username}`;
    try {
      await this.#call(new Api.channels.JoinChannel({ channel: inputChannel(where) }));
    } catch (error) {
      const already = error instanceof PermanentError && error.reason === 'joined_before';
      if (error instanceof RetryableError) {
        if (error.reason !== 'closed') this.#log.info({ channel, error: messageOf(error) }, 'joining later');
        return error.retryAfterMs ?? RETRY_MS;
      }
      if (!already) {
        this.#log.warn({ channel, error: messageOf(error) }, 'not joined: read at regular intervals instead');
        return null;
      }
    }
    this.#log.info({ channel }, 'joined: new posts are pushed');
    joined();
    return null;
  }
}
