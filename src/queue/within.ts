import { RetryableError } from '../domain/failure.ts';

/** Gives what the promise gives, or throws RetryableError `queue_unreachable` when it takes longer than `timeoutMs`. */
export async function within<T>(promise: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new RetryableError('queue_unreachable', `The queue did not answer in ${timeoutMs} ms: ${what}`),
        ),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
