import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Input, Markup } from 'telegraf';
import { startBotApi } from '../../sandbox/bot-api/server.ts';
import { AIGERIM, botOf, png, polling, refusal, sandbox, started, TOKEN, undo } from './bot-api-kit.ts';

test('a text goes to the polling bot and its formatted answer comes back', async () => {
  const api = await sandbox();
  api.chats.addUser(AIGERIM);
  polling(api, (bot) =>
    bot.command('next', (ctx) => ctx.replyWithHTML(`<b>Дело</b> № 1 &amp; <i>${ctx.from.first_name}</i>`)),
  );

  const asked = api.chats.sendText(AIGERIM.id, '/next');
  const answer = await api.chats.waitForMessage(AIGERIM.id, ({ from }) => from === 'bot');

  assert.ok(answer.id > asked);
  assert.equal(answer.text, 'Дело № 1 & Айгерим');
  assert.deepEqual(answer.entities, [
    { type: 'bold', offset: 0, length: 4 },
    { type: 'italic', offset: 11, length: 7 },
  ]);
});

test('a press waits for the answer of the bot, which edits the message it stands on', async () => {
  const api = await sandbox();
  api.chats.addUser(AIGERIM);
  polling(api, (bot) => {
    bot.start((ctx) =>
      ctx.reply('Решение?', Markup.inlineKeyboard([Markup.button.callback('Блокировать', 'block:7')])),
    );
    bot.action(/^block:(\d+)$/u, async (ctx) => {
      await ctx.editMessageText(`Находка ${ctx.match[1]}: блокировать`);
      await ctx.answerCbQuery('Принято', { show_alert: true });
    });
  });
  api.chats.sendText(AIGERIM.id, '/start');
  const card = await api.chats.waitForMessage(AIGERIM.id, ({ keyboard }) => keyboard.length > 0);

  const answer = await api.chats.press(AIGERIM.id, card.id, { row: 0, column: 0 });

  assert.deepEqual(answer, { text: 'Принято', alert: true });
  const after = api.chats.messages(AIGERIM.id).find(({ id }) => id === card.id);
  assert.equal(after?.text, 'Находка 7: блокировать');
  assert.notEqual(after?.editedAt, null);
  assert.deepEqual(after?.keyboard, []);
});

test('a press that the bot never answers is rejected and names the button', async () => {
  const { api, bot } = await started({ pressTimeoutMs: 20 });
  const sent = await bot.telegram.sendMessage(
    AIGERIM.id,
    'x',
    Markup.inlineKeyboard([Markup.button.callback('Да', 'y')]),
  );

  await assert.rejects(api.chats.press(AIGERIM.id, sent.message_id, 'y'), /"Да" on message/u);
  await assert.rejects(
    api.chats.press(AIGERIM.id, sent.message_id, 'gone'),
    /has no button "gone"; it has "Да" \(y\)/u,
  );
});

test('a press is answered once and within its lifetime', async () => {
  let nowMs = Date.UTC(2026, 10, 24, 6);
  const { api, bot } = await started({ now: () => new Date(nowMs) });
  const sent = await bot.telegram.sendMessage(
    AIGERIM.id,
    'x',
    Markup.inlineKeyboard([Markup.button.callback('Да', 'y')]),
  );
  const pressed = api.chats.press(AIGERIM.id, sent.message_id, 'y');
  const update = (await bot.telegram.getUpdates(0, 100, 0, undefined)).at(-1);
  assert.ok(update && 'callback_query' in update);
  const tooOld = refusal(
    400,
    /^Bad Request: query is too old and response timeout expired or query ID is invalid$/u,
  );

  await assert.rejects(bot.telegram.answerCbQuery('12345'), tooOld);
  await bot.telegram.answerCbQuery(update.callback_query.id);
  assert.deepEqual(await pressed, { alert: false });
  await assert.rejects(bot.telegram.answerCbQuery(update.callback_query.id), tooOld);

  const late = api.chats.press(AIGERIM.id, sent.message_id, 'y').catch(() => undefined);
  const lateUpdate = (await bot.telegram.getUpdates(0, 100, 0, undefined)).at(-1);
  assert.ok(lateUpdate && 'callback_query' in lateUpdate);
  nowMs += 61_000;
  await assert.rejects(bot.telegram.answerCbQuery(lateUpdate.callback_query.id), tooOld);
  void late;
});

test('in a group the bot gets commands and answers to itself, nothing else', async () => {
  const { api, bot } = await started();
  api.chats.addGroup({ id: -1001, title: 'Штаб', members: [AIGERIM.id] });
  const { message_id: id } = await bot.telegram.sendMessage(-1001, 'Сводка: 3');
  api.chats.sendText(AIGERIM.id, 'между собой', { chatId: -1001 });
  api.chats.sendText(AIGERIM.id, '/digest', { chatId: -1001 });
  api.chats.sendText(AIGERIM.id, 'спасибо', { chatId: -1001, replyTo: id });

  const updates = await bot.telegram.getUpdates(0, 100, 0, undefined);

  const texts = updates.flatMap((update) =>
    'message' in update && 'text' in update.message ? [update.message.text] : [],
  );
  assert.deepEqual(texts, ['/start', '/digest', 'спасибо']);
  assert.equal((await bot.telegram.getChatMember(-1001, AIGERIM.id)).status, 'creator');
});

