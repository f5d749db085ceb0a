import { setTimeout as wait } from 'node:timers/promises';
import { TelegramError, type Telegram } from 'telegraf';
import { PermanentError, RetryableError, messageOf } from '../src/domain/failure.ts';
import type { Opts, Telegram as ApiMethods } from 'telegraf/types';
import type { Log } from '../src/log.ts';

/** telegraf waits 500 s for an answer; a half-open link must not hold a handler that long. Uploads need some of it. */
const CALL_TIMEOUT_MS = 30_000;
/** A person waits for the answer to a press: longer waits than this are given up. */
const PATIENCE_MS = 10_000;
const PATIENT_TRIES = 4;

type Method = keyof ApiMethods;
type Payload<M extends Method> = Opts<M>;
type Answer<M extends Method> = ReturnType<ApiMethods[M]>;

/** What the Bot API said, as a failure of the world. Anything that is no answer of Telegram is a failure of the link. */
export function telegramFailure(method: string, error: unknown): RetryableError | PermanentError {
  if (!(error instanceof TelegramError)) {
    return new RetryableError('telegram_unreachable', `${method}: ${messageOf(error)}`, { cause: error });
  }
  const says = `${method}: ${error.code} ${error.description}`;
  if (error.code === 429) {
    const seconds = error.parameters?.retry_after ?? 1;
    return new RetryableError('telegram_429', says, { cause: error, retryAfterMs: seconds * 1000 });
  }
  if (error.code === 403) return new PermanentError('blocked_by_person', says, { cause: error });
  if (error.code === 400 && /chat not found|user is deactivated/iu.test(error.description)) {
    return new PermanentError('blocked_by_person', says, { cause: error });
  }
  if (error.code >= 500 || error.code === 409)
    return new RetryableError('telegram_failed', says, { cause: error });
  return new PermanentError(
    error.code === 401 || error.code === 404 ? 'telegram_refused_us' : 'telegram_rejected',
    says,
    { cause: error },
  );
}

/** Whether Telegram rejected the call with these words. */
export function saidBy(error: unknown, words: RegExp): boolean {
  const cause = error instanceof PermanentError ? error.cause : error;
  return cause instanceof TelegramError && cause.code === 400 && words.test(cause.description);
}

/** Calls of the Bot API with a time limit, whose failures are classified. */
export class TelegramCalls {
  readonly #telegram: Telegram;
  readonly #log: Log;

  constructor(telegram: Telegram, log: Log) {
    this.#telegram = telegram;
    this.#log = log;
  }

  /** One try. Throws RetryableError (`retryAfterMs` of a 429) or PermanentError. */
  async once<M extends Method>(
    method: M,
    payload: Payload<M>,
    signal: AbortSignal = AbortSignal.timeout(CALL_TIMEOUT_MS),
  ): Promise<Answer<M>> {
    try {
      // telegraf's own type of a signal is an older shim; its HTTP client takes the native one.
      const options = { signal } as unknown as Parameters<Telegram['callApi']>[2];
      return await this.#telegram.callApi(method, payload, options);
    } catch (error) {
      throw telegramFailure(method, error);
    }
  }

  /** For a person who waits: a 429 is waited out when it is short. Nothing else is tried twice, it may have arrived. */
  async patiently<M extends Method>(method: M, payload: Payload<M>): Promise<Answer<M>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(method, payload);
      } catch (error) {
        const waitMs =
          error instanceof RetryableError && error.reason === 'telegram_429'
            ? (error.retryAfterMs ?? 1000)
            : null;
        if (waitMs === null || waitMs > PATIENCE_MS || attempt >= PATIENT_TRIES) throw error;
        this.#log.debug({ method, waitMs }, 'told to slow down');
        await wait(waitMs);
      }
    }
  }
}
