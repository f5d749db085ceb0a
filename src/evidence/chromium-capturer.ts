import type { Browser, Page } from 'playwright-core';
import { messageOf, PermanentError, RetryableError } from '../domain/failure.ts';
import type { CapturedPicture, CaptureRequest, EvidenceCapturer } from '../ports/evidence-capturer.ts';
import { type CaptureLog, createBrowserStarter } from './browser-starter.ts';
import { type BrowserSearch, findChromium } from './find-chromium.ts';
import { loadPageFonts, type PageFont } from './page-fonts.ts';
import { readPng } from './png.ts';
import { PAGE_WIDTH } from './post-page-style.ts';
import { postPage } from './post-page.ts';
import { createSharedBrowser } from './shared-browser.ts';

export interface ChromiumCapturerOptions extends BrowserSearch {
  /** For one capture, from the page to the picture. */
  readonly timeoutMs?: number;
  /** Captures at the same time; each page takes about 100 MB. */
  readonly maxPages?: number;
  /** The browser is closed after so long without a capture. */
  readonly idleMs?: number;
  /** The browser is started anew after so many captures. */
  readonly capturesPerBrowser?: number;
  readonly log: CaptureLog;
}

/** Under a second on an idle machine; a loaded one with two cores needed 15. */
const TIMEOUT_MS = 60_000;
const MAX_PAGES = 2;
const IDLE_MS = 5 * 60_000;
const CAPTURES_PER_BROWSER = 200;
/** Two picture points a CSS pixel: small print stays readable on paper. */
const SCALE = 2;
/** Chromium draws at most 16,384 points in one direction; beyond it the picture would be empty. */
const PAGE_HEIGHT_MAX = 8000;
/** Text shown of a page that is taller. */
const TEXT_HEIGHT_MAX = 2600;
/** The page's own origin; the name cannot exist (RFC 2606), and every other address is refused. */
const ORIGIN = 'http://evidence.invalid/';
/** A page with nothing on it has about none of this. */
const INK_SHARE_MIN = 0.001;

/** Draws captured posts with a real Chromium, found as in `findChromium`, started at the first capture. */
export function createChromiumCapturer(options: ChromiumCapturerOptions): EvidenceCapturer {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const shared = createSharedBrowser({
    start: createBrowserStarter(options, timeoutMs, options.log),
    usesMax: options.capturesPerBrowser ?? CAPTURES_PER_BROWSER,
    idleMs: options.idleMs ?? IDLE_MS,
  });
  const turns = createTurns(options.maxPages ?? MAX_PAGES);
  let fonts: Promise<readonly PageFont[]> | null = null;
  let closed = false;

  async function capture(request: CaptureRequest): Promise<CapturedPicture> {
    fonts ??= loadPageFonts();
    const embedded = await fonts;
    return turns(async () => {
      if (closed) throw new RetryableError('closing', 'The capturer is closed');
      try {
        return await shared.use((browser, tool) =>
          within(timeoutMs, drawPost(browser, request, { tool, fonts: embedded })),
        );
      } catch (error) {
        if (error instanceof PermanentError) throw error;
        await shared.discard();
        if (error instanceof RetryableError) throw error;
        throw new RetryableError('capture_failed', `The capture failed: ${messageOf(error)}`, {
          cause: error,
        });
      }
    });
  }

  return {
    capture,
    describe: async () => {
      const found = await findChromium(options);
      return found.found ? { found: true, path: found.path, version: found.version } : found;
    },
    close: async () => {
      closed = true;
      await shared.discard();
    },
  };
}

interface PageNeeds {
  readonly tool: string;
  readonly fonts: readonly PageFont[];
}

async function drawPost(
  browser: Browser,
  request: CaptureRequest,
  needs: PageNeeds,
): Promise<CapturedPicture> {
  const settings = {
    tool: needs.tool,
    fonts: needs.fonts.map(({ weight }) => ({ weight, url: fontPath(weight) })),
  };
  const whole = postPage(request, settings);
  // NOTE: the page holds no script and nothing to load from outside; this makes sure of it.
  const context = await browser.newContext({
    javaScriptEnabled: false,
    offline: true,
    serviceWorkers: 'block',
    acceptDownloads: false,
    viewport: { width: PAGE_WIDTH, height: 1000 },
    deviceScaleFactor: SCALE,
    colorScheme: 'light',
  });
  try {
    await context.route('**/*', (route) => route.abort('blockedbyclient'));
    for (const { weight, bytes } of needs.fonts) {
      await context.route(`${ORIGIN}${fontPath(weight)}`, (route) =>
        route.fulfill({ contentType: 'font/ttf', body: bytes }),
      );
    }
    const page = await context.newPage();
    await show(page, whole);
    if ((await heightOf(page)) > PAGE_HEIGHT_MAX) {
      await show(page, postPage(request, { ...settings, textHeightMax: TEXT_HEIGHT_MAX }));
    }
    const height = Math.min(await heightOf(page), PAGE_HEIGHT_MAX);
    await page.setViewportSize({ width: PAGE_WIDTH, height });
    const png = await page.screenshot({ type: 'png', animations: 'disabled', caret: 'hide' });
    return { png, ...(await checkDrawn(page, png, request)), tool: needs.tool };
  } finally {
    await context.close().catch(() => undefined);
  }
}

/** Answers the page from this process: a large page given through the debugging protocol costs seconds. */
async function show(page: Page, html: string): Promise<void> {
  await page.unroute(ORIGIN);
  await page.route(ORIGIN, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await page.goto(ORIGIN, { waitUntil: 'load' });
  await page.evaluate(
    'document.fonts.ready.then(() => Promise.all([...document.images].map((i) => i.decode().catch(() => 0))))',
  );
}

function fontPath(weight: number): string {
  return `font-${weight}.ttf`;
}

async function heightOf(page: Page): Promise<number> {
  return Number(await page.evaluate('Math.ceil(document.documentElement.getBoundingClientRect().height)'));
}

/** A picture is evidence only if the post is on it. */
async function checkDrawn(
  page: Page,
  png: Uint8Array,
  request: CaptureRequest,
): Promise<{ width: number; height: number }> {
  const { width, height, inkShare } = readPng(png);
  const address = await page.locator('#url').textContent();
  const text = request.maskedText ?? request.post.text;
  const shown = text === '' ? '' : await page.locator('#text').textContent();
  const textShown = text.trim() === '' || (shown ?? '').trim() !== '';
  if (
    width < PAGE_WIDTH ||
    height < 200 ||
    inkShare < INK_SHARE_MIN ||
    address !== request.post.url ||
    !textShown
  ) {
    throw new RetryableError(
      'blank_picture',
      `The picture came out empty (${width}×${height}, ink ${inkShare.toFixed(4)})`,
    );
  }
  return { width, height };
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new RetryableError('capture_timeout', `The capture took longer than ${timeoutMs} ms`));
    }, timeoutMs);
  });
  // NOTE: work that lost the race fails later, when its browser is discarded; that failure is already reported.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets at most `max` pieces of work run at the same time, in the order in which they came. */
function createTurns(max: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