test('a second poller ends the first one with 409', async () => {
  const { bot } = await started();
  const pending = await bot.telegram.getUpdates(0, 100, 0, undefined);
  const offset = (pending.at(-1)?.update_id ?? 0) + 1;

  const first = bot.telegram.getUpdates(30, 100, offset, undefined).catch((error: unknown) => error);
  await bot.telegram.getUpdates(0, 100, offset, undefined);
  const second = await bot.telegram.getUpdates(0, 100, offset, undefined);

  assert.ok(refusal(409, /terminated by other getUpdates request/u)(await first));
  assert.deepEqual(second, []);
});

test('the webhook delivers with the secret, tries again after a failure, and takes a call in the answer', async () => {
  const { api, bot } = await started();
  const received: { secret: unknown; text: string }[] = [];
  const statuses = [500, 200, 200];
  const endpoint = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const update = JSON.parse(body) as { message: { text: string } };
      received.push({
        secret: request.headers['x-telegram-bot-api-secret-token'],
        text: update.message.text,
      });
      response.writeHead(statuses.shift() ?? 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ method: 'sendMessage', chat_id: AIGERIM.id, text: `эхо: ${update.message.text}` }),
      );
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  undo.push(() => endpoint.close());

  await bot.telegram.setWebhook(`http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hook`, {
    secret_token: 'S3cret',
  });
  api.chats.sendText(AIGERIM.id, 'сәлем');
  await api.chats.waitForMessage(AIGERIM.id, ({ text }) => text === 'эхо: сәлем');

  assert.deepEqual(
    received.map(({ secret }) => secret),
    ['S3cret', 'S3cret', 'S3cret'],
  );
  assert.deepEqual(
    received.map(({ text }) => text),
    ['/start', '/start', 'сәлем'],
  );
  await assert.rejects(bot.telegram.getUpdates(0, 1, 0, undefined), refusal(409, /while webhook is active/u));
  await assert.rejects(
    bot.telegram.setWebhook('https://bot.example/hook'),
    refusal(400, /bad webhook: The sandbox/u),
  );
});

test('a restart keeps the chats, the files, the commands and what was not confirmed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bot-api-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const journalPath = join(folder, 'bot-api.jsonl');
  const before = await startBotApi({ token: TOKEN, journalPath, limits: 'off' });
  before.chats.addUser(AIGERIM);
  before.chats.sendText(AIGERIM.id, '/start');
  before.chats.sendText(AIGERIM.id, '/next');
  const bot = botOf(before);
  const [first] = await bot.telegram.getUpdates(0, 100, 0, undefined);
  await bot.telegram.getUpdates(0, 100, (first?.update_id ?? 0) + 1, undefined);
  const { message_id: id } = await bot.telegram.sendPhoto(AIGERIM.id, Input.fromBuffer(png(7, 7)), {
    caption: 'было',
  });
  await bot.telegram.editMessageCaption(AIGERIM.id, id, undefined, 'стало');
  await bot.telegram.setMyCommands([{ command: 'next', description: 'Келесі' }], { language_code: 'kk' });
  await before.close();

  const after = await sandbox({ journalPath });
  const again = botOf(after);

  const [, , photo] = after.chats.messages(AIGERIM.id);
  assert.equal(photo?.caption, 'стало');
  assert.ok(after.chats.file(photo?.photo?.fileId ?? '').bytes.equals(png(7, 7)));
  assert.deepEqual(after.chats.commands(AIGERIM.id), [{ command: 'next', description: 'Келесі' }]);
  const waiting = await again.telegram.getUpdates(0, 100, 0, undefined);
  assert.deepEqual(
    waiting.map((update) => ('message' in update && 'text' in update.message ? update.message.text : '')),
    ['/next'],
  );
  const next = await again.telegram.sendMessage(AIGERIM.id, 'дальше');
  assert.equal(next.message_id, id + 1);
});

test('scripted faults hit the next calls only, and a lost reply has still happened', async () => {
  const { api, bot } = await started();
  api.faults.next('sendMessage', { kind: 'answer', code: 429, retryAfterSeconds: 7 });
  api.faults.next('sendMessage', { kind: 'drop' });
  api.faults.next('sendMessage', { kind: 'lose-reply' });
  const send = (text: string): Promise<unknown> => bot.telegram.sendMessage(AIGERIM.id, text);

  await assert.rejects(send('a'), refusal(429, /retry after 7/u));
  await assert.rejects(send('b'), /socket hang up|ECONNRESET/u);
  await assert.rejects(send('c'), /socket hang up|ECONNRESET/u);
  await send('d');

  assert.deepEqual(
    api.chats.messages(AIGERIM.id).map(({ text }) => text),
    ['/start', 'c', 'd'],
  );
  assert.deepEqual(
    api.calls('sendMessage').map(({ code }) => code),
    [429, null, 200, 200],
  );
  assert.equal(api.faults.pending, 0);
});
