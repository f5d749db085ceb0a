import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { test } from 'node:test';

import { startMtprotoServer } from '../../sandbox/mtproto/server.ts';
import { TelegramWorld } from '../../sandbox/telegram-world.ts';
import { loopbackClient } from './gramjs-client.ts';
import {
  CHANNEL,
  history,
  join,
  loopback,
  resolve,
  signedIn,
  until,
  updatesOf,
} from './loopback-telegram.ts';

test('after a restart a saved session is still signed in, still a member, and finds every post', async (context) => {
  const folder = mkdtempSync(path(tmpdir(), 'mtproto-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const journalPath = path(folder, 'world.jsonl');
  const statePath = path(folder, 'state');
  const before = new TelegramWorld({ journalPath });
  const first = await loopback(context, { world: before, statePath });
  before.publish(CHANNEL, { text: 'бір' });
  before.publish(CHANNEL, { text: 'екі' });
  before.edit(CHANNEL, 1, { text: 'бір!' });
  before.remove(CHANNEL, 2);
  const made = await signedIn(context, first.server);
  await join(made);
  const saved = made.saved();
  await made.client.destroy();
  await first.server.close();
  before.close();

  const world = new TelegramWorld({ journalPath });
  const server = await startMtprotoServer({ world, statePath });
  context.after(() => server.close());
  assert.equal(server.fingerprint, first.server.fingerprint);
  const again = loopbackClient(server, { saved });
  context.after(() => again.client.destroy());
  await again.client.connect();
  const { channel, peer } = await resolve(again);
  assert.equal(channel.left ?? false, false);
  const posts = await history(again, peer);
  assert.deepEqual(
    posts.map(({ id, message }) => [id, message]),
    [[1, 'бір!']],
  );
  const seen = updatesOf(again);
  assert.equal(
    world.publish(CHANNEL, { text: 'үш' }).id,
    3,
    'the number of a removed post is not given twice',
  );
  await until('the pushed post', () => seen.length === 1);
});
