import { setTimeout as delay } from 'node:timers/promises';

/** Waits `ms`, or less when one of the signals is raised; never throws. */
export async function pause(ms: number, ...signals: AbortSignal[]): Promise<void> {
  if (ms <= 0 || signals.some((signal) => signal.aborted)) return;
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
  await delay(ms, undefined, { signal: stopped.signal }).catch(() => undefined);
  for (const signal of signals) signal.removeEventListener('abort', stop);
}

/**
 * Gives the promise's value, or throws the reason of the signal that is raised first. A late failure of the abandoned
 * promise is not left unhandled. (AbortSignal.any would leave a trace in long-lived signals at every call.)
 */
export async function unlessAborted<T>(promise: Promise<T>, ...signals: AbortSignal[]): Promise<T> {
  promise.catch(() => undefined);
  for (const signal of signals) signal.throwIfAborted();
  let stop = (_event: Event): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = (event) => reject((event.target as AbortSignal).reason as Error);
    for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', stop);
  }
}

/** A signal that is raised after `ms` with the error, unless it is ended before. */
export function timeLimit(
  ms: number,
  error: Error,
): { readonly signal: AbortSignal; readonly end: () => void } {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(error), ms);
  return { signal: limit.signal, end: () => clearTimeout(timer) };
}

/** A bell: rung by whoever has work, heard once by the one who waits. */
export class Bell {
  #rung = false;
  #hear: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#hear?.();
  }

  /** Resolves when the bell was rung since the last wait, after `ms`, or when the signal is raised. One waits at a time. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted && ms > 0) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          this.#hear = null;
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done, { once: true });
        this.#hear = done;
      });
    }
    this.#rung = false;
  }
}
