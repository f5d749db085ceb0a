import type { Api } from 'telegram';
import { RetryableError } from '../../domain/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AccountHooks } from './account-hooks.ts';
import { Budgets, type MethodBudget } from './budgets.ts';
import type { CallOptions, TelegramConnection } from './connect.ts';
import type { TelegramLimits } from './limits.ts';
import { Bell, pause } from './waiting.ts';

export interface PoliteOptions extends CallOptions {
  /** Waits for its turn behind every other call of the account, and keeps `leisureGapMs` between its own. */
  readonly atLeisure?: boolean;
}

/** Calls the server at the pace it wants; same promises as TelegramConnection.call. */
export type Call = <R extends Api.AnyRequest>(
  request: R,
  options?: PoliteOptions,
) => Promise<R['__response']>;

export interface PoliteNeeds extends Pick<AccountHooks, 'onCall' | 'rests'> {
  readonly clock: Clock;
  readonly limits: TelegramLimits;
  readonly budgets?: readonly MethodBudget[];
  readonly closed: AbortSignal;
}

/**
 * FLOOD_WAIT is a schedule: a method that was told to wait is not sent again before its time, it fails at once with
 * the time that is left, and all other methods go on. Calls of one method keep `callGapMs` between them, and stay
 * within their budget (`over_budget`, with the time when it is free again).
 */
export function politeCalls(connect: () => Promise<TelegramConnection>, needs: PoliteNeeds): Call {
  const paced = new PacedCalls(connect, needs);
  return (request, options = {}) => paced.call(request, options);
}

class PacedCalls {
  readonly #connect: () => Promise<TelegramConnection>;
  readonly #needs: PoliteNeeds;
  readonly #budgets: Budgets;
  readonly #notBefore: Map<string, number>;
  readonly #nextTurn = new Map<string, number>();
  readonly #calm = new Bell();
  /** Calls on their way that are not at leisure. */
  #urgent = 0;
  #leisureAtMs = Number.NEGATIVE_INFINITY;
  #leisure: Promise<unknown> = Promise.resolve();

  constructor(connect: () => Promise<TelegramConnection>, needs: PoliteNeeds) {
    this.#connect = connect;
    this.#needs = needs;
    this.#budgets = new Budgets(needs.clock, needs.budgets);
    this.#notBefore = new Map([...(needs.rests ?? [])].map(([method, until]) => [method, until.getTime()]));
  }

  async call<R extends Api.AnyRequest>(request: R, options: PoliteOptions): Promise<R['__response']> {
    this.#refuseWhileTold(request.className);
    if (options.atLeisure === true) {
      const { closed, limits } = this.#needs;
      // Pictures of the past are small, and there are many of them.
      const gapMs = request.className === 'upload.GetFile' ? limits.leisureGapMs / 10 : limits.leisureGapMs;
      const turn = this.#leisure.then(() => this.#waitForCalm(gapMs, options.signal ?? closed));
      this.#leisure = turn;
      await turn;
      return this.#send(request, options);
    }
    this.#urgent += 1;
    try {
      return await this.#send(request, options);
    } finally {
      this.#urgent -= 1;
      if (this.#urgent === 0) this.#calm.ring();
    }
  }

  async #waitForCalm(gapMs: number, signal: AbortSignal): Promise<void> {
    const { limits, closed } = this.#needs;
    const waitMs = this.#leisureAtMs + gapMs - performance.now();
    await pause(waitMs, signal, closed);
    const until = performance.now() + limits.leisureWaitMs;
    const stop = (): void => this.#calm.ring();
    for (const end of [signal, closed]) end.addEventListener('abort', stop);
    for (let leftMs = limits.leisureWaitMs; this.#urgent > 0 && leftMs > 0; ) {
      if (signal.aborted || closed.aborted) break;
      await this.#calm.wait(leftMs);
      leftMs = until - performance.now();
    }
    for (const end of [signal, closed]) end.removeEventListener('abort', stop);
    this.#leisureAtMs = performance.now();
  }

  async #send<R extends Api.AnyRequest>(request: R, options: PoliteOptions): Promise<R['__response']> {
    const { limits, closed, onCall } = this.#needs;
    const method = request.className;
    const nowMs = performance.now();
    const turnMs = Math.max(nowMs, this.#nextTurn.get(method) ?? 0);
    this.#nextTurn.set(method, turnMs + limits.callGapMs);
    await pause(turnMs - nowMs, options.signal ?? closed);
    this.#refuseWhileTold(method);
    const connection = await this.#connect();
    options.signal?.throwIfAborted();
    this.#budgets.spend(method);
    try {
      const answer = await connection.call(request, { timeoutMs: limits.callTimeoutMs, ...options });
      onCall?.(method, 'ok');
      return answer;
    } catch (error) {
      this.#note(method, error);
      throw error;
    }
  }

  #note(method: string, error: unknown): void {
    const { clock, onCall } = this.#needs;
    if (error instanceof RetryableError && error.reason === 'flood_wait' && error.retryAfterMs !== null) {
      this.#notBefore.set(method, clock.now().getTime() + error.retryAfterMs);
      onCall?.(method, 'flood', error.retryAfterMs);
    } else onCall?.(method, 'error');
  }

  #refuseWhileTold(method: string): void {
    const leftMs = (this.#notBefore.get(method) ?? 0) - this.#needs.clock.now().getTime();
    if (leftMs <= 0) return;
    throw new RetryableError('flood_wait', `${method} is told to wait`, { retryAfterMs: leftMs });
  }
}
