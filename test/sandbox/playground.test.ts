import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, test } from 'node:test';
import { startAuthority } from '../../sandbox/authority/authority.ts';
import { type BotApiSandbox, startBotApi } from '../../sandbox/bot-api/server.ts';
import type { PageEvent } from '../../sandbox/playground/page-data.ts';
import { createPlayground } from '../../sandbox/playground/playground.ts';
import { TEXTS } from '../../sandbox/playground/texts.ts';
import { BANNERS, EXAMPLES } from '../../sandbox/seed/examples.ts';
import { seedWorld } from '../../sandbox/seed/seed-world.ts';
import { TelegramWorld } from '../../sandbox/telegram-world.ts';

const ANALYST = { telegramId: 501, name: 'Айгүл' };
const SUPERVISOR = { telegramId: 503, name: 'Марат' };
const TOKEN = '700100:sandbox-token';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

interface Page {
  readonly address: string;
  readonly world: TelegramWorld;
  readonly botApi: BotApiSandbox;
  readonly act: (
    action: string,
    body: unknown,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; body: unknown }>;
}

async function page(): Promise<Page> {
  const world = new TelegramWorld({ journalPath: null });
  seedWorld(world);
  const botApi = await startBotApi({ token: TOKEN, journalPath: null, limits: 'off' });
  const authority = await startAuthority({ token: 't', journalPath: null });
  const playground = createPlayground({
    world,
    botApi,
    authority,
    people: { analyst: ANALYST, supervisor: SUPERVISOR },
    defaults: { locale: 'kk', timeZone: 'Asia/Almaty', examples: EXAMPLES, banners: BANNERS },
  });
  const server: Server = createServer((request, response) => {
    void playground.handle(request, response).then((mine) => mine || response.writeHead(418).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(
    () => world.close(),
    () => botApi.close(),
    () => authority.close(),
    () => playground.close(),
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    world,
    botApi,
    act: async (action, body, headers = {}) => {
      const response = await fetch(`${address}/playground/api/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    },
  };
}

/** The events of one open page, as an iterator. */
async function* events(address: string): AsyncGenerator<PageEvent, void> {
  const stop = new AbortController();
  undo.push(() => stop.abort());
  const response = await fetch(`${address}/playground/events`, { signal: stop.signal });
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/mu.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as PageEvent;
    }
  }
}

async function nextOf<K extends PageEvent['kind']>(
  stream: AsyncGenerator<PageEvent, void>,
  kind: K,
): Promise<PageEvent & { kind: K }> {
  for (let step = await stream.next(); !step.done; step = await stream.next()) {
    if (step.value.kind === kind) return step.value as PageEvent & { kind: K };
  }
  throw new Error(`The stream ended without "${kind}".`);
}

test('an open page begins with everything there is and is told of each change', async () => {
  const { address, act, botApi } = await page();
  const stream = events(address);

  const { snapshot } = await nextOf(stream, 'snapshot');
  await act('publish', { channel: 'kun_tabys_club', text: 'Вложите 10 000', banner: 'fund' });
  const { post } = await nextOf(stream, 'post');
  await act('edit', { channel: 'kun_tabys_club', id: post.id, text: 'Вложите 20 000' });
  const { post: edited } = await nextOf(stream, 'post');
  await act('remove', { channel: 'kun_tabys_club', id: post.id });
  const removed = await nextOf(stream, 'post-removed');
  botApi.chats.sendText(ANALYST.telegramId, '/start');
  const { message, person } = await nextOf(stream, 'message');

  assert.deepEqual(
    snapshot.people.map(({ key }) => key),
    ['analyst', 'supervisor'],
  );
  assert.equal(snapshot.channels.length, 6);
  assert.notEqual(edited.editedAt, null);
  assert.equal(removed.id, post.id);
  assert.deepEqual([person, message.text], ['analyst', '/start']);
  const picture = await fetch(address + (post.picture?.src ?? ''));
  assert.equal(picture.headers.get('content-type'), 'image/png');
});

test('a press of a button that is not there is refused and says what is there', async () => {
  const { act, botApi } = await page();
  botApi.chats.sendText(ANALYST.telegramId, '/start');

  const { status, body } = await act('press', { person: 'analyst', messageId: 1, row: 0, column: 0 });

  assert.equal(status, 504);
  assert.match(JSON.stringify(body), /has no button in row 0, column 0/u);
});

test('another site cannot act through the browser of the newcomer', async () => {
  const { act, address, world } = await page();
  const before = world.posts('dala_sport').length;
  const post = { channel: 'dala_sport', text: 'чужой' };

  const foreign = await act('publish', post, { origin: 'https://evil.example' });
  const form = await act('publish', post, { 'content-type': 'text/plain' });
  const html = await fetch(`${address}/`);

  assert.deepEqual([foreign.status, form.status], [403, 415]);
  assert.equal(world.posts('dala_sport').length, before);
  assert.match(html.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'/u);
  assert.doesNotMatch(await html.text(), /<script(?![^>]*src=)|style=|https?:/u);
});

test('an uploaded file is only ever downloaded, never opened as a page', async () => {
  const { address, botApi } = await page();
  const id = botApi.chats.sendDocument(ANALYST.telegramId, {
    bytes: Buffer.from('<script>alert(1)</script>'),
    fileName: 'отчёт.html',
  });
  const document = botApi.chats.messages(ANALYST.telegramId).find((message) => message.id === id)?.document;

  const response = await fetch(`${address}/playground/files/${document?.fileId ?? ''}`);

  assert.equal(response.headers.get('content-type'), 'application/octet-stream');
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment; filename\*=UTF-8''%D0/u);
});

test('what is not the page is left to others, and what is wrong is refused with the reason', async () => {
  const { address, act } = await page();

  assert.equal((await fetch(`${address}/healthz`)).status, 418);
  assert.equal((await fetch(`${address}/playground/../package.json`)).status, 418);
  assert.equal((await fetch(`${address}/playground/..%2f..%2fpackage.json`)).status, 404);
  assert.deepEqual(await act('publish', { channel: 'nowhere', text: 'x' }), {
    status: 400,
    body: { error: 'There is no channel "nowhere" in the sandbox; add it first.' },
  });
});

test('the three catalogues of the page have the same placeholders', () => {
  const placeholders = (text: string): string => [...text.matchAll(/\{\w+\}/gu)].map(String).sort().join();
  for (const key of Object.keys(TEXTS.en) as (keyof typeof TEXTS.en)[]) {
    const [en, ru, kk] = [TEXTS.en, TEXTS.ru, TEXTS.kk].map((catalogue) => placeholders(catalogue[key]));
    assert.deepEqual([key, ru, kk], [key, en, en]);
  }
});
