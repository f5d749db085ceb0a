import { RetryableError } from '../domain/failure.ts';

/** Lets at most `atOnce` pieces of work run; `waitingMax` more wait in order, whoever comes later is told to come again. */
export interface Turns {
  /** Throws RetryableError('picture_reader_busy'), or the reason of `signal` when it is raised before the turn comes. */
  take<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>;
}

export function createTurns(atOnce: number, waitingMax: number): Turns {
  const waiting: (() => void)[] = [];
  let places = atOnce;

  async function wait(signal: AbortSignal | undefined): Promise<void> {
    if (waiting.length >= waitingMax)
      throw new RetryableError('picture_reader_busy', `${waiting.length} pictures wait to be read already.`);
    await new Promise<void>((resolve, reject) => {
      const onTurn = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        waiting.splice(waiting.indexOf(onTurn), 1);
        reject(signal?.reason);
      };
      waiting.push(onTurn);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  return {
    take: async (signal, work) => {
      signal?.throwIfAborted();
      if (places > 0) places -= 1;
      else await wait(signal);
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) places += 1;
        else next();
      }
    },
  };
}
