import { setTimeout as delay } from 'node:timers/promises';

/** Waits `ms`, or less when the signal is raised; never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * Gives the promise's value, or throws `signal.reason` when the signal is raised first. A late failure of the
 * abandoned promise is not left unhandled.
 */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => undefined);
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A bell: rung by whoever has work, heard once by the one who waits. */
export class Bell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves when the bell was rung since the last wait, after `ms`, or when the signal is raised. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      const heard = new AbortController();
      const stop = (): void => heard.abort();
      this.#wake = stop;
      signal.addEventListener('abort', stop, { once: true });
      await pause(ms, heard.signal);
      signal.removeEventListener('abort', stop);
      this.#wake = null;
    }
    this.#rung = false;
  }
}
