import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { messageOf, PermanentError, RetryableError } from '../domain/failure.ts';
import { type BrowserSearch, browserEnv, findChromium } from './find-chromium.ts';

/** The part of a logger that is used here. */
export interface CaptureLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface RunningBrowser {
  readonly browser: Browser;
  /** A folder of its own, removed when it closes. */
  readonly home: string;
  /** e.g. `Chromium 156.0.8078.79`. */
  readonly tool: string;
}

/** Chromium's own flags: draw the same on every machine, and speak to nobody. */
const FLAGS = [
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--disable-lcd-text',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--no-pings',
  '--host-resolver-rules=MAP * ~NOTFOUND',
];

/**
 * Starts browsers, with Chromium's sandbox where the system allows it; that it does not is said in the log once.
 * The starter throws PermanentError('no_browser') or RetryableError('browser_failed').
 */
export function createBrowserStarter(
  search: BrowserSearch,
  launchTimeoutMs: number,
  log: CaptureLog,
): () => Promise<RunningBrowser> {
  let sandbox = true;

  function withoutSandbox(why: string): void {
    sandbox = false;
    log.warn(
      { why },
      'Chromium runs without its own sandbox; run captures as an ordinary user on a system that allows it',
    );
  }

  async function launch(executablePath: string, env: Record<string, string>): Promise<Browser> {
    // NOTE: a signal is the program's to handle: it closes the browser in its own order.
    const quiet = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
    const settings = { ...quiet, executablePath, env, args: FLAGS, timeout: launchTimeoutMs };
    try {
      return await chromium.launch({ ...settings, chromiumSandbox: sandbox });
    } catch (error) {
      if (!sandbox || !/sandbox/iu.test(messageOf(error))) throw error;
      withoutSandbox('the system refuses it');
      return chromium.launch({ ...settings, chromiumSandbox: false });
    }
  }

  return async () => {
    const found = await findChromium(search);
    if (!found.found) throw new PermanentError('no_browser', `No Chromium: ${found.remedy}`);
    if (sandbox && process.getuid?.() === 0) withoutSandbox('this process is root');
    const home = await mkdtemp(join(tmpdir(), 'qyraghy-browser-'));
    try {
      const browser = await launch(found.path, browserEnv(home, found.libraryPath));
      const tool = `Chromium ${browser.version()}`;
      log.info({ path: found.path, tool, sandbox }, 'Browser for captures started');
      return { browser, home, tool };
    } catch (error) {
      await rm(home, { recursive: true, force: true });
      throw new RetryableError('browser_failed', `Chromium did not start: ${messageOf(error)}`, {
        cause: error,
      });
    }
  };
}
