import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import { SourceRefusedError } from '../../src/domain/source.ts';
import type { SourceReading } from '../../src/ports/source-reader.ts';
import { jpeg, type PreviewLoopback, startPreviewLoopback } from './preview-loopback.ts';
import { BatchSink, sourceOf, until } from './telegram-loopback.ts';

let loopback: PreviewLoopback;
before(async () => {
  loopback = await startPreviewLoopback();
});
after(async () => {
  await loopback.close();
});

afterEach(async () => {
  await loopback.closeReaders();
});

let channels = 0;
/** A channel of its own for each test, with posts 1 to `posts`. */
function channel(posts: number): string {
  const username = `arna_${(channels += 1)}_kz`;
  loopback.world.addChannel({ username, title: `Арна ${channels}` });
  for (let id = 1; id <= posts; id += 1) loopback.world.publish(username, { text: `Хабар ${id}` });
  return username;
}

/** Watches from `position` on; the source was read before, so that edits of what it has count. */
async function watch(username: string, position: number, more: Parameters<PreviewLoopback['reader']> = []) {
  const reader = loopback.reader(...more);
  const sink = new BatchSink(position);
  const resolved = await reader.resolve(`@${username}`);
  const source = { ...sourceOf(resolved, position), lastReadAt: new Date() };
  await reader.watch(source, sink.emit);
  return { reader, sink, source };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

test('a channel is found by any of its addresses, with the number that Telegram gives it', async () => {
  const username = channel(3);
  const reader = loopback.reader();
  for (const address of [`@${username}`, `https://t.me/s/${username}`, `t.me/${username}/2`]) {
    const resolved = await reader.resolve(address);
    assert.equal(resolved.externalId, String(loopback.world.channelNamed(username)?.id));
    assert.equal(resolved.address, `https://t.me/${username}`);
    assert.equal(resolved.connector, 'telegram-preview');
    assert.equal(resolved.title, `Арна ${channels}`);
    assert.equal(resolved.newestId, 3);
  }
});

test('what is not an open channel with a preview is refused by its reason', async () => {
  const { world } = loopback;
  world.addChannel({ username: 'bir_top_kz', title: 'Топ', kind: 'group', subscribers: 5 });
  world.addChannel({ username: 'jabyq_arna', title: 'Жабық' });
  world.restrict('jabyq_arna', 'Бұғатталған');
  world.addUser({ username: 'bir_adam', firstName: 'Адам' });
  const reader = loopback.reader();
  const refusals = {
    '@joq_arna_mulde': 'not_found',
    '@bir_adam': 'is_user',
    '@bir_top_kz': 'unsupported',
    '@jabyq_arna': 'unsupported',
    'https://t.me/+AbCdEfGhIjKl': 'private_invite',
    'https://t.me/c/123/4': 'private_link',
  };
  for (const [address, reason] of Object.entries(refusals))
    await assert.rejects(
      reader.resolve(address),
      (error) => error instanceof SourceRefusedError && error.reason === reason,
      address,
    );
});

test('a channel whose page shows nothing yet cannot be told apart, and the message says so', async () => {
  const username = channel(0);
  await assert.rejects(
    loopback.reader().resolve(username.replace(/^/u, '@')),
    (error) => error instanceof PermanentError && error.reason === 'nothing_shown',
  );
});

test('history is read page by page behind the position, and new posts follow without a hole', async () => {
  const username = channel(75);
  const { sink } = await watch(username, 10);
  await until('the history', () => sink.position === 75);
  assert.deepEqual(sink.ids, range(11, 75));
  loopback.world.publish(username, { text: 'Жаңа' });
  await until('the new post', () => sink.position === 76);
  assert.equal(sink.posts.at(-1)?.text, 'Жаңа');
});

test('ids that no page shows are named as missing, and a sweep says what became of each', async () => {
  const username = channel(12);
  loopback.world.remove(username, 5);
  loopback.world.remove(username, 6);
  const { sink, reader, source } = await watch(username, 0);
  await until('the posts', () => sink.position === 12);
  assert.deepEqual(
    sink.batches.flatMap(({ missing }) => missing ?? []),
    [{ from: 5, to: 6 }],
  );
  loopback.world.announce(username, { kind: 'pinned', messageId: 1 });
  await reader.sweep(source.id, [
    { from: 4, to: 6 },
    { from: 13, to: 13 },
  ]);
  const settled = sink.batches.flatMap((batch) => batch.settled ?? []);
  assert.deepEqual(settled, [
    { from: 4, to: 4, how: 'filled' },
    { from: 5, to: 6, how: 'gone' },
    { from: 13, to: 13, how: 'not_a_post' },
  ]);
  assert.deepEqual(
    sink.edits.map(({ messageId }) => messageId),
    [4],
  );
});

test('a changed post comes again once, and counters change nothing', async () => {
  const username = channel(3);
  const { sink } = await watch(username, 0);
  await until('the posts', () => sink.position === 3);
  loopback.world.bump(username, 1, { views: 900 });
  loopback.world.edit(username, 2, { text: 'Хабар өзгерді' });
  await until('the edit', () => sink.edits.length > 0);
  loopback.world.publish(username, { text: 'Кейін' });
  await until('the next post', () => sink.position === 4);
  assert.deepEqual(
    sink.edits.map(({ messageId, text }) => [messageId, text]),
    [[2, 'Хабар өзгерді']],
  );
  assert.notEqual(sink.edits[0]?.editedAt, null);
});

test('a deletion is told after the own page of the post has confirmed it', async () => {
  const username = channel(5);
  const { sink } = await watch(username, 0);
  await until('the posts', () => sink.position === 5);
  loopback.world.remove(username, 3);
  loopback.world.remove(username, 5);
  await until('the deletions', () => sink.deletedIds.length === 2);
  assert.deepEqual(
    sink.deletedIds.toSorted((a, b) => a - b),
    [3, 5],
  );
  assert.ok(loopback.pages.asked().some((path) => path.startsWith(`/${username}/3?embed=1`)));
});

test('an album is one post with its parts and pictures', async () => {
  const username = channel(1);
  const photo = (mark: string) => ({
    bytes: jpeg(mark),
    mimeType: 'image/jpeg' as const,
    width: 10,
    height: 10,
  });
  loopback.world.publishAlbum(username, [
    { text: 'Альбом', photo: photo('a') },
    { text: '', photo: photo('b') },
  ]);
  const { sink } = await watch(username, 0);
  await until('the album', () => sink.position === 3);
  const album = sink.posts.at(-1);
  assert.deepEqual(album?.parts, [2, 3]);
  assert.deepEqual(
    album?.media.map(({ data }) => Buffer.from(data ?? '', 'base64').at(-1)),
    [97, 98],
  );
});

test('trouble of the pages is waited out, and nothing is lost by it', async () => {
  const username = channel(45);
  const { faults } = loopback.pages;
  const { sink } = await watch(username, 45);
  faults.next(username, { kind: 'answer', status: 500 });
  faults.next(username, { kind: 'cut' });
  faults.next(username, { kind: 'drop' });
  faults.next(username, { kind: 'page', html: '<html><p>?</p></html>' });
  for (let id = 46; id <= 90; id += 1) loopback.world.publish(username, { text: `Хабар ${id}` });
  await until('the posts', () => sink.position === 90);
  assert.deepEqual(sink.ids, range(46, 90));
  assert.equal(faults.take(username), null);
});

test('a host that asks for rest gets it, and says so as a schedule', async () => {
  const username = channel(1);
  loopback.pages.faults.next(username, { kind: 'answer', status: 429, retryAfterSeconds: 120 });
  const reader = loopback.reader();
  const isRest = (error: unknown): boolean =>
    error instanceof RetryableError && error.reason === 'host_rests' && (error.retryAfterMs ?? 0) > 110_000;
  await assert.rejects(reader.resolve(`@${username}`), isRest);
  const asked = loopback.pages.asked().length;
  await assert.rejects(reader.resolve(`@${username}`), isRest);
  assert.equal(loopback.pages.asked().length, asked);
});

test('one odd message is a hole that is named, and its neighbours are read', async () => {
  const username = channel(3);
  const { sink } = await watch(username, 3);
  const id = loopback.world.channelNamed(username)?.id ?? 0;
  const view = Buffer.from(JSON.stringify({ c: -id, p: 4 })).toString('base64url');
  const good = (n: number) =>
    `<div class="tgme_widget_message" data-post="${username}/${n}" data-view="${view}"><div class="tgme_widget_message_text">жақсы ${n}</div><a class="tgme_widget_message_date"><time datetime="2026-01-01T00:00:00+00:00"></time></a></div>`;
  const odd = `<div class="tgme_widget_message" data-post="${username}/5" data-view="${view}"><time datetime="never"></div>`;
  const html = `<html><body><main class="tgme_main">${good(4)}${odd}${good(6)}</main></body></html>`;
  loopback.pages.faults.next(`/s/${username}`, { kind: 'page', html });
  await until('the page', () => sink.position === 6);
  assert.deepEqual(sink.ids, [4, 6]);
  assert.deepEqual(
    sink.batches.flatMap(({ missing }) => missing ?? []),
    [{ from: 5, to: 5 }],
  );
});

test('a channel that stops being open is told as trouble, not as silence', async () => {
  const username = channel(2);
  const troubles: string[] = [];
  const readings: SourceReading[] = [];
  await watch(username, 2, [
    {},
    {
      onTrouble: (_source, error) => troubles.push(error.reason),
      onReading: (_source, reading) => readings.push(reading),
    },
  ]);
  await until('a look', () => readings.some(({ state, newestId }) => state === 'reading' && newestId === 2));
  loopback.world.makePrivate(username, 'inviteinvite');
  await until('the trouble', () => troubles.includes('not_found'));
  assert.equal(readings.at(-1)?.state, 'trouble');
});

test('the past is read from the first post of the day up to the end, in ranges without a hole', async () => {
  let now = new Date('2026-01-01T00:00:00Z');
  const { TelegramWorld } = await import('../../sandbox/telegram-world.ts');
  const past = await startPreviewLoopback(new TelegramWorld({ journalPath: null, now: () => now }));
  try {
    past.world.addChannel({ username: 'tarih_arna', title: 'Тарих' });
    for (let id = 1; id <= 100; id += 1) {
      now = new Date(now.getTime() + 60 * 60_000);
      past.world.publish('tarih_arna', { text: `Хабар ${id}` });
    }
    past.world.remove('tarih_arna', 50);
    const reader = past.reader();
    const sink = new BatchSink(100);
    await reader.watch(sourceOf(await reader.resolve('@tarih_arna')), sink.emit);
    const done: { from: number; to: number }[] = [];
    const ids: number[] = [];
    const task = {
      backfillId: 1,
      sourceId: 1,
      since: new Date('2026-01-02T00:00:00Z'),
      doneTo: null,
      toId: 90,
    };
    await reader.backfill(
      task,
      async (batch) => {
        assert.equal(batch.interval, null);
        if (batch.backfill !== undefined) done.push(batch.backfill);
        ids.push(...batch.posts.map(({ messageId }) => messageId));
      },
      new AbortController().signal,
    );
    assert.deepEqual(
      ids,
      range(24, 90).filter((id) => id !== 50),
    );
    assert.equal(done[0]?.from, 24);
    assert.equal(done.at(-1)?.to, 90);
    for (const [at, one] of done.entries()) if (at > 0) assert.equal(one.from, (done[at - 1]?.to ?? 0) + 1);
  } finally {
    await past.close();
  }
});

test('robots.txt is obeyed', async () => {
  const strict = await startPreviewLoopback(undefined, 'User-agent: *\nDisallow: /s/\n');
  try {
    strict.world.addChannel({ username: 'qalai_arna', title: 'Қалай' });
    strict.world.publish('qalai_arna', { text: 'Сәлем' });
    await assert.rejects(
      strict.reader().resolve('@qalai_arna'),
      (error) => error instanceof PermanentError && error.reason === 'robots_refused',
    );
    assert.deepEqual(strict.pages.asked(), ['/robots.txt']);
  } finally {
    await strict.close();
  }
});
