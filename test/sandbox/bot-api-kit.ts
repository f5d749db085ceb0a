import assert from 'node:assert/strict';
import { afterEach } from 'node:test';
import { deflateSync } from 'node:zlib';
import { Telegraf, TelegramError } from 'telegraf';
import { type BotApiOptions, type BotApiSandbox, startBotApi } from '../../sandbox/bot-api/server.ts';

export const TOKEN = '700100:sandbox-token';
export const AIGERIM = { id: 501, firstName: 'Айгерим', username: 'aigerim', languageCode: 'kk' };

export const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

export async function sandbox(options: Partial<BotApiOptions> = {}): Promise<BotApiSandbox> {
  const api = await startBotApi({ token: TOKEN, journalPath: null, limits: 'off', ...options });
  undo.push(() => api.close());
  return api;
}

export function botOf(api: BotApiSandbox): Telegraf {
  return new Telegraf(TOKEN, { telegram: { apiRoot: api.apiRoot } });
}

/** A bot that polls until the test ends. */
export function polling(api: BotApiSandbox, prepare: (bot: Telegraf) => void): Telegraf {
  const bot = botOf(api);
  prepare(bot);
  bot.catch((error) => console.error(error));
  const ended = bot.launch();
  undo.push(async () => {
    bot.stop();
    await ended;
  });
  return bot;
}

export async function started(
  options: Partial<BotApiOptions> = {},
): Promise<{ api: BotApiSandbox; bot: Telegraf }> {
  const api = await sandbox(options);
  api.chats.addUser(AIGERIM);
  api.chats.sendText(AIGERIM.id, '/start');
  return { api, bot: botOf(api) };
}

/** A real picture of one colour, made of its chunks. */
export function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(body));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, body, crc]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, 0x7f);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

export function refusal(code: number, description: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof TelegramError, String(error));
    assert.equal(error.code, code);
    assert.match(error.description, description);
    return true;
  };
}
