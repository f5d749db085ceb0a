import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aPost, aSource, later, MORNING, newPost, openBench, type Bench } from './memory-bench.ts';

const bench = await openBench();

async function commit(
  id: number,
  epoch: number,
  from: number,
  to: number,
  hole: string | null = null,
): Promise<number> {
  return bench.memory.transaction((tx) => tx.sources.commitInterval(id, epoch, { from, to }, hole));
}

async function begin({ memory }: Bench, id: number): Promise<number> {
  return (await memory.transaction((tx) => tx.sources.beginEpoch(id))).epoch;
}

test('a source is read back as it was added, and added once', async () => {
  const first = await aSource(bench, 'once', 7);

  const again = await aSource(bench, 'once', 99);

  assert.deepEqual(again, first);
  assert.deepEqual(await bench.memory.read.sources.get(first.id), first);
  assert.equal(first.handle['accessHash'], '9007199254740993');
  assert.equal(first.position, 7);
});

test('a source that is not there is named', async () => {
  await assert.rejects(bench.memory.read.sources.get(4_000_000), {
    reason: 'not_found',
    message: 'there is no source 4000000',
  });
});

test('the position is the end of the contiguous run of committed intervals', async () => {
  const { id } = await aSource(bench, 'run', 10);
  const epoch = await begin(bench, id);

  assert.equal(await commit(id, epoch, 21, 30), 10);
  assert.equal(await commit(id, epoch, 41, 50), 10);
  assert.equal(await commit(id, epoch, 11, 20), 30);
  assert.equal(await commit(id, epoch, 25, 45), 50, 'overlaps are fine');
  assert.equal(await commit(id, epoch, 11, 20), 50, 'twice is once');
  assert.equal((await bench.memory.read.sources.get(id)).position, 50);
});

test('a batch of an older holder never moves the position', async () => {
  const { id } = await aSource(bench, 'stale', 0);
  const old = await begin(bench, id);
  const current = await begin(bench, id);

  assert.equal(await commit(id, old, 1, 100), 0);
  assert.equal(await commit(id, old, 1, 100, 'poison'), 0);

  assert.equal(await commit(id, current, 1, 5), 5);
  const [report] = (await bench.memory.read.sources.report()).filter((row) => row.source.id === id);
  assert.equal(report?.holes, 0);
});

test('a new holder drops what was committed ahead of the position', async () => {
  const { id } = await aSource(bench, 'dropped', 0);
  const old = await begin(bench, id);
  await commit(id, old, 11, 20);

  const current = await begin(bench, id);

  assert.equal(await commit(id, current, 1, 10), 10);
});

test('a hole moves the position and stays in the report', async () => {
  const { id } = await aSource(bench, 'hole', 0);
  const epoch = await begin(bench, id);
  await commit(id, epoch, 1, 4);

  assert.equal(await commit(id, epoch, 5, 5, 'the text cannot be stored'), 5);
  assert.equal(await commit(id, epoch, 5, 5, 'the text cannot be stored'), 5);
  assert.equal(await commit(id, epoch, 6, 9), 9);

  await bench.memory.transaction((tx) =>
    tx.deadLetters.add({
      queue: 'detect',
      key: 'k',
      address: `source:${id} message:5`,
      reason: 'text',
      at: MORNING,
    }),
  );
  const [report] = (await bench.memory.read.sources.report()).filter((row) => row.source.id === id);
  assert.deepEqual([report?.holes, report?.deadLetters], [1, 1]);
});

test('twenty batches committed at once in any order leave no gap', async () => {
  const { id } = await aSource(bench, 'parallel', 0);
  const epoch = await begin(bench, id);
  const starts = Array.from({ length: 20 }, (_, index) => ((index * 7) % 20) * 10);

  await Promise.all(starts.map((start) => commit(id, epoch, start + 1, start + 10)));

  assert.equal((await bench.memory.read.sources.get(id)).position, 200);
});

test('posts of a day add up, and today is the day of the time zone', async () => {
  const { id } = await aSource(bench, 'counted', 0);
  bench.clock.set(new Date('2026-11-24T19:30:00Z'));
  const newest = later(MORNING, 60_000);

  await bench.memory.transaction((tx) => tx.sources.count(id, '2026-11-25', 100, 2, newest));
  await bench.memory.transaction((tx) => tx.sources.count(id, '2026-11-25', 11, 0, MORNING));

  const [report] = (await bench.memory.read.sources.report()).filter((row) => row.source.id === id);
  bench.clock.set(MORNING);
  assert.equal(report?.postsToday, 111);
  assert.deepEqual(report?.source.lastPostAt, newest);
});

