import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import { createChromiumCapturer } from '../../src/evidence/chromium-capturer.ts';
import { browserEnv, findChromium } from '../../src/evidence/find-chromium.ts';
import { loadPageFonts } from '../../src/evidence/page-fonts.ts';
import { readPng } from '../../src/evidence/png.ts';
import { FONT_NAME } from '../../src/evidence/post-page-style.ts';
import { postPage } from '../../src/evidence/post-page.ts';
import type { CaptureRequest, EvidenceCapturer } from '../../src/ports/evidence-capturer.ts';
import { inText, KAZAKH_LETTERS, MASKED_TEXT, onePost, oneRequest, plainPng } from './sample-capture.ts';

const quiet = { info: () => undefined, warn: () => undefined };
const found = await findChromium({});
const embedded = (await loadPageFonts()).map(({ weight, bytes }) => ({
  weight,
  url: `data:font/ttf;base64,${bytes.toString('base64')}`,
}));
const skip = found.found || process.env['CI'] === 'true' ? false : `no Chromium: ${found.remedy}`;

describe('the Chromium capturer', { skip }, () => {
  let capturer: EvidenceCapturer;
  before(() => {
    assert.ok(found.found, 'CI must have a Chromium');
    capturer = createChromiumCapturer({ chromiumPath: found.path, log: quiet });
  });
  after(() => capturer.close());

  it('draws a picture with something on it, and says what drew it', async () => {
    const picture = await capturer.capture(oneRequest());

    const png = readPng(picture.png);
    assert.deepEqual([png.width, png.height], [picture.width, picture.height]);
    assert.equal(picture.width, 1680);
    assert.ok(picture.height > 1500 && picture.height < 6000, String(picture.height));
    assert.ok(png.inkShare > 0.01, String(png.inkShare));
    assert.match(picture.tool, /^Chromium \d+\.\d+/u);
  });

  it('draws the same picture from the same request, two at a time', async () => {
    const [one, two] = await Promise.all([capturer.capture(oneRequest()), capturer.capture(oneRequest())]);

    assert.ok(Buffer.from(one.png).equals(two.png));
  });

  it('keeps a post of any length within one picture', async () => {
    const text = Array.from({ length: 3000 }, (_, n) => `жол ${n}`).join('\n');
    const picture = plainPng(300, 400);
    const photo = {
      kind: 'photo',
      mimeType: 'image/png',
      sizeBytes: 1,
      fileName: null,
      data: picture.toString('base64'),
    } as const;
    const media = Array.from({ length: 30 }, () => photo);

    const tall = await capturer.capture(
      oneRequest({ post: onePost({ text, links: [], media }), marks: [inText('жол 2900', text)] }),
    );

    assert.ok(tall.height <= 16_000, String(tall.height));
  });

  it('starts another browser after the old one was used enough', async () => {
    const starts: object[] = [];
    const log = { ...quiet, info: (fields: object) => void starts.push(fields) };
    const short = createChromiumCapturer({ ...pathOf(), capturesPerBrowser: 1, log });
    try {
      await short.capture(oneRequest());
      await short.capture(oneRequest());

      assert.equal(starts.length, 2);
    } finally {
      await short.close();
    }
  });

  it('says RetryableError when it takes too long, and when it is closed', async () => {
    const hasty = createChromiumCapturer({ ...pathOf(), timeoutMs: 1, log: quiet });

    await assert.rejects(hasty.capture(oneRequest()), RetryableError);
    await hasty.close();
    await assert.rejects(hasty.capture(oneRequest()), RetryableError);
  });

  it('leaves nothing behind when it is closed', async () => {
    const litter = () => readdirSync(tmpdir()).filter((name) => name.startsWith('qyraghy-browser-'));
    await capturer.capture(oneRequest());
    const during = litter();
    await capturer.close();
    const left = litter().filter((name) => during.includes(name));
    capturer = createChromiumCapturer({ ...pathOf(), log: quiet });

    assert.ok(during.length > 0);
    assert.deepEqual(left.length, during.length - 1);
  });

  function pathOf(): { chromiumPath?: string } {
    return found.found ? { chromiumPath: found.path } : {};
  }
});

