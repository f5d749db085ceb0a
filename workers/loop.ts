import { messageOf } from '../src/domain/failure.ts';
import type { Log } from '../src/log.ts';

/** Something done again and again, never twice at once. */
export interface Loop {
  start(): void;
  /** Why the last round failed, or null. */
  problem(): string | null;
  /** Waits for a running round. */
  stop(): Promise<void>;
}

/** A failed round is tried again so soon, so that a trouble that has passed is not reported for long. */
const AGAIN_MS = 3_000;

/**
 * Runs `round` every `periodMs`, the first time at once. A round that throws is logged and tried again, after a long
 * period sooner than usual: a loop ends only by `stop`.
 */
export function createLoop(options: {
  readonly name: string;
  readonly periodMs: number;
  readonly round: () => Promise<void>;
  readonly log: Log;
}): Loop {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let problem: string | null = null;

  const turn = async (): Promise<void> => {
    try {
      await options.round();
      problem = null;
    } catch (error) {
      problem = messageOf(error);
      options.log.warn({ loop: options.name, error: problem }, 'round failed, will be tried again');
    }
    const waitMs = problem === null ? options.periodMs : Math.min(options.periodMs, AGAIN_MS);
    if (!stopped) timer = setTimeout(begin, waitMs);
  };
  const begin = (): void => {
    running = turn();
  };
  return {
    start: begin,
    problem: () => problem,
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
