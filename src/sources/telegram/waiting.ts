/** Waits `ms`, or less when one of the signals is raised; never throws. */
export async function pause(ms: number, ...signals: AbortSignal[]): Promise<void> {
  if (ms <= 0 || signals.some((signal) => signal.aborted)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const signal of signals) signal.addEventListener('abort', done);
  });
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

  /** Resolves when the bell was rung since the last wait, or after `ms`. One waits at a time. */
  async wait(ms: number): Promise<void> {
    if (!this.#rung && ms > 0) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.#hear = null;
          resolve();
        };
        const timer = setTimeout(done, ms);
        this.#hear = done;
      });
    }
    this.#rung = false;
  }
}
