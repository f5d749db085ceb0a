import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from 'telegram';
import { ConnectionTCPAbridged, ConnectionTCPFull } from 'telegram/network/index.js';

import { startMtprotoServer } from '../../sandbox/mtproto/server.ts';
import { TelegramWorld } from '../../sandbox/telegram-world.ts';
import { CODE, connected, loopback, PHONE, resolve, rpcFailure, signedIn } from './loopback-telegram.ts';

const API = { apiId: 1, apiHash: 'sandbox' };

for (const [name, connection, transport] of [
  ['full', ConnectionTCPFull, 'full'],
  ['abridged', ConnectionTCPAbridged, 'abridged'],
] as const)
  test(`the collector's client shakes hands and signs in with a code over the ${name} transport`, async (context) => {
    const { server, log } = await loopback(context);
    const made = await signedIn(context, server, { connection });
    const me = await made.client.getMe();
    assert.equal(me.phone, PHONE.slice(1));
    assert.deepEqual(
      server.sessions().map((session) => [session.transport, session.phone]),
      [[transport, PHONE.slice(1)]],
    );
    assert.deepEqual(made.errors, []);
    assert.deepEqual(log, []);
  });

test('nothing but signing in is served before the sign-in', async (context) => {
  const { server } = await loopback(context);
  const { client } = await connected(context, server);
  assert.equal(await rpcFailure(client.invoke(new Api.updates.GetState())), 'AUTH_KEY_UNREGISTERED');
  const call = client.invoke(new Api.contacts.ResolveUsername({ username: 'sandbox_news' }));
  assert.equal(await rpcFailure(call), 'AUTH_KEY_UNREGISTERED');
});

test('a number nobody has, a wrong code and a stale code request are refused by their names', async (context) => {
  const { server } = await loopback(context);
  const { client } = await connected(context, server);
  assert.equal(await rpcFailure(client.sendCode(API, '+70000000000')), 'PHONE_NUMBER_INVALID');
  assert.equal(await rpcFailure(client.sendCode(API, 'abc')), 'PHONE_NUMBER_INVALID');
  const { phoneCodeHash } = await client.sendCode(API, PHONE);
  const signIn = (hash: string, code: string): Promise<unknown> =>
    client.invoke(new Api.auth.SignIn({ phoneNumber: PHONE, phoneCodeHash: hash, phoneCode: code }));
  assert.equal(await rpcFailure(signIn(phoneCodeHash, '54321')), 'PHONE_CODE_INVALID');
  assert.equal(await rpcFailure(signIn('stale', CODE)), 'PHONE_CODE_EXPIRED');
  assert.ok(await signIn(phoneCodeHash, CODE), 'the right code still works after a wrong one');
});

test('an account with a password signs in with code and password, and not with a wrong password', async (context) => {
  const { server, world } = await loopback(context);
  world.addAccount({ phone: '+77000000002', code: '11111', password: 'құпия сөз 2' });
  const { client } = await connected(context, server);
  const asked: string[] = [];
  const failures: string[] = [];
  const passwords = ['not it', 'құпия сөз 2'];
  await client.start({
    phoneNumber: '+77000000002',
    phoneCode: () => Promise.resolve('11111'),
    password: (hint) => {
      asked.push(hint ?? '');
      return Promise.resolve(passwords.shift() ?? '');
    },
    onError: (error) => {
      failures.push((error as { errorMessage?: string }).errorMessage ?? error.message);
      return Promise.resolve(false);
    },
  });
  assert.deepEqual(failures, ['PASSWORD_HASH_INVALID']);
  assert.deepEqual(asked, ['sandbox', 'sandbox']);
  assert.equal((await client.getMe()).phone, '77000000002');
});

test('a sign-in ends with logOut, and when its owner ends it from elsewhere', async (context) => {
  const { server } = await loopback(context);
  const first = await signedIn(context, server);
  await first.client.invoke(new Api.auth.LogOut());
  assert.equal(await rpcFailure(first.client.invoke(new Api.updates.GetState())), 'AUTH_KEY_UNREGISTERED');
  const second = await signedIn(context, server);
  server.endSessions(PHONE);
  assert.equal(await rpcFailure(resolve(second)), 'AUTH_KEY_UNREGISTERED');
});

test('the server refuses to listen anywhere but on loopback', async () => {
  const world = new TelegramWorld({ journalPath: null });
  await assert.rejects(startMtprotoServer({ world, host: '0.0.0.0' }), /loopback only/u);
});
