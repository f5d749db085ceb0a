import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, mock, test } from 'node:test';
import { pictureSize } from '../../sandbox/bot-api/pictures.ts';
import { BANNERS } from '../../sandbox/seed/banners.ts';
import { SEED_CHANNELS, SEED_MEMBERS } from '../../sandbox/seed/channels.ts';
import { SEED_HISTORY } from '../../sandbox/seed/history.ts';
import { SEED_LATER } from '../../sandbox/seed/later.ts';
import { seedWorld, startTrickle } from '../../sandbox/seed/seed-world.ts';
import { TelegramWorld } from '../../sandbox/telegram-world.ts';

const EVERY_MS = 1000;

afterEach(() => mock.timers.reset());

function countPosts(world: TelegramWorld): number {
  return world.channels().reduce((sum, { username }) => sum + world.posts(username ?? '').length, 0);
}

test('seeding again brings back nothing that was deleted and repeats nothing, also after a restart', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seed-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const journalPath = join(folder, 'world.jsonl');
  const first = new TelegramWorld({ journalPath });
  seedWorld(first);
  const seeded = countPosts(first);
  first.remove('dala_sport', 1);
  first.close();

  const second = new TelegramWorld({ journalPath });
  t.after(() => second.close());
  seedWorld(second);

  assert.equal(seeded, SEED_HISTORY.length);
  assert.equal(countPosts(second), seeded - 1);
});

test('further posts come one by one, stop at the end, and go on after a restart where they were', () => {
  mock.timers.enable({ apis: ['setInterval'] });
  const world = new TelegramWorld({ journalPath: null });
  seedWorld(world);
  const before = countPosts(world);

  const first = startTrickle(world, { everyMs: EVERY_MS });
  mock.timers.tick(EVERY_MS * 3);
  first.stop();
  mock.timers.tick(EVERY_MS * 3);
  const afterThree = countPosts(world);
  startTrickle(world, { everyMs: EVERY_MS });
  mock.timers.tick(EVERY_MS * 50);

  assert.equal(afterThree, before + 3);
  assert.equal(countPosts(world), before + SEED_LATER.length);
});

test('every post of the seed stands in a channel of the seed, under an own key, with an invented address', () => {
  const posts = [...SEED_HISTORY, ...SEED_LATER];
  const channels = new Set<string>(SEED_CHANNELS.map(({ username }) => username));
  const members = new Set<string>(SEED_MEMBERS.map(({ username }) => username));

  assert.equal(new Set(posts.map(({ key }) => key)).size, posts.length);
  for (const { key, channel, author, text, bold } of posts) {
    assert.ok(channels.has(channel), key);
    assert.ok(author === undefined || members.has(author), key);
    assert.ok(text.startsWith(bold ?? ''), key);
    for (const [, host = ''] of text.matchAll(/https?:\/\/([^/\s]+)/gu))
      assert.match(host, /\.example$/u, key);
  }
});

test('the banners are the pictures that the seed says they are', () => {
  for (const [name, bytes] of BANNERS) {
    const size = pictureSize(Buffer.from(bytes));
    assert.deepEqual([name, size?.mimeType, size?.width, size?.height], [name, 'image/png', 800, 450]);
  }
});
