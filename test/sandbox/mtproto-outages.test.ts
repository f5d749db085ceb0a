import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Api } from 'telegram';
import { NewMessage } from 'telegram/events/index.js';

import {
  CHANNEL,
  connected,
  history,
  join,
  loopback,
  resolve,
  rpcFailure,
  signedIn,
  until,
  updatesOf,
} from './loopback-telegram.ts';
import { secondClient } from './mtcute-client.ts';
import { mtcuteSchema } from './mtcute-schema.ts';

const SCHEMA = mtcuteSchema();
const PHONE = '+77000000001';
const OTHER_PHONE = '+77000000002';
const PHOTO = { bytes: randomBytes(70_000), mimeType: 'image/jpeg', width: 80, height: 60 } as const;

test('a fault is aimed at one account, at any method or at its sign-in', async (context) => {
  const { server, world } = await loopback(context, { schemas: [SCHEMA] });
  world.addAccount({ phone: OTHER_PHONE, code: '12345' });
  server.faults.add({ kind: 'rpc_error', phone: OTHER_PHONE, code: 400, message: 'PHONE_NUMBER_BANNED' });
  assert.equal(await rpcFailure(signedIn(context, server, { phone: OTHER_PHONE })), 'PHONE_NUMBER_BANNED');
  const [one, other] = [
    await signedIn(context, server),
    await signedIn(context, server, { phone: OTHER_PHONE }),
  ];
  const { peer } = await resolve(one);
  server.faults.add({ kind: 'flood_wait', phone: PHONE, method: 'messages.getHistory', seconds: 70 });
  for (const message of ['USER_DEACTIVATED_BAN', 'SESSION_REVOKED'])
    server.faults.add({ kind: 'rpc_error', phone: OTHER_PHONE, code: 401, message });
  await assert.rejects(history(one, peer), (error: { seconds?: number }) => error.seconds === 70);
  assert.equal((await resolve(one)).channel.title, 'Жаңалықтар');
  assert.equal(await rpcFailure(resolve(other)), 'USER_DEACTIVATED_BAN');
  assert.equal(await rpcFailure(resolve(other)), 'SESSION_REVOKED');
  assert.deepEqual(server.faults.pending(), []);
  const client = await secondClient(context, { server, world });
  const aim = { phone: '+77000000003', method: 'messages.getHistory' };
  server.faults.add({ kind: 'rpc_error', ...aim, code: 401, message: 'USER_DEACTIVATED' });
  await assert.rejects(client.getHistory(CHANNEL, { limit: 1 }), /USER_DEACTIVATED/u);
});

test('a key that two live connections follow updates with is void', async (context) => {
  const { server } = await loopback(context);
  const made = await signedIn(context, server);
  server.faults.voidsDuplicateKeys = true;
  await resolve(made);
  const twin = await connected(context, server, { saved: made.saved() });
  assert.equal(await rpcFailure(resolve(twin)), 'AUTH_KEY_DUPLICATED');
  assert.equal(await rpcFailure(resolve(made)), 'AUTH_KEY_DUPLICATED');
});

test('differences come in slices that the server shortens, and skip nothing', async (context) => {
  const { server, world } = await loopback(context, { maxEvents: 4 });
  const made = await signedIn(context, server);
  const { input: channel } = await join(made);
  for (let i = 1; i <= 6; i += 1) world.publish(CHANNEL, { text: `n${i}` });
  world.removeMany(CHANNEL, [1, 2, 3]);
  world.publish(CHANNEL, { text: 'соңғы' });
  server.faults.add({ kind: 'short_difference', events: 1, phone: PHONE });
  const seen: number[] = [];
  const filter = new Api.ChannelMessagesFilterEmpty();
  for (let pts = 1, isFinal = false; !isFinal; ) {
    const part = await made.client.invoke(
      new Api.updates.GetChannelDifference({ channel, filter, pts, limit: 100 }),
    );
    assert.ok(part instanceof Api.updates.ChannelDifference);
    ({ pts } = part);
    seen.push(pts);
    isFinal = part.final ?? false;
  }
  assert.deepEqual(seen, [2, 6, 11]);
  assert.equal(world.channelNamed(CHANNEL)?.pts, 11);
});