test('a source is paused with its reason and listed by state', async () => {
  const { id } = await aSource(bench, 'paused', 0);

  await bench.memory.transaction((tx) => tx.sources.setState(id, 'paused', 'asked to'));

  const paused = await bench.memory.read.sources.list({ state: 'paused' });
  assert.deepEqual(
    paused.map((source) => [source.id, source.stateReason]),
    [[id, 'asked to']],
  );
});

test('an account signs in again over its old row', async () => {
  const put = (session: number) =>
    bench.memory.transaction((tx) =>
      tx.accounts.put({
        userId: '77',
        maskedPhone: '+7 •• 11',
        sealedSession: new Uint8Array([session, 0, 255]),
      }),
    );
  const id = await put(1);
  await bench.memory.transaction((tx) => tx.accounts.setState(id, 'stopped', 'AUTH_KEY_UNREGISTERED'));

  assert.equal(await put(2), id);

  const sealedSession = new Uint8Array([2, 0, 255]);
  const row = {
    id,
    userId: '77',
    maskedPhone: '+7 •• 11',
    sealedSession,
    state: 'active',
    stateReason: null,
    restsUntil: null,
  };
  assert.deepEqual(await bench.memory.read.accounts.list(), [row]);
});

test('each version of a post is a row, and the newest is the latest', async () => {
  const source = await aSource(bench, 'versions');
  const first = await aPost(bench, source, 5);

  const second = await aPost(bench, source, 5, { maskedText: 'өзгертілді', editedAt: later(MORNING, 1) });

  assert.deepEqual([first.version, second.version], [1, 2]);
  assert.deepEqual(await bench.memory.read.posts.latest(source.id, 5), second);
  assert.deepEqual(await bench.memory.read.posts.get(first.id), {
    ...newPost(source, 5),
    id: first.id,
    version: 1,
    deletedSeenAt: null,
  });
});

test('versions that come at once get different numbers', async () => {
  const source = await aSource(bench, 'versions-at-once');

  const stored = await Promise.all(Array.from({ length: 6 }, () => aPost(bench, source, 1)));

  assert.deepEqual(
    stored.map((post) => post.version).sort((a, b) => a - b),
    [1, 2, 3, 4, 5, 6],
  );
});

test('text that PostgreSQL cannot hold does not fail the post', async () => {
  const source = await aSource(bench, 'poison');
  const half = '\ud83d';

  const stored = await aPost(bench, source, 1, { maskedText: `a\0b${half}c` });

  assert.equal((await bench.memory.read.posts.get(stored.id)).maskedText, 'a\ufffdb\ufffdc');
});

test('a deletion is noted once, on every version of the message', async () => {
  const source = await aSource(bench, 'deleted');
  const first = await aPost(bench, source, 1);
  await aPost(bench, source, 1);
  const mark = () =>
    bench.memory.transaction((tx) =>
      tx.posts.markDeleted(
        source.id,
        [1, 2].map((messageId) => ({ messageId, seenAt: MORNING, existedAt: null })),
      ),
    );

  assert.deepEqual(await mark(), [1]);
  assert.deepEqual(await mark(), []);

  assert.deepEqual((await bench.memory.read.posts.get(first.id)).deletedSeenAt, MORNING);
});

test('what was seen is remembered by hash, and forgotten by age', async () => {
  const source = await aSource(bench, 'seen');
  const mark = (hash: string, at: Date) =>
    bench.memory.transaction((tx) =>
      tx.posts.markSeen(
        source.id,
        [
          { messageId: 1, hash, editedAt: null, readOrder: 0, postId: null },
          { messageId: 2, hash, editedAt: MORNING, readOrder: 7, postId: 1 },
        ],
        at,
      ),
    );
  await mark('h1', MORNING);
  await mark('h2', later(MORNING, 10));

  const seen = await bench.memory.read.posts.seen(source.id, [1, 2, 3]);
  const kept = await bench.memory.transaction((tx) => tx.posts.forgetSeenBefore(later(MORNING, 10)));
  const forgotten = await bench.memory.transaction((tx) => tx.posts.forgetSeenBefore(later(MORNING, 11)));

  assert.deepEqual(
    [...seen].sort(([a], [b]) => a - b),
    [
      [1, { hash: 'h2', editedAt: null, readOrder: 0, postId: null, goneAt: null }],
      [2, { hash: 'h2', editedAt: MORNING, readOrder: 7, postId: 1, goneAt: null }],
    ],
  );
  assert.deepEqual([kept, forgotten], [0, 2]);
});
