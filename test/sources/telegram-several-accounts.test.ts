import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { StringSession } from 'telegram/sessions/index.js';
import { PermanentError } from '../../src/domain/failure.ts';
import { importSession } from '../../src/sources/telegram/import-session.ts';
import { PHONE, sourceOf, startLoopback, until } from './telegram-loopback.ts';

const loopback = await startLoopback();
after(() => loopback.close());
const { world, server, log, connection } = loopback;

/** Telethon's layout of the same session: data centre, IPv4, port and key, without a length of the address. */
async function asTelethon(text: string): Promise<string> {
  const session = new StringSession(text);
  await session.load();
  const key = Buffer.alloc(256);
  session.getAuthKey()?.getKey()?.copy(key);
  const head = Buffer.from([session.dcId, 149, 154, 167, 51, 443 >> 8, 443 & 255]);
  return `1${Buffer.concat([head, key]).toString('base64').replaceAll('+', '-').replaceAll('/', '_')}`;
}

test('a session of gramjs or Telethon is taken over, and whose it is comes from Telegram', async () => {
  const text = await loopback.session();

  for (const given of [text, await asTelethon(text)]) {
    const signed = await importSession({ ...connection, text: given, log });
    assert.match(signed.userId, /^\d+$/u);
    assert.match(signed.maskedPhone, /^\+77\*+01$/u);
    assert.ok(!signed.maskedPhone.includes(PHONE.slice(3, 9)));
  }
});

test('what is no session, or one that has ended, is refused with its reason', async () => {
  const reason = (expected: string) => (error: unknown) =>
    error instanceof PermanentError && error.reason === expected;
  const text = await loopback.session();

  await assert.rejects(importSession({ ...connection, text: 'hello', log }), reason('session_unreadable'));
  server.faults.add({ kind: 'rpc_error', method: 'users.getUsers', code: 401, message: 'SESSION_REVOKED' });
  await assert.rejects(importSession({ ...connection, text, log }), reason('session_revoked'));
});

test('an account that is in as many channels as it may be asks to join no more of them', async () => {
  const full: number[] = [];
  server.faults.add({
    kind: 'rpc_error',
    method: 'channels.joinChannel',
    code: 400,
    message: 'CHANNELS_TOO_MUCH',
    times: 10,
  });
  server.faults.forgetCalls();
  const reader = await loopback.reader({}, { onJoinsFull: (sourceId) => void full.push(sourceId) });
  const names = ['arna_a', 'arna_b', 'arna_c'];
  for (const [at, username] of names.entries()) {
    world.addChannel({ username, title: username });
    await reader.watch(sourceOf(await reader.resolve(`@${username}`), 0, at + 1), async () => undefined);
    await until('the answer', () => full.length === 1);
  }

  assert.equal(server.faults.calls('channels.joinChannel').length, 1);
  assert.deepEqual(full, [1]);
});
