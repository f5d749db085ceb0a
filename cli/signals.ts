/** A stop that a person or the service manager asks for. */
export interface Stop {
  /** Resolves when it was asked for. */
  readonly asked: Promise<void>;
  /** Aborted when it was asked for: what is still starting looks at it. */
  readonly signal: AbortSignal;
}

/** Exit code after a second signal: ended at once, nothing was waited for. */
const ENDED_AT_ONCE = 130;

/** Takes Ctrl+C and the stop of the service manager from now on. A second signal ends the process at once. */
export function askedToStop(): Stop {
  const controller = new AbortController();
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (controller.signal.aborted) process.exit(ENDED_AT_ONCE);
        controller.abort();
        resolve();
      });
    }
  });
  return { asked, signal: controller.signal };
}
