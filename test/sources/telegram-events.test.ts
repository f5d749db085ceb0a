import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { SourceReading } from '../../src/ports/source-reader.ts';
import type { TelegramLimits } from '../../src/sources/telegram/limits.ts';
import { BatchSink, type Loopback, sourceOf, startLoopback, until, watchLive } from './telegram-loopback.ts';

const CHANNEL = 'zhanga_qala';
let loopback: Loopback;

beforeEach(async () => {
  loopback = await startLoopback();
});
afterEach(() => loopback.close());

function publish(...texts: string[]): void {
  for (const text of texts) loopback.world.publish(CHANNEL, { text });
}

const ptsNow = (): number => loopback.world.channelNamed(CHANNEL)?.pts ?? 0;

/** Reads until everything is taken, then stops; gives the source as the next reader finds it in the database. */
async function readOnce(limits: Partial<TelegramLimits> = {}) {
  const reader = await loopback.reader(limits);
  const source = sourceOf(await reader.resolve(`@${CHANNEL}`), 0);
  const sink = new BatchSink();
  await reader.watch({ ...source, pts: null }, sink.emit);
  await until('the posts', () => sink.position === source.newestId);
  await until('the events', () => sink.eventsAfter(ptsNow() - 1) === ptsNow());
  await reader.close();
  return { ...source, position: sink.position, pts: ptsNow(), epoch: 2 };
}

test('edits and deletions from while nobody read are fetched after the start', async () => {
  publish('1', '2', '3');
  const source = await readOnce();
  loopback.world.edit(CHANNEL, 1, { text: 'казино' });
  loopback.world.remove(CHANNEL, 2);
  publish('4');
  const reader = await loopback.reader();
  const sink = new BatchSink(3);
  await reader.watch({ ...source, lastReadAt: new Date('2026-11-24T10:00:00Z') }, sink.emit);
  await until('all events', () => sink.eventsAfter(source.pts) === ptsNow());

  assert.deepEqual(
    sink.edits.map(({ text }) => text),
    ['казино'],
  );
  assert.deepEqual(sink.deletedIds, [2]);
  assert.equal(sink.batches.flatMap(({ deletions }) => deletions)[0]?.existedAt, '2026-11-24T10:00:00.000Z');
  assert.deepEqual(sink.ids, [4]);
});

test('events follow one another like ids, on batches of posts and of changes alike', async () => {
  publish('1', '2');
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  const before = ptsNow();
  publish('3');
  loopback.world.edit(CHANNEL, 1, { text: '1, өзгертілді' });
  loopback.world.remove(CHANNEL, 2);
  publish('4');
  await until('all events', () => sink.eventsAfter(before) === ptsNow());

  assert.equal(sink.position, 4);
  assert.equal(sink.edits.length, 1);
  assert.deepEqual(sink.deletedIds, [2]);
});

test('an edit that was not taken is behind no committed event', async () => {
  publish('1');
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  const before = ptsNow();
  let refusals = 0;
  sink.before = async (batch) => {
    if (batch.posts[0]?.messageId !== 1 || refusals > 2) return;
    refusals += 1;
    throw new Error('the queue is down');
  };
  loopback.world.edit(CHANNEL, 1, { text: 'өзгерді' });
  publish('2');
  await until('all events', () => sink.eventsAfter(before) === ptsNow());

  const done = sink.batches.findIndex(({ events }) => (events?.to ?? 0) > before);
  const edited = sink.batches.findIndex(({ posts }) => posts[0]?.text === 'өзгерді');
  assert.ok(edited >= 0 && edited <= done + 1, 'the edit came with or before the event that holds it');
  assert.ok((sink.batches[edited]?.events?.to ?? 0) > before || edited < done);
});

test('reactions, views and hidden edits make no batch, and their events are told now and then', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink, { catchUpMs: 400 });
  publish('1');
  await until('the post', () => sink.position === 1);
  const [before, batches] = [ptsNow(), sink.batches.length];
  loopback.world.bump(CHANNEL, 1, { views: 10, reactions: [{ emoji: '🔥', count: 3 }] });
  loopback.world.bump(CHANNEL, 1, { reactions: [{ emoji: '🔥', count: 4 }] });
  loopback.world.touch(CHANNEL, 1, true);
  await until('the events', () => sink.eventsAfter(before) === ptsNow());

  assert.deepEqual(sink.edits, []);
  assert.ok(sink.batches.length - batches <= 2);
});

test('an edit back to what was read is no new version once it was seen', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  publish('сәлем');
  await until('the post', () => sink.position === 1);
  loopback.world.touch(CHANNEL, 1);
  loopback.world.edit(CHANNEL, 1, { text: 'казино' });
  await until('the edit', () => sink.edits.length > 0);

  assert.deepEqual(
    sink.edits.map(({ text }) => text),
    ['казино'],
  );
});

