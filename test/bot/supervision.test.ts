import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBot } from '../../bot/create-bot.ts';
import { until } from '../support/until.ts';
import { openBotBench } from './bot-bench.ts';

const bench = await openBotBench({ pace: { pollSeconds: 1, graceMs: 500, batchWaitMs: 200 } });
const { faults } = bench.api;
const asked = (): number => bench.api.calls('getUpdates').length;

test('a poll that Telegram wants later is repeated then, not before', async () => {
  faults.next('getUpdates', { kind: 'answer', code: 429, retryAfterSeconds: 2 });
  await until(() => faults.pending === 0, { what: 'the bot is told to wait' });
  const toldAt = bench.api.calls('getUpdates').at(-1)?.at.getTime() ?? 0;
  const before = asked();

  await until(() => asked() > before, { what: 'the next poll' });

  const waitedMs = (bench.api.calls('getUpdates')[before]?.at.getTime() ?? 0) - toldAt;
  assert.ok(waitedMs >= 1_990, `asked again after ${waitedMs} ms`);
});

test('a half-open link is given up soon after the poll should have been answered', async () => {
  const analyst = await bench.hand('analyst', 'Айша');
  faults.next('getUpdates', { kind: 'delay', delayMs: 6_000 });
  await until(() => faults.pending === 0, { what: 'the link is half open' });

  const began = performance.now();
  analyst.say('/help');
  await analyst.hear(/Что можно делать/u);

  assert.ok(performance.now() - began < 5_500, 'not waited for the late answer');
});

test('a handler that hangs keeps nobody else waiting', async () => {
  const slow = await bench.hand('analyst', 'Баян');
  const quick = await bench.hand('analyst', 'Ғали');
  faults.next('sendMessage', { kind: 'delay', delayMs: 4_000 });
  slow.say('/help');
  await until(() => faults.pending === 0, { what: 'the first answer hangs' });

  quick.say('/help');
  await quick.hear(/Что можно делать/u);

  assert.ok(!slow.seen().some((message) => /Что можно делать/u.test(message.text ?? '')));
  await slow.hear(/Что можно делать/u);
});

test('a bot that stops waits for handlers that still run', async () => {
  const analyst = await bench.hand('analyst', 'Дина');
  faults.next('sendMessage', { kind: 'delay', delayMs: 1_500 });
  analyst.say('/help');
  await until(() => faults.pending === 0, { what: 'the handler runs' });

  await bench.bot().stop();

  assert.ok(analyst.seen().some((message) => /Что можно делать/u.test(message.text ?? '')));
  assert.equal(bench.api.pendingUpdates(), 0);
  await bench.restart();
});

test('a token that Telegram no longer knows stops the bot, and it says so instead of asking for ever', async () => {
  await bench.bot().stop();
  const bot = createBot(bench.options);
  faults.next('getUpdates', { kind: 'answer', code: 401 });

  await bot.start();
  await until(() => bot.refused(), { what: 'the bot is refused' });

  assert.match(bot.refused() ?? '', /401/u);
  assert.equal(bot.healthy(), false);
  const { length } = bench.api.calls('getUpdates');
  await bot.stop();
  assert.equal(bench.api.calls('getUpdates').length, length);
  await bench.restart();
});
