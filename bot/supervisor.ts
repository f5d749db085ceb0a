import type { Update, UserFromGetMe } from 'telegraf/types';
import { messageOf, PermanentError, RetryableError } from '../src/domain/failure.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { Log } from '../src/log.ts';
import type { TelegramCalls } from './telegram-calls.ts';
import { UpdateRunner } from './update-runner.ts';

/** How long things are waited for; every value can be set for one bot (tests shorten the waits). */
export interface SupervisorPace {
  /** Telegram holds the question open this long when there is nothing new. */
  readonly pollSeconds: number;
  /** An answer that is so much later than that will not come: the link is half open. */
  readonly graceMs: number;
  /** A batch waits no longer than this for its slowest handler before the next is asked for. */
  readonly batchWaitMs: number;
}

/** A hanging handler keeps its own chat waiting, and the others of its batch for a few seconds only. */
const PACE: SupervisorPace = { pollSeconds: 25, graceMs: 10_000, batchWaitMs: 8_000 };
const BATCH_MAX = 50;
/** Waits after failures in a row: doubled from the first to the last. */
const BACK_OFF_MS = { first: 1000, last: 30_000 } as const;
/** Two pollers of one token: the other one ends within its poll. */
const CONFLICT_WAIT_MS = 5000;
/** Polls in a row without an answer after which the bot is not well. */
const SILENT_POLLS = 3;
const STOP_WAIT_MS = 15_000;
const CONFIRM_TIMEOUT_MS = 3000;
const ALLOWED_UPDATES = ['message', 'callback_query'] as const;

export interface SupervisorParts {
  readonly calls: TelegramCalls;
  readonly clock: Clock;
  readonly log: Log;
  readonly handle: (update: Update) => Promise<void>;
  /** Called with what Telegram says of the bot, before the first update. */
  readonly meet: (me: UserFromGetMe) => void;
  /** Called once the bot is known to Telegram; its failure is noted only. */
  readonly onReady: () => Promise<void>;
  /** Updates are pushed to this address instead of being asked for. */
  readonly webhook: { readonly url: string; readonly secret: string } | null;
  readonly pace?: Partial<SupervisorPace>;
}

/**
 * Keeps the bot listening. telegraf's own launch gives up for good on a reset connection, a conflict or a handler's error,
 * confirms updates before they are handled and does not wait for handlers at the end; this asks for updates itself.
 */
