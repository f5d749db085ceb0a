import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { connectMemory } from '../../drizzle/connect.ts';
import type { Locale } from '../../src/domain/detection.ts';
import { findChromium } from '../../src/evidence/find-chromium.ts';
import type { Memory } from '../../src/ports/memory.ts';
import { readLocales } from '../../src/texts/read-locales.ts';
import { loadTexts } from '../../src/texts/texts.ts';
import { until } from '../support/until.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
/** Screenshots are kept here for whoever wants to look; the folder is not tracked. */
const PICTURES = path.join(ROOT, 'artifacts', 'playground');
const STEP_TIMEOUT_MS = 60_000;

const found = await findChromium({});
if (!found.found && process.env['CI'] === 'true') throw new Error(found.remedy);
const texts = loadTexts(await readLocales(path.join(ROOT, 'locales')), {
  timeZone: 'Asia/Almaty',
  problems: 'throw',
});

/** Which example is published in which language, and a word of it by which its finding is known. */
const JOURNEYS = [
  { locale: 'ru', example: 'pyramid-ru', word: 'Жаңа Белес' },
  { locale: 'kk', example: 'dropper-kk', word: 'karta_bos_kz' },
  { locale: 'en', example: 'casino-mixed', word: 'baur-slots' },
] as const satisfies readonly { readonly locale: Locale; readonly example: string; readonly word: string }[];
const LANGUAGE_NAMES: Readonly<Record<Locale, RegExp>> = { kk: /Қазақша/u, ru: /Русский/u, en: /English/u };

describe('the demo, played in a real browser', { skip: found.found ? false : found.remedy }, () => {
  let folder: string;
  let demo: ChildProcess;
  let output = '';
  let browser: Browser;
  let page: Page;
  let memory: Memory;

  before(async () => {
    assert.ok(found.found);
    folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-demo-'));
    await mkdir(PICTURES, { recursive: true });
    demo = spawn(process.execPath, [path.join(ROOT, 'dist', 'cli', 'main.js'), 'start'], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        DATA_DIR: path.join(folder, 'data'),
        HTTP_PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [demo.stdout, demo.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
    const url = await until(() => /playground: {2}(?<url>\S+)/u.exec(output)?.groups?.['url'], {
      what: `the demo is ready:\n${output}`,
      timeoutMs: 90_000,
    });
    const environment = JSON.parse(
      await readFile(path.join(folder, 'data', 'demo', 'environment.json'), 'utf8'),
    ) as Record<string, string>;
    memory = await connectMemory({
      url: environment['DATABASE_URL'] ?? '',
      clock: { now: () => new Date() },
    });
    browser = await chromium.launch({ executablePath: found.path, chromiumSandbox: false });
    page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
    page.setDefaultTimeout(STEP_TIMEOUT_MS);
    await page.goto(url);
  });

  after(async () => {
    await browser.close();
    await memory.close();
    const ended = new Promise((resolve) => demo.once('close', resolve));
    demo.kill('SIGINT');
    assert.equal(await ended, 0, output);
    await rm(folder, { recursive: true, force: true });
  });

  for (const { locale, example, word } of JOURNEYS) {
    test(`from an example post to the outcome, in ${locale}`, async () => {
      await page.getByTestId(`locale-${locale}`).click();
      for (const persona of ['supervisor', 'analyst']) await speak(page, persona, locale);

      await page.getByTestId(`example-${example}`).click();
      await page.getByTestId('publish').click();
      const id = await until(() => findingWith(memory, word), {
        what: `the finding of ${example}`,
        timeoutMs: 150_000,
      });
      await say(page, `/finding ${id}`);
      await press(page, texts.t(locale, 'card-button-take'));
      await page.screenshot({ path: path.join(PICTURES, `${locale}-1-card.png`) });
      await press(page, texts.t(locale, 'card-button-blocking_notification'));
      await press(page, texts.t(locale, 'measure-button-act'));
      await chat(page).getByRole('button', { name: '41-1' }).last().click();
      await page.screenshot({ path: path.join(PICTURES, `${locale}-2-form.png`) });
      await press(page, texts.t(locale, 'measure-button-submit'));

      await page.getByTestId('persona-supervisor').click();
      await press(page, texts.t(locale, 'measure-button-approve'));
      await page.screenshot({ path: path.join(PICTURES, `${locale}-3-approved.png`) });

      const { url } = await memory.read.posts.get((await memory.read.findings.get(id)).firstPostId);
      const entry = page.getByTestId('entry').filter({ hasText: url });
      await entry.getByTestId('outcome-blocked').click();
      await page.getByTestId('persona-analyst').click();
      const outcome = texts.t(locale, 'outcome-blocked');
      await chat(page)
        .getByTestId('message-bot')
        .filter({ hasText: `№${id}` })
        .filter({ hasText: '🏷' })
        .filter({ hasText: outcome })
        .last()
        .waitFor();
      await page.screenshot({ path: path.join(PICTURES, `${locale}-4-outcome.png`) });

      const [measure] = await memory.read.measures.ofFinding(id);
      assert.equal(measure?.outcome, 'blocked');
    });
  }

  test('a post of the newcomer can be published, edited and deleted', async () => {
    await page.getByTestId('locale-en').click();
    await page.getByTestId('composer-text').fill('Сегодня на базаре скидки на яблоки');
    await page.getByTestId('publish').click();
    const post = page.getByTestId('post').filter({ hasText: 'скидки на яблоки' });
    await post.getByTestId('post-edit').click();
    await page.getByTestId('post-editor-text').fill('Сегодня на базаре скидки на груши');
    await page.getByTestId('post-save').click();
    const edited = page.getByTestId('post').filter({ hasText: 'скидки на груши' });
    await edited.getByTestId('post-edited').waitFor();
    await edited.getByTestId('post-remove').click();
    await page.getByTestId('confirm-yes').click();

    await edited.waitFor({ state: 'detached' });
  });
});

function chat(page: Page): Locator {
  return page.getByTestId('chat');
}

/** The person asks for the language and picks it. */
async function speak(page: Page, persona: string, locale: Locale): Promise<void> {
  await page.getByTestId(`persona-${persona}`).click();
  await say(page, '/language');
  await chat(page).getByRole('button', { name: LANGUAGE_NAMES[locale] }).last().click();
  await chat(page)
    .getByTestId('message-bot')
    .filter({ hasText: texts.t(locale, 'bot-language-set') })
    .last()
    .waitFor();
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('chat-text').fill(text);
  await page.getByTestId('send').click();
}

/** Presses the newest button of the chat with this text. */
async function press(page: Page, text: string): Promise<void> {
  await chat(page).getByRole('button', { name: text, exact: true }).last().click();
}

async function findingWith(memory: Memory, word: string): Promise<number | null> {
  for (const finding of await memory.read.findings.list({ limit: 100 })) {
    const post = await memory.read.posts.get(finding.firstPostId);
    const evidence = await memory.read.evidence.ofPost(post.id);
    if (post.maskedText.includes(word) && evidence !== null) return finding.id;
  }
  return null;
}
