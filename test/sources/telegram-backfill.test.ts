import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TelegramWorld } from '../../sandbox/telegram-world.ts';
import type { DetectBatch } from '../../src/ports/job-queue.ts';
import { BatchSink, type Loopback, sourceOf, startLoopback, until } from './telegram-loopback.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('2026-11-01T12:00:00Z');
let now = FIRST_DAY;
let loopback: Loopback;

before(async () => {
  const world = new TelegramWorld({ journalPath: null, now: () => new Date(now) });
  loopback = await startLoopback({}, {}, world);
  // A post a day, with a hole and an album among them.
  for (let day = 1; day <= 20; day += 1) {
    now = FIRST_DAY + (day - 1) * DAY_MS;
    world.publish('zhanga_qala', { text: `күн ${day}` });
  }
  world.remove('zhanga_qala', 8);
  const part = { mimeType: 'image/jpeg' as const, width: 8, height: 6 };
  world.publishAlbum(
    'zhanga_qala',
    ['а', 'ә', 'б'].map((text) => ({ text, photo: { ...part, bytes: Buffer.from(text) } })),
  );
});
after(() => loopback.close());

async function watching(limits = {}) {
  const reader = await loopback.reader(limits);
  const source = sourceOf(await reader.resolve('@zhanga_qala'));
  await reader.watch(source, new BatchSink(source.position).emit);
  return { reader, source };
}

const texts = (batches: readonly DetectBatch[]) =>
  batches.flatMap(({ posts }) => posts.map(({ text }) => text));

test('the past is read from the first post of the day on, in ranges that follow one another', async () => {
  const { reader, source } = await watching({ pagePosts: 4 });
  const batches: DetectBatch[] = [];
  const task = {
    backfillId: 9,
    sourceId: 1,
    since: new Date(FIRST_DAY + 4 * DAY_MS),
    doneTo: null,
    toId: source.position,
  };
  await reader.backfill?.(task, async (batch) => void batches.push(batch), new AbortController().signal);

  assert.deepEqual(texts(batches), [
    ...[5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20].map((day) => `күн ${day}`),
    'а\nә\nб',
  ]);
  let done = 4;
  for (const { backfill, interval } of batches) {
    assert.equal(interval, null);
    assert.equal(backfill?.backfillId, 9);
    assert.equal(backfill?.from, done + 1);
    done = backfill?.to ?? 0;
  }
  assert.equal(done, source.position);
});

test('a backfill goes on where it was left, and ends at its last id also where nothing is there', async () => {
  const { reader } = await watching();
  const batches: DetectBatch[] = [];
  const emit = async (batch: DetectBatch) => void batches.push(batch);
  const task = { backfillId: 9, sourceId: 1, since: new Date(FIRST_DAY) };
  await reader.backfill?.({ ...task, doneTo: 5, toId: 8 }, emit, new AbortController().signal);
  assert.deepEqual(texts(batches), ['күн 6', 'күн 7']);
  assert.deepEqual(batches.at(-1)?.backfill, { backfillId: 9, from: 6, to: 8 });

  batches.length = 0;
  const later = { ...task, since: new Date('2027-01-01'), doneTo: null, toId: 8 };
  await reader.backfill?.(later, emit, new AbortController().signal);
  assert.deepEqual(
    batches.map(({ backfill }) => backfill),
    [{ backfillId: 9, from: 8, to: 8 }],
  );
});

test('a backfill that is stopped rejects with the reason, and so does one of a source that is unwatched', async () => {
  const { reader, source } = await watching({ pagePosts: 2, leisureGapMs: 50 });
  const stop = new AbortController();
  const task = {
    backfillId: 9,
    sourceId: 1,
    since: new Date(FIRST_DAY),
    doneTo: null,
    toId: source.position,
  };
  const stopped = reader.backfill?.(task, async () => stop.abort(new Error('enough')), stop.signal);
  await assert.rejects(async () => stopped, /enough/);

  let taken = 0;
  const unwatched = reader.backfill?.(task, async () => void (taken += 1), new AbortController().signal);
  const refused = assert.rejects(async () => unwatched, { reason: 'closed' });
  await until('a batch', () => taken > 0);
  await reader.unwatch(1);
  await refused;
  await assert.rejects(
    async () => reader.backfill?.(task, async () => undefined, new AbortController().signal),
    {
      reason: 'not_watched',
    },
  );
});

test('live posts do not wait for a backfill', async () => {
  const reader = await loopback.reader({ pagePosts: 1, leisureGapMs: 20, callGapMs: 5 });
  const source = sourceOf(await reader.resolve('@zhanga_qala'));
  const sink = new BatchSink(source.position);
  await reader.watch(source, sink.emit);
  const task = {
    backfillId: 9,
    sourceId: 1,
    since: new Date(FIRST_DAY),
    doneTo: null,
    toId: source.position,
  };
  let pages = 0;
  const slowly = reader.backfill?.(task, async () => void (pages += 1), new AbortController().signal);
  await until('a page', () => pages > 0);
  const started = performance.now();
  loopback.world.publish('zhanga_qala', { text: 'қазір' });
  await until('the live post', () => sink.position > source.position);
  const tookMs = performance.now() - started;
  const seen = pages;
  await slowly;

  assert.ok(tookMs < 500, `${tookMs} ms`);
  assert.ok(seen < pages, 'the backfill was still going on');
});