test('a frozen connection says nothing and goes on later; a new one is not touched', async (context) => {
  const { server, world } = await loopback(context, { schemas: [SCHEMA] });
  const [one, client] = [await signedIn(context, server), await secondClient(context, { server, world })];
  await join(one);
  await client.joinChat(CHANNEL);
  const began = performance.now();
  const waits: number[] = [];
  one.client.addEventHandler(() => void waits.push(performance.now() - began), new NewMessage({}));
  client.onNewMessage.add(() => void waits.push(performance.now() - began));
  server.faults.freezeConnections(300);
  world.publish(CHANNEL, { text: 'кешіккен' });
  const other = await signedIn(context, server);
  assert.equal((await resolve(other)).channel.title, 'Жаңалықтар');
  assert.equal((await resolve(one)).channel.title, 'Жаңалықтар');
  await until('the update at both', () => waits.length === 2);
  assert.ok(
    waits.every((wait) => wait >= 290),
    `waited ${waits.join(' and ')} ms`,
  );
});

test('a connection that is reset in the middle of a packet is made anew', async (context) => {
  const { server, world } = await loopback(context, { schemas: [SCHEMA] });
  const [one, client] = [await signedIn(context, server), await secondClient(context, { server, world })];
  for (const phone of [PHONE, '+77000000003']) server.faults.add({ kind: 'reset_in_packet', phone });
  assert.equal((await resolve(one)).channel.title, 'Жаңалықтар');
  assert.equal((await client.getChat(CHANNEL)).title, 'Жаңалықтар');
  assert.deepEqual(server.faults.pending(), []);
});

test('a file of another data centre is fetched there, after its authorization was carried over', async (context) => {
  const { server, world, log } = await loopback(context, { schemas: [SCHEMA], fileCentres: [4] });
  world.publish(CHANNEL, { text: 'сурет', photo: { ...PHOTO, dcId: 4 } });
  const made = await signedIn(context, server);
  const [message] = await history(made, (await resolve(made)).peer);
  assert.ok(message?.media instanceof Api.MessageMediaPhoto && message.media.photo instanceof Api.Photo);
  const { id, accessHash, fileReference, dcId } = message.media.photo;
  assert.equal(dcId, 4);
  const location = new Api.InputPhotoFileLocation({ id, accessHash, fileReference, thumbSize: 'x' });
  const call = new Api.upload.GetFile({ location, offset: 0n as never, limit: 4096 });
  await assert.rejects(made.client.invoke(call), (error: { newDc?: number }) => error.newDc === 4);
  assert.ok(((await made.client.downloadMedia(message.media, {})) as Buffer).equals(PHOTO.bytes));
  assert.equal(server.faults.calls('auth.importAuthorization').length, 1);
  const client = await secondClient(context, { server, world });
  const [seen] = await client.getHistory(CHANNEL, { limit: 1 });
  assert.ok(seen?.media?.type === 'photo');
  assert.ok(Buffer.from(await client.downloadAsBuffer(seen.media)).equals(PHOTO.bytes));
  assert.equal(server.faults.calls('auth.importAuthorization').length, 2);
  assert.deepEqual(log, []);
});

test('a load that is encrypted beforehand arrives whole at both libraries', async (context) => {
  const { server, world, log } = await loopback(context, { schemas: [SCHEMA] });
  const [one, client] = [await signedIn(context, server), await secondClient(context, { server, world })];
  await join(one);
  await client.joinChat(CHANNEL);
  const seen = updatesOf(one);
  const second: number[] = [];
  client.onNewMessage.add(({ id }) => void second.push(id));
  const publish = (): void => {
    for (let i = 0; i < 120; i += 1) world.publish(CHANNEL, { text: `жүк ${i}` });
  };
  const first = server.prepareLoad({ phone: PHONE, perContainer: 50, changes: publish });
  await until('the second client, which is pushed to at once', () => second.length === 120);
  assert.deepEqual([first.posts, first.packets, seen.length], [120, 3, 0]);
  assert.equal((await first.send()).posts, 120);
  await until('the first client', () => seen.length === 120);
  const later = server.prepareLoad({ phone: '+77000000003', perContainer: 1, changes: publish });
  assert.equal(later.packets, 120);
  await later.send();
  await until('both', () => second.length === 240 && seen.length === 240);
  assert.deepEqual(log, []);
});
