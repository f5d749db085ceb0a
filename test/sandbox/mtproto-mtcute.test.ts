import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { CHANNEL, loopback, until } from './loopback-telegram.ts';
import { secondClient } from './mtcute-client.ts';
import { mtcuteSchema } from './mtcute-schema.ts';

const SCHEMA = mtcuteSchema();

test('a second client library signs in with a password, reads, is pushed to and downloads', async (context) => {
  const { server, world, log } = await loopback(context, { schemas: [SCHEMA] });
  const picture = randomBytes(100_000);
  world.publish(CHANNEL, {
    text: 'сурет https://example.kz',
    photo: { bytes: picture, mimeType: 'image/jpeg', width: 80, height: 60 },
  });
  const client = await secondClient(context, { server, world });
  await client.joinChat(CHANNEL);
  assert.equal((await client.getChat(CHANNEL)).title, 'Жаңалықтар');
  const [post] = await client.getHistory(CHANNEL, { limit: 5 });
  assert.equal(post?.text, 'сурет https://example.kz');
  assert.equal(post.entities[0]?.kind, 'url');
  assert.ok(post.media?.type === 'photo');
  assert.ok(Buffer.from(await client.downloadAsBuffer(post.media)).equals(picture));
  const seen: string[] = [];
  client.onNewMessage.add((message) => void seen.push(`new ${message.text}`));
  client.onEditMessage.add((message) => void seen.push(`edit ${message.text}`));
  client.onDeleteMessage.add((update) => void seen.push(`gone ${update.messageIds.join(',')}`));
  world.publish(CHANNEL, { text: 'жаңа' });
  world.edit(CHANNEL, 2, { text: 'түзетілді' });
  world.remove(CHANNEL, 2);
  await until('three updates', () => seen.length === 3);
  assert.deepEqual(seen, ['new жаңа', 'edit түзетілді', 'gone 2']);
  assert.deepEqual(log, []);
});

test('a second client library finds posts that were not pushed by the counters alone', async (context) => {
  const { server, world, log } = await loopback(context, { schemas: [SCHEMA] });
  const client = await secondClient(context, { server, world });
  await client.joinChat(CHANNEL);
  const seen: string[] = [];
  client.onNewMessage.add((message) => void seen.push(message.text));
  world.publish(CHANNEL, { text: 'бір' });
  await until('the first post', () => seen.length === 1);
  server.faults.add({ kind: 'withhold', times: 2 });
  for (const text of ['екі', 'үш', 'төрт']) world.publish(CHANNEL, { text });
  server.faults.add({ kind: 'duplicate' });
  world.publish(CHANNEL, { text: 'бес' });
  await until('all posts', () => seen.length >= 5);
  assert.deepEqual(seen, ['бір', 'екі', 'үш', 'төрт', 'бес']);
  assert.deepEqual(log, []);
});
