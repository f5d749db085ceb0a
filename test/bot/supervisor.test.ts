import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createBot } from '../../bot/create-bot.ts';
import { PermanentError } from '../../src/domain/failure.ts';
import { until } from '../support/until.ts';
import { openBotBench } from './bot-bench.ts';

const bench = await openBotBench();

test('the bot lives through conflicts, gateway errors, broken answers and cut links', async () => {
  const analyst = await bench.hand('analyst', 'Айгүл');
  bench.api.faults.next('getUpdates', { kind: 'answer', code: 502 });
  bench.api.faults.next('getUpdates', { kind: 'drop' });
  bench.api.faults.next('getUpdates', { kind: 'broken-json' });

  analyst.say('/help');
  await analyst.hear(/Что можно делать/u);
  await until(() => bench.api.faults.pending === 0, { what: 'all faults have happened', timeoutMs: 30_000 });
  const before = analyst.last().id;
  analyst.say('/help');

  await analyst.hear(/Что можно делать/u, before);
  await until(() => bench.bot().healthy(), { what: 'the bot is well' });
});

test('another poller of the same token is waited for', async () => {
  const analyst = await bench.hand('analyst', 'Бота');
  bench.api.faults.next('getUpdates', { kind: 'answer', code: 409 });

  analyst.say('/help');
  await analyst.hear(/Что можно делать/u);
  await until(() => bench.api.faults.pending === 0, { what: 'the conflict has happened' });
  const before = analyst.last().id;
  analyst.say('/help');

  await analyst.hear(/Что можно делать/u, before);
});

test('an update that is given twice has the effect of once', async () => {
  const finding = await bench.finding({ score: 0.99 });
  const analyst = await bench.hand('analyst', 'Данияр');
  bench.api.faults.next('getUpdates', { kind: 'lose-reply' });

  analyst.say('/next');
  await analyst.hear(new RegExp(`№${finding.id} ·`, 'u'));

  const held = await bench.bench.memory.read.findings.get(finding.id);
  assert.equal(held.claimedBy, analyst.person.id);
});

test('a token that Telegram does not know stops the start with a reason', async () => {
  const bot = createBot({ ...bench.options, token: '1:unknown' });

  await assert.rejects(
    bot.start(),
    (error) => error instanceof PermanentError && error.reason === 'telegram_refused_us',
  );
  assert.equal(bot.healthy(), false);
});

test('a Telegram that cannot be reached is no failure of the start; the bot listens when it comes back', async () => {
  const bot = createBot({ ...bench.options, apiRoot: 'http://127.0.0.1:9' });

  await bot.start();

  assert.equal(bot.healthy(), false);
  await bot.stop();
});

test('a stopped bot has told Telegram what it has handled', async () => {
  const analyst = await bench.hand('analyst', 'Еркін');
  analyst.say('/help');
  await analyst.hear(/Что можно делать/u);

  await bench.restart();

  assert.equal(bench.api.pendingUpdates(), 0);
  const { length } = analyst.seen();
  analyst.say('/cancel');
  await analyst.hear(/Бот и так ничего не ждёт/u);
  assert.equal(analyst.seen().length, length + 1, 'nothing was answered twice');
});

test('updates can be pushed instead, and a wrong secret is refused', async () => {
  const analyst = await bench.hand('analyst', 'Жанна');
  await bench.bot().stop();
  let bot: ReturnType<typeof createBot> | null = null;
  const server = createServer((request, response) => void bot?.webhook?.(request, response));
  const port = await listen(server);
  const url = `http://127.0.0.1:${port}/telegram/path`;
  bot = createBot({ ...bench.options, webhook: { url, secret: 'right-secret' } });
  try {
    await bot.start();
    assert.equal(bot.healthy(), true);

    analyst.say('/help');
    await analyst.hear(/Что можно делать/u);
    const refused = await fetch(url, {
      method: 'POST',
      headers: { 'x-telegram-bot-api-secret-token': 'wrong' },
      body: '{}',
    });

    assert.equal(refused.status, 403);
  } finally {
    await bot.stop();
    server.closeAllConnections();
    server.close();
  }
});

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