describe('the page as Chromium shows it', { skip }, () => {
  let browser: Browser;
  let home: string;
  before(async () => {
    assert.ok(found.found, 'CI must have a Chromium');
    home = mkdtempSync(join(tmpdir(), 'qyraghy-page-test-'));
    const env = browserEnv(home, found.libraryPath);
    browser = await chromium.launch({ executablePath: found.path, chromiumSandbox: false, env });
  });
  after(async () => {
    await browser?.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function shown(request: CaptureRequest, fonts: typeof embedded = []): Promise<Page> {
    const page = await browser.newPage();
    await page.setContent(postPage(request, { tool: 'Chromium 1', fonts }));
    await page.evaluate('document.fonts.ready.then(() => 0)');
    return page;
  }

  it('shows the address, the channel, the number, and all times with offset and zone', async () => {
    const page = await shown(oneRequest());
    const text = (id: string) => page.locator(`#${id}`).innerText();

    assert.equal(await text('url'), 'https://t.me/tez_aqsha_demo/1284');
    assert.equal(await text('channel'), 'Тез ақша & <Быстрый доход> (@tez_aqsha_demo)');
    assert.equal(await text('message'), '№ 1284');
    assert.equal(await text('published'), '19.11.2026 21:04:09 (UTC+05:00, Asia/Almaty)');
    assert.equal(await text('edited'), '19.11.2026 22:30:00 (UTC+05:00, Asia/Almaty)');
    assert.equal(await text('captured'), '19.11.2026 22:31:15 (UTC+05:00, Asia/Almaty)');
    assert.equal(await text('author'), 'Айдос Қ.');
    assert.match(await text('raw-sha256'), /^[0-9a-f]{64}$/u);
    await page.close();
  });

  it('shows the text as it was written, marks the fragments and lists where hidden links lead', async () => {
    const page = await shown(oneRequest());

    assert.equal(await page.locator('#text').textContent(), onePost().text);
    assert.deepEqual(await page.locator('#text mark').allTextContents(), [
      'кепілдікпен',
      'әр адамнан 30 % бонус',
    ]);
    assert.deepEqual(await page.locator('#text .link').allTextContents(), ['осында']);
    const links = await page.locator('#links').innerText();
    assert.match(links, /https:\/\/wa\.me\/77015550102\?text=hi/u);
    assert.match(links, /https:\/\/tez-aqsha\.example\/join\?a=1&b="2"/u);
    await page.close();
  });

  it('runs no script and makes no element of the post', async () => {
    const page = await shown(oneRequest());

    assert.equal(await page.title(), 'https://t.me/tez_aqsha_demo/1284');
    assert.equal(await page.locator('script, #text img, a').count(), 0);
    assert.match((await page.locator('#text').textContent()) ?? '', /<script>document\.title/u);
    await page.close();
  });

  it('draws every Kazakh letter with the embedded font', async () => {
    const page = await shown(
      oneRequest({ post: onePost({ text: KAZAKH_LETTERS, links: [] }), marks: [] }),
      embedded,
    );
    const session = await page.context().newCDPSession(page);
    await session.send('DOM.enable');
    await session.send('CSS.enable');
    const { root } = await session.send('DOM.getDocument');
    const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: '#text' });
    const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });

    assert.deepEqual(
      fonts.map((font) => [font.familyName, font.isCustomFont, font.glyphCount]),
      [['Noto Sans', true, KAZAKH_LETTERS.length]],
      `all ${KAZAKH_LETTERS.length} glyphs come from ${FONT_NAME}`,
    );
    await page.close();
  });

  it('shows no digit of a phone, no author and no sharp picture on the masked copy', async () => {
    const page = await shown(oneRequest({ maskedText: MASKED_TEXT }));
    const text = await page.locator('body').innerText();

    assert.match(text, /MASKED COPY/u);
    const digits = text.replace(/SHA-256 \(JSON\): \w+/u, '').replace(/[\s().+-]/gu, '');
    assert.doesNotMatch(digits, /7015550102|5550102/u);
    assert.doesNotMatch(text, /Айдос/u);
    assert.equal(await page.locator('#text').textContent(), MASKED_TEXT);
    assert.match(String(await page.evaluate('getComputedStyle(document.images[0]).filter')), /blur\(/u);
    await page.close();
  });

  it('shows the original without the band, its picture sharp and decoded', async () => {
    const original = await shown(oneRequest());

    assert.doesNotMatch(await original.locator('body').innerText(), /MASKED COPY/u);
    assert.equal(await original.evaluate('getComputedStyle(document.images[0]).filter'), 'none');
    assert.equal(await original.evaluate('document.images[0].naturalWidth'), 40, 'the picture is decoded');
    await original.close();
  });

  it('asks the network for nothing, whatever the post says', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const evil = `<img src="http://127.0.0.1:${port}/x"><link rel=stylesheet href="http://127.0.0.1:${port}/y">`;
    const page = await shown(
      oneRequest({ post: onePost({ text: evil, links: [] }), channelTitle: evil, marks: [] }),
    );
    await page.close();
    server.close();

    assert.equal(asked, 0);
  });
});

describe('the search for a Chromium', () => {
  it('says no_browser with the remedy when there is none', async () => {
    const nothing = createChromiumCapturer({ systemPaths: [], npmFallback: false, log: quiet });

    await assert.rejects(nothing.capture(oneRequest()), (error: unknown) => {
      assert.ok(error instanceof PermanentError);
      assert.equal(error.reason, 'no_browser');
      assert.match(error.message, /apt-get install chromium.*CHROMIUM_PATH/u);
      return true;
    });
    const described = await nothing.describe();
    assert.ok(!described.found && described.remedy.includes('CHROMIUM_PATH'));
    await nothing.close();
  });

  it('does not take another browser than the one that was named', async () => {
    const wrong = await findChromium({ chromiumPath: '/nowhere/chromium' });
    const notOne = await findChromium({ chromiumPath: process.execPath });

    assert.ok(!wrong.found && /CHROMIUM_PATH is \/nowhere\/chromium/u.test(wrong.remedy));
    assert.ok(!notOne.found && /not say that it is a Chromium/u.test(notOne.remedy), 'node is no browser');
  });
});