export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #pace: SupervisorPace;
  readonly #runner: UpdateRunner;
  readonly #stopping = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #heardAt: Date | null = null;
  #fatal: PermanentError | null = null;
  #offset = 0;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#pace = { ...PACE, ...parts.pace };
    this.#runner = new UpdateRunner(parts.handle, parts.log, this.#pace.batchWaitMs);
  }

  /**
   * Begins to listen. An unreachable Telegram is no failure: it is tried again for as long as it takes.
   * @throws PermanentError `telegram_refused_us` when Telegram does not know the token (401, 404)
   */
  async start(): Promise<void> {
    try {
      await this.#introduce();
    } catch (error) {
      if (isFatal(error)) {
        this.#fatal = error;
        throw error;
      }
      this.#parts.log.warn({ error: messageOf(error) }, 'Telegram cannot be reached yet');
    }
    this.#loop = this.#live();
  }

  /** Stops listening and waits for running handlers. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    if (!(await this.#runner.drain(STOP_WAIT_MS))) this.#parts.log.warn('handlers still running at the end');
    if (this.#offset > 0) await this.#confirm();
  }

  /** Whether Telegram has been heard within three polls, and has not refused the token. */
  healthy(): boolean {
    if (this.#fatal !== null || this.#heardAt === null || this.#stopping.signal.aborted) return false;
    if (this.#parts.webhook !== null) return true;
    const silentMs = SILENT_POLLS * this.#pollTimeoutMs();
    return this.#parts.clock.now().getTime() - this.#heardAt.getTime() < silentMs;
  }

  /** Why the bot does not listen and will not by itself, or null. */
  refused(): string | null {
    return this.#fatal?.message ?? null;
  }

  #pollTimeoutMs(): number {
    return this.#pace.pollSeconds * 1000 + this.#pace.graceMs;
  }

  /** Waits at the end for this as well: a pushed update that is being handled. */
  async follow(work: Promise<void>): Promise<void> {
    await this.#runner.follow(work);
  }

  async #introduce(): Promise<void> {
    const { calls, webhook, log } = this.#parts;
    const me = await calls.once('getMe', {});
    if (webhook === null) await calls.once('deleteWebhook', {});
    else
      await calls.once('setWebhook', {
        url: webhook.url,
        secret_token: webhook.secret,
        allowed_updates: [...ALLOWED_UPDATES],
      });
    this.#parts.meet(me);
    this.#heardAt = this.#parts.clock.now();
    log.info({ bot: me.username, how: webhook === null ? 'polling' : 'webhook' }, 'bot listens');
    try {
      await this.#parts.onReady();
    } catch (error) {
      log.warn({ err: error }, 'bot not fully introduced');
    }
  }

  async #live(): Promise<void> {
    let failures = 0;
    while (!this.#stopping.signal.aborted && this.#fatal === null) {
      try {
        if (this.#heardAt === null) await this.#introduce();
        if (this.#parts.webhook !== null) return;
        await this.#poll();
        failures = 0;
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        failures += 1;
        await this.#recover(error, failures);
      }
    }
  }

  async #poll(): Promise<void> {
    const updates = await this.#ask();
    this.#heardAt = this.#parts.clock.now();
    await this.#runner.run(updates);
    const last = updates.at(-1);
    // Confirmed only now: a process that dies in a handler is given the update again.
    if (last !== undefined) this.#offset = last.update_id + 1;
  }

  /** One question for updates, cut off by its time or by the end of the bot. */
  async #ask(): Promise<readonly Update[]> {
    // Not `AbortSignal.any`: a signal that lives as long as the bot would gather one more for every question.
    const cut = new AbortController();
    const abort = (): void => cut.abort();
    const timer = setTimeout(abort, this.#pollTimeoutMs());
    this.#stopping.signal.addEventListener('abort', abort);
    if (this.#stopping.signal.aborted) abort();
    try {
      const asked = {
        offset: this.#offset,
        timeout: this.#pace.pollSeconds,
        limit: BATCH_MAX,
        allowed_updates: [...ALLOWED_UPDATES],
      };
      return await this.#parts.calls.once('getUpdates', asked, cut.signal);
    } finally {
      clearTimeout(timer);
      this.#stopping.signal.removeEventListener('abort', abort);
    }
  }

  async #recover(error: unknown, failures: number): Promise<void> {
    const { log } = this.#parts;
    if (isFatal(error)) {
      this.#fatal = error;
      log.fatal({ error: error.message }, 'Telegram refused the bot token; the bot has stopped listening');
      return;
    }
    const waitMs = waitAfter(error, failures);
    log.warn({ error: messageOf(error), failures, waitMs }, 'asking for updates failed');
    await pause(waitMs, this.#stopping.signal);
  }

  /** Tells Telegram what was handled, so that the next start is not given it again. Failing costs a repeat, no more. */
  async #confirm(): Promise<void> {
    try {
      await this.#parts.calls.once(
        'getUpdates',
        { offset: this.#offset, timeout: 0, limit: 1 },
        AbortSignal.timeout(CONFIRM_TIMEOUT_MS),
      );
    } catch (error) {
      this.#parts.log.debug({ error: messageOf(error) }, 'last updates not confirmed');
    }
  }
}

/** Waits, but no longer than until the end of the bot. */
function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    signal.addEventListener('abort', done);
  });
}

function isFatal(error: unknown): error is PermanentError {
  return error instanceof PermanentError && error.reason === 'telegram_refused_us';
}

/** How long to wait: what Telegram says, the end of the other poller, or longer after each failure in a row. */
function waitAfter(error: unknown, failures: number): number {
  if (error instanceof RetryableError && error.retryAfterMs !== null) return error.retryAfterMs;
  if (error instanceof RetryableError && error.message.includes(': 409 ')) return CONFLICT_WAIT_MS;
  return Math.min(BACK_OFF_MS.last, BACK_OFF_MS.first * 2 ** Math.min(failures - 1, 10));
}
