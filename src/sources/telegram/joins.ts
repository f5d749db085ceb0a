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
  readonly settled: (outcome: JoinOutcome) => void;
}

/**
 * `asked`: an administrator would have to agree, so it is not asked again. `refused`: the place cannot be joined now.
 * `full`: the account may join nothing more (CHANNELS_TOO_MUCH).
 */
export type JoinOutcome = 'joined' | 'asked' | 'refused' | 'full';

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
  #full = false;
  #lastAtMs = Number.NEGATIVE_INFINITY;

  constructor(needs: { call: Call; limits: TelegramLimits; log: TelegramLog; closed: AbortSignal }) {
    this.#call = needs.call;
    this.#limits = needs.limits;
    this.#log = needs.log;
    this.#closed = needs.closed;
  }

  /** Puts a public channel on the list; `settled` is called once, after `joined` posts are pushed. */
  wish(where: ChannelAddress, settled: Wish['settled']): void {
    if (this.#full || this.#asked.has(where.channelId)) return;
    this.#asked.add(where.channelId);
    this.#wishes.push({ where, settled });
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

  /** Every further join would be refused like this one. */
  #giveUpAll(settled: Wish['settled']): void {
    this.#full = true;
    this.#wishes.length = 0;
    settled('full');
  }

  #settle(wish: Wish): void {
    const at = this.#wishes.indexOf(wish);
    if (at >= 0) this.#wishes.splice(at, 1);
  }

  /** Gives null when the channel is settled, or how long to wait before it is tried again. */
  async #join({ where, settled }: Wish): Promise<number | null> {
    this.#lastAtMs = performance.now();
    const channel = `@${where.username}`;
    try {
      await this.#call(new Api.channels.JoinChannel({ channel: inputChannel(where) }));
    } catch (error) {
      if (error instanceof RetryableError) {
        if (error.reason !== 'closed') this.#log.info({ channel, error: messageOf(error) }, 'joining later');
        return error.retryAfterMs ?? RETRY_MS;
      }
      const reason = error instanceof PermanentError ? error.reason : '';
      if (reason !== 'joined_before') {
        this.#log.warn({ channel, error: messageOf(error) }, 'not joined: read at regular intervals instead');
        if (reason === 'join_refused') this.#giveUpAll(settled);
        else settled(reason === 'join_asked' ? 'asked' : 'refused');
        return null;
      }
    }
    this.#log.info({ channel }, 'joined: new posts are pushed');
    settled('joined');
    return null;
  }
}
