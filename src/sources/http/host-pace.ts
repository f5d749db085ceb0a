import { setTimeout as delay } from 'node:timers/promises';
import { RetryableError } from '../../domain/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpLimits } from './limits.ts';

interface Host {
  /** Resolves when the one before has had its turn. */
  turn: Promise<void>;
  waiting: number;
  nextAt: number;
  restsUntil: number;
}

/** Questions that may wait for their turn at one host; who comes later is told to come again. */
const WAITING_MAX = 1_000;
/** A host is asked this much slower than the client's own pace at most, whatever its rules for robots say. */
const CRAWL_DELAY_MAX_MS = 60_000;

/** One question at a time and host, with a pause between two; a host that asked for rest is left alone. */
export class HostPace {
  private readonly hosts = new Map<string, Host>();
  private readonly limits: Pick<HttpLimits, 'hostGapMs' | 'restMs' | 'restMaxMs' | 'hosts'>;
  private readonly clock: Clock;

  constructor(limits: Pick<HttpLimits, 'hostGapMs' | 'restMs' | 'restMaxMs' | 'hosts'>, clock: Clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Runs `ask` when it is its turn. Throws RetryableError('host_rests') at once while the host rests, for a wait is a
   * schedule and not a sleep; throws the signal's reason when it is raised meanwhile.
   */
  async inTurn<T>(
    host: string,
    gapMs: number | null,
    signal: AbortSignal,
    ask: () => Promise<T>,
  ): Promise<T> {
    const state = this.stateOf(host);
    this.requireAwake(host, state);
    if (state.waiting >= WAITING_MAX)
      throw new RetryableError('host_busy', `${host} has ${WAITING_MAX} questions waiting`, {
        retryAfterMs: this.limits.restMs,
      });
    const before = state.turn;
    const done = openPromise();
    state.turn = done.promise;
    state.waiting += 1;
    try {
      await before;
      signal.throwIfAborted();
      this.requireAwake(host, state);
      const waitMs = state.nextAt - this.now();
      if (waitMs > 0) await delay(waitMs, undefined, { signal });
      this.requireAwake(host, state);
      try {
        return await ask();
      } finally {
        state.nextAt = this.now() + Math.max(this.limits.hostGapMs, Math.min(gapMs ?? 0, CRAWL_DELAY_MAX_MS));
      }
    } finally {
      state.waiting -= 1;
      done.resolve();
    }
  }

  /** The host asked for rest; gives the time that it gets, in milliseconds. */
  rest(host: string, askedMs: number | null): number {
    const restMs = Math.min(Math.max(askedMs ?? this.limits.restMs, 0), this.limits.restMaxMs);
    const state = this.stateOf(host);
    state.restsUntil = Math.max(state.restsUntil, this.now() + restMs);
    return restMs;
  }

  private requireAwake(host: string, state: Host): void {
    const leftMs = state.restsUntil - this.now();
    if (leftMs > 0)
      throw new RetryableError(
        'host_rests',
        `${host} asked to be left alone for ${Math.ceil(leftMs / 1000)} s`,
        {
          retryAfterMs: leftMs,
        },
      );
  }

  private stateOf(host: string): Host {
    const known = this.hosts.get(host);
    if (known !== undefined) return known;
    for (const [name, state] of this.hosts) {
      if (this.hosts.size < this.limits.hosts) break;
      if (state.waiting === 0 && state.restsUntil <= this.now()) this.hosts.delete(name);
    }
    const fresh: Host = { turn: Promise.resolve(), waiting: 0, nextAt: 0, restsUntil: 0 };
    this.hosts.set(host, fresh);
    return fresh;
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

function openPromise(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
