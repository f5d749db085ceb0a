import { rm } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import type { RunningBrowser } from './browser-starter.ts';

export interface SharedBrowserOptions {
  readonly start: () => Promise<RunningBrowser>;
  /** Closed after so many uses: a browser that runs for weeks grows. */
  readonly usesMax: number;
  /** Closed after so long without use. */
  readonly idleMs: number;
}

/** One browser, started at the first use, started anew after a crash or many uses, closed when nobody needs it. */
export interface SharedBrowser {
  /** Gives the browser and its name to `work`; fails as the start fails. */
  use<T>(work: (browser: Browser, tool: string) => Promise<T>): Promise<T>;
  /** The browser does not answer: the next use starts another. */
  discard(): Promise<void>;
}

/** How long a browser may take to close before its process is left to end with its connection. */
const CLOSE_MS = 5000;

export function createSharedBrowser(options: SharedBrowserOptions): SharedBrowser {
  let running: Promise<RunningBrowser> | null = null;
  let uses = 0;
  let inUse = 0;
  let idle: NodeJS.Timeout | null = null;

  async function discard(): Promise<void> {
    if (idle !== null) clearTimeout(idle);
    const old = running;
    running = null;
    uses = 0;
    // NOTE: a start that failed has told those who waited for it.
    const started = await old?.catch(() => null);
    if (started !== null && started !== undefined) await end(started);
  }

  async function current(): Promise<RunningBrowser> {
    const known = await running?.catch(() => null);
    const worn = uses >= options.usesMax && inUse <= 1;
    if (known?.browser.isConnected() === true && !worn) return known;
    if (known !== undefined) await discard();
    running ??= options.start();
    return running;
  }

  return {
    discard,
    use: async (work) => {
      if (idle !== null) clearTimeout(idle);
      inUse += 1;
      try {
        const { browser, tool } = await current();
        uses += 1;
        return await work(browser, tool);
      } finally {
        inUse -= 1;
        if (inUse === 0) idle = setTimeout(() => void discard(), options.idleMs).unref();
      }
    },
  };
}

async function end({ browser, home }: RunningBrowser): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS);
  });
  await Promise.race([browser.close().catch(() => undefined), tooLong]);
  clearTimeout(timer);
  await rm(home, { recursive: true, force: true }).catch(() => undefined);
}
