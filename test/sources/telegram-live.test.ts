import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type Loopback, BatchSink, startLoopback, until, watchLive } from './telegram-loopback.ts';

const CHANNEL = 'zhanga_qala';
let loopback: Loopback;

beforeEach(async () => {
  loopback = await startLoopback();
});
afterEach(() => loopback.close());

function publish(...texts: string[]): void {
  for (const text of texts) loopback.world.publish(CHANNEL, { text });
}

test('a post whose push was withheld is recovered, in order, when the next one is pushed', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  loopback.server.faults.add({ kind: 'withhold', times: 2 });
  publish('withheld 1', 'withheld 2', 'pushed 3');
  await until('all three', () => sink.position === 3);

  assert.deepEqual(sink.ids, [1, 2, 3]);
});

test('a post whose push was withheld is found by the regular look even if nothing else is pushed', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink, { catchUpMs: 300 });
  loopback.server.faults.add({ kind: 'withhold' });
  publish('withheld');
  await until('the post', () => sink.position === 1);

  assert.deepEqual(sink.ids, [1]);
});

test('a post that is pushed twice, or out of order, is emitted once and in order', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  loopback.server.faults.add({ kind: 'duplicate', times: 3 });
  publish('1', '2', '3');
  await until('three posts', () => sink.position === 3);
  loopback.server.faults.add({ kind: 'reorder' });
  publish('4', '5');
  await until('five posts', () => sink.position === 5);

  assert.deepEqual(sink.ids, [1, 2, 3, 4, 5]);
});

test('edits and deletions are emitted and move no position', async () => {
  publish('1', '2', '3');
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  loopback.world.edit(CHANNEL, 2, { text: '2, өзгертілді' });
  loopback.world.remove(CHANNEL, 3);
  await until('both', () => sink.edits.length === 1 && sink.deletedIds.length === 1);

  assert.equal(sink.edits[0]?.messageId, 2);
  assert.equal(sink.edits[0]?.text, '2, өзгертілді');
  assert.notEqual(sink.edits[0]?.editedAt, null);
  assert.deepEqual(sink.deletedIds, [3]);
  assert.equal(sink.position, 3);
  assert.ok(sink.batches.every((batch) => batch.interval === null));
});

test('an edit and a deletion whose pushes were withheld are recovered by the regular look', async () => {
  publish('1', '2', '3');
  const sink = new BatchSink();
  await watchLive(loopback, sink, { catchUpMs: 300 });
  loopback.server.faults.add({ kind: 'withhold', times: 2 });
  loopback.world.edit(CHANNEL, 2, { text: '2, өзгертілді' });
  loopback.world.remove(CHANNEL, 3);
  await until('both', () => sink.edits.length === 1 && sink.deletedIds.length === 1);

  assert.deepEqual([sink.edits[0]?.messageId, sink.deletedIds[0]], [2, 3]);
});

test('a difference that is too long loses no post', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  loopback.server.faults.add({ kind: 'difference_too_long', times: 5 });
  loopback.server.faults.add({ kind: 'withhold', times: 3 });
  publish('1', '2', '3', '4');
  await until('four posts', () => sink.position === 4);

  assert.deepEqual(sink.ids, [1, 2, 3, 4]);
});

test('"updates too long" makes the reader look', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  loopback.server.faults.add({ kind: 'withhold' });
  publish('1');
  loopback.server.pushTooLong();
  await until('the post', () => sink.position === 1);
  loopback.server.faults.add({ kind: 'withhold' });
  publish('2');
  loopback.server.pushChannelTooLong(CHANNEL);
  await until('the second post', () => sink.position === 2);

  assert.deepEqual(sink.ids, [1, 2]);
});

test('a post published while the connection was down is recovered after the reconnect', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  loopback.server.faults.dropConnections();
  publish('while down');
  await until('the post', () => sink.position === 1);
  publish('after');
  await until('the next post', () => sink.position === 2);

  assert.deepEqual(sink.ids, [1, 2]);
});

test('a slow receiver loses nothing, and what waits is bounded', async () => {
  const sink = new BatchSink();
  let release: () => void = () => undefined;
  await watchLive(loopback, sink, { bufferPosts: 20, batchPosts: 10 });
  const blocked = new Promise<void>((resolve) => {
    release = resolve;
  });
  sink.before = () => blocked;
  publish('1');
  for (let id = 2; id <= 300; id += 1) publish(`post ${id}`);
  assert.equal(sink.batches.length, 0);
  release();
  await until('all posts', () => sink.position === 300);

  assert.deepEqual(
    sink.ids,
    Array.from({ length: 300 }, (_, index) => index + 1),
  );
});

test('what a broken receiver refused is read again', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  let refusals = 0;
  sink.before = async () => {
    refusals += 1;
    if (refusals <= 3) throw new Error('the queue is down');
  };
  publish('1', '2');
  await until('a refusal', () => refusals > 0);
  publish('3');
  await until('all posts', () => sink.position === 3);

  assert.deepEqual(sink.ids, [1, 2, 3]);
  assert.ok(refusals > 3);
});

test('a refused edit is handed over again', async () => {
  publish('1');
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  let refusals = 0;
  sink.before = async () => {
    refusals += 1;
    if (refusals <= 2) throw new Error('the queue is down');
  };
  loopback.world.edit(CHANNEL, 1, { text: 'өзгерді' });
  await until('the edit', () => sink.edits.length >= 1);

  assert.equal(sink.edits[0]?.text, 'өзгерді');
});