test('an edit of buttons is a new version, however hidden', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  publish('сәлем');
  await until('the post', () => sink.position === 1);
  loopback.world.edit(CHANNEL, 1, { buttons: [[{ text: 'Ойна', url: 'https://bet.example' }]] });
  loopback.world.touch(CHANNEL, 1, true);
  await until('the edit', () => sink.edits.length > 0);

  assert.equal(sink.edits.at(-1)?.links[0]?.url, 'https://bet.example');
});

test('a mass deletion travels in few batches', async () => {
  publish(...Array.from({ length: 600 }, (_, index) => `post ${index + 1}`));
  const source = await readOnce();
  const sink = new BatchSink(600);
  const reader = await loopback.reader();
  for (let id = 1; id <= 250; id += 1) loopback.world.remove(CHANNEL, id);
  await reader.watch(source, sink.emit);
  await until('the deletions', () => sink.deletedIds.length === 250);
  const missed = sink.batches.length;
  loopback.world.removeMany(
    CHANNEL,
    Array.from({ length: 350 }, (_, index) => index + 251),
  );
  await until('all deletions', () => sink.deletedIds.length === 600);

  assert.ok(missed <= 2, `${missed} batches`);
  assert.ok(sink.batches.length - missed <= 2);
  assert.equal(sink.eventsAfter(source.pts), ptsNow());
});

test('when the server has forgotten the events, the newest posts are read again and the look says so', async () => {
  publish('1', '2', '3', '4');
  const source = await readOnce();
  loopback.world.edit(CHANNEL, 2, { text: 'казино' });
  publish('5');
  loopback.server.faults.add({ kind: 'difference_too_long' });
  const told: SourceReading[] = [];
  const reader = await loopback.reader({}, { onReading: (_id, reading) => void told.push(reading) });
  const sink = new BatchSink(4);
  await reader.watch(source, sink.emit);
  await until('all events', () => sink.eventsAfter(source.pts) === ptsNow());
  await until('the report', () => told.some(({ difference }) => difference?.what === 'too_long'));

  assert.ok(sink.edits.some(({ text }) => text === 'казино'));
  assert.deepEqual(sink.ids, [5]);
});

test('a number of events that the server does not know leads to the same', async () => {
  publish('1', '2');
  const source = await readOnce();
  loopback.world.edit(CHANNEL, 2, { text: 'казино' });
  const reader = await loopback.reader();
  const sink = new BatchSink(2);
  await reader.watch({ ...source, pts: 1_000_000 }, sink.emit);
  await until('the edit', () => sink.edits.some(({ text }) => text === 'казино'));
});

test('ids that did not come are told as missing, and a sweep settles each', async () => {
  publish('1', '2', '3', '4', '5');
  loopback.world.pin(CHANNEL, 5);
  publish('7');
  loopback.world.remove(CHANNEL, 2);
  loopback.world.remove(CHANNEL, 3);
  const reader = await loopback.reader();
  const sink = new BatchSink();
  await reader.watch(sourceOf(await reader.resolve(`@${CHANNEL}`), 0), sink.emit);
  await until('history', () => sink.position === 7);
  assert.deepEqual(
    sink.batches.flatMap(({ missing = [] }) => missing),
    [{ from: 2, to: 3 }],
  );

  await reader.sweep?.(1, [
    { from: 2, to: 4 },
    { from: 6, to: 6 },
  ]);
  const swept = sink.batches.find(({ settled }) => settled !== undefined);
  assert.deepEqual(swept?.settled, [
    { from: 2, to: 3, how: 'gone' },
    { from: 4, to: 4, how: 'filled' },
    { from: 6, to: 6, how: 'not_a_post' },
  ]);
  assert.equal(swept?.interval, null);
  assert.deepEqual(
    swept?.posts.map(({ text }) => text),
    ['4'],
  );
});

test('how a source is read is told when it changes: behind, then reading, then why not', async () => {
  publish(...Array.from({ length: 30 }, (_, index) => `post ${index + 1}`));
  const told: SourceReading[] = [];
  const reader = await loopback.reader(
    { pagePosts: 5, catchUpMs: 200, historyLooks: 1 },
    { onReading: (_id, reading) => void told.push(reading) },
  );
  const sink = new BatchSink();
  await reader.watch(sourceOf(await reader.resolve(`@${CHANNEL}`), 0), sink.emit);
  await until('reading', () => told.some(({ state }) => state === 'reading'));
  assert.deepEqual(told.map(({ state, newestId }) => [state, newestId]).slice(0, 2), [
    ['behind', 30],
    ['reading', 30],
  ]);
  loopback.server.faults.add({ kind: 'flood_wait', method: 'messages.getHistory', seconds: 1 });
  await until('waiting', () =>
    told.some(({ state, reason }) => state === 'waiting' && reason === 'flood_wait'),
  );
});
