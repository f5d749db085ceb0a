import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Input, Markup, TelegramError } from 'telegraf';
import { startBotApi } from '../../sandbox/bot-api/server.ts';
import { AIGERIM, png, refusal, started, TOKEN } from './bot-api-kit.ts';

test('an edit that changes nothing is refused as not modified', async () => {
  const { bot } = await started();
  const keyboard = Markup.inlineKeyboard([Markup.button.callback('Да', 'y')]);
  const { message_id: id } = await bot.telegram.sendMessage(AIGERIM.id, 'Текст', keyboard);

  await assert.rejects(
    bot.telegram.editMessageText(AIGERIM.id, id, undefined, 'Текст', keyboard),
    refusal(400, /^Bad Request: message is not modified: specified new message content and reply markup/u),
  );
  await bot.telegram.editMessageText(AIGERIM.id, id, undefined, 'Текст');
  await assert.rejects(
    bot.telegram.editMessageReplyMarkup(AIGERIM.id, id, undefined, undefined),
    refusal(400, /not modified/u),
  );
  await assert.rejects(
    bot.telegram.editMessageText(AIGERIM.id, 9999, undefined, 'x'),
    refusal(400, /^Bad Request: message to edit not found$/u),
  );
});

test('the limits of Telegram are kept: text, caption, buttons, links, markup', async () => {
  const { bot } = await started();
  const send = (text: string, extra = {}): Promise<unknown> =>
    bot.telegram.sendMessage(AIGERIM.id, text, extra);
  const button = (fields: object): object => ({ reply_markup: { inline_keyboard: [[fields]] } });

  await send(`<b>${'ы'.repeat(4096)}</b>`, { parse_mode: 'HTML' });
  await assert.rejects(send('ы'.repeat(4097)), refusal(400, /^Bad Request: message is too long$/u));
  await assert.rejects(send('  \n'), refusal(400, /^Bad Request: message text is empty$/u));
  await assert.rejects(
    bot.telegram.sendPhoto(AIGERIM.id, Input.fromBuffer(png(2, 2)), { caption: 'ы'.repeat(1025) }),
    refusal(400, /^Bad Request: message caption is too long$/u),
  );
  await send('x', button({ text: 'ok', callback_data: 'ы'.repeat(32) }));
  await assert.rejects(
    send('x', button({ text: 'ok', callback_data: 'ы'.repeat(33) })),
    refusal(400, /BUTTON_DATA_INVALID/u),
  );
  await assert.rejects(
    send('x', button({ text: 'ok' })),
    refusal(400, /Text buttons are unallowed in the inline keyboard/u),
  );
  await assert.rejects(
    send('x', button({ text: 'ok', url: 'http://localhost:8080/' })),
    refusal(400, /Wrong HTTP URL/u),
  );
  await assert.rejects(
    send('<b>x', { parse_mode: 'HTML' }),
    refusal(400, /can't parse entities: Can't find end tag/u),
  );
  await assert.rejects(
    send('ы<h1>x', { parse_mode: 'HTML' }),
    refusal(400, /Unsupported start tag "h1" at byte offset 2/u),
  );
  await assert.rejects(
    send('<b>x</i>', { parse_mode: 'HTML' }),
    refusal(400, /expected "<\/b>", found "<\/i>"/u),
  );
});

