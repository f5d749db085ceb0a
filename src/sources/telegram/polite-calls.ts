import { Api } from 'telegram';
import { RetryableError } from '../../domain/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CallOptions, TelegramConnection } from './connect.ts';
import type { TelegramLimits } from './limits.ts';
import { pause } from './waiting.ts';

/** Calls the server at the pace it wants; same promises as TelegramConnection.call. */
export type Call = <R extends Api.AnyRequest>(request: R, options?: CallOptions) => Promise<R['__response']>;

/**
 * FLOOD_WAIT is a schedule: a method that was told to wait is not sent again before its time, it fails at once with
 * the time that is left, and all other methods go on. Calls of one method keep `callGapMs` between them.
 */
export function politeCalls(
  connect: () => Promise<TelegramConnection>,
  needs: { readonly clock: Clock; readonly limits: TelegramLimits; readonly closed: AbortSignal },
): Call {
  const { clock, limits, closed } = needs;
  const notBefore = new Map<string, number>();
  const nextTurn = new Map<string, number>();

  const refuseWhileTold = (method: string): void => {
    const leftMs = (notBefore.get(method) ?? 0) - clock.now().getTime();
    if (leftMs <= 0) return;
    throw new RetryableError('flood_wait', `${method} is told to wait`, { retryAfterMs: leftMs });
  };

  return async (request, options = {}) => {
    const method = request.className;
    refuseWhileTold(method);
    const nowMs = performance.now();
    const turnMs = Math.max(nowMs, nextTurn.get(method) ?? 0);
    nextTurn.set(method, turnMs + limits.callGapMs);
    await pause(turnMs - nowMs, options.signal ?? closed);
    refuseWhileTold(method);
    const connection = await connect();
    try {
      return await connection.call(request, { timeoutMs: limits.callTimeoutMs, ...options });
    } catch (error) {
      if (error instanceof RetryableError && error.reason === 'flood_wait' && error.retryAfterMs !== null) {
        notBefore.set(method, clock.now().getTime() + error.retryAfterMs);
      }
      throw error;
    }
  };
}