test('the bot reaches only people who wrote to it and did not stop it', async () => {
  const { api, bot } = await started();
  api.chats.addUser({ id: 502, firstName: 'Ерлан', languageCode: 'ru' });

  await assert.rejects(bot.telegram.sendMessage(999, 'x'), refusal(400, /^Bad Request: chat not found$/u));
  await assert.rejects(
    bot.telegram.sendMessage(502, 'x'),
    refusal(403, /^Forbidden: bot can't initiate conversation with a user$/u),
  );
  api.chats.block(AIGERIM.id);
  await assert.rejects(
    bot.telegram.sendMessage(AIGERIM.id, 'x'),
    refusal(403, /^Forbidden: bot was blocked by the user$/u),
  );
});

test('sending too fast gets 429 with retry_after, and passes after it', async () => {
  let nowMs = Date.UTC(2026, 10, 24, 6);
  const { bot } = await started({ now: () => new Date(nowMs), limits: { chatBurst: 2 } });
  await bot.telegram.sendMessage(AIGERIM.id, '1');
  await bot.telegram.sendMessage(AIGERIM.id, '2');

  await assert.rejects(bot.telegram.sendMessage(AIGERIM.id, '3'), (error: unknown) => {
    assert.ok(error instanceof TelegramError);
    assert.deepEqual([error.code, error.parameters?.retry_after], [429, 1]);
    return true;
  });
  nowMs += 1000;
  await bot.telegram.sendMessage(AIGERIM.id, '3');
});

test('a wrong token is 401 and an unknown method 404', async () => {
  const { api } = await started();
  const answer = async (path: string): Promise<unknown> => (await fetch(`${api.apiRoot}/${path}`)).json();

  assert.deepEqual(await answer('bot1:wrong/getMe'), {
    ok: false,
    error_code: 401,
    description: 'Unauthorized',
  });
  assert.deepEqual(await answer(`bot${TOKEN}/flyToMoon`), {
    ok: false,
    error_code: 404,
    description: 'Not Found',
  });
});

test('the sandbox refuses to listen anywhere but on loopback', async () => {
  await assert.rejects(startBotApi({ token: TOKEN, journalPath: null, host: '0.0.0.0' }), /loopback only/u);
});
test('a photo and a document travel as multipart and come back byte for byte through getFile', async () => {
  const { api, bot } = await started();
  const picture = png(40, 30);

  const photo = await bot.telegram.sendPhoto(AIGERIM.id, Input.fromBuffer(picture, 'card.png'), {
    caption: '<b>Снимок</b>',
    parse_mode: 'HTML',
    reply_markup: Markup.inlineKeyboard([Markup.button.callback('Дальше', 'n')]).reply_markup,
  });
  const report = await bot.telegram.sendDocument(
    AIGERIM.id,
    Input.fromBuffer(Buffer.from('a;b\n'), 'сводка.csv'),
  );

  assert.deepEqual(
    photo.photo.map(({ width, height }) => [width, height]),
    [[40, 30]],
  );
  const [seen] = api.chats.messages(AIGERIM.id).filter(({ photo }) => photo !== undefined);
  assert.equal(seen?.caption, 'Снимок');
  assert.equal(seen?.keyboard[0]?.[0]?.text, 'Дальше');
  assert.deepEqual(api.chats.file(report.document.file_id), {
    bytes: Buffer.from('a;b\n'),
    mimeType: 'text/csv',
    fileName: 'сводка.csv',
  });
  const link = await bot.telegram.getFileLink(photo.photo[0]?.file_id ?? '');
  const downloaded = Buffer.from(await (await fetch(link)).arrayBuffer());
  assert.ok(downloaded.equals(picture));
  await bot.telegram.sendPhoto(AIGERIM.id, photo.photo[0]?.file_id ?? '');
  await assert.rejects(
    bot.telegram.sendPhoto(AIGERIM.id, Input.fromBuffer(Buffer.from('no picture'))),
    refusal(400, /IMAGE_PROCESS_FAILED/u),
  );
});

test('an album and an exchanged picture arrive with attach:// parts', async () => {
  const { api, bot } = await started();
  const items = [png(2, 2), png(3, 3)].map((bytes) => ({
    type: 'photo' as const,
    media: Input.fromBuffer(bytes),
  }));

  const album = await bot.telegram.sendMediaGroup(AIGERIM.id, items);
  await bot.telegram.editMessageMedia(AIGERIM.id, album[1]?.message_id, undefined, {
    type: 'photo',
    media: Input.fromBuffer(png(5, 4)),
    caption: 'другая',
  });

  const shown = api.chats.messages(AIGERIM.id).filter(({ albumId }) => albumId !== undefined);
  assert.deepEqual(
    shown.map(({ photo, caption }) => [photo?.width, caption]),
    [
      [2, undefined],
      [5, 'другая'],
    ],
  );
  assert.equal(new Set(shown.map(({ albumId }) => albumId)).size, 1);
});
