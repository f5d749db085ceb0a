import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Source } from '../../src/domain/source.ts';
import { dayOf } from '../../src/steps/day.ts';
import { watchSilence } from '../../src/steps/watch-silence.ts';
import { aChannel, openFlow, pass, staff } from './flow-bench.ts';

const flow = await openFlow();
const admin = await staff(flow, 'admin', 'Әкімші');
const supervisor = await staff(flow, 'supervisor', 'Жетекші');

/** A channel with a post on each of the last days; its reader has read everything. */
async function aDailyChannel(days: number): Promise<Source> {
  const source = await aChannel(flow);
  await postsOfDays(source, 1, days);
  await readerSays(source, days);
  return source;
}

/** One post a day, each counted on its day. */
async function postsOfDays(source: Source, first: number, last: number): Promise<void> {
  for (let id = first; id <= last; id += 1) {
    pass(flow, 24);
    await onePost(source);
  }
  await flow.sql`update sources set position = ${last} where id = ${source.id}`;
}

async function onePost(source: Source): Promise<void> {
  const now = flow.clock.now();
  await flow.memory.transaction((tx) => tx.sources.count(source.id, dayOf(now, 'Asia/Almaty'), 1, 0, now));
}

async function readerSays(source: Source, newestId: number): Promise<void> {
  await flow.memory.transaction((tx) =>
    tx.sources.noteReading(source.id, { state: 'reading', reason: null, newestId }),
  );
}

async function alarmsOf(source: Source): Promise<readonly number[]> {
  const rows = await flow.sql`select person_id from notices
    where kind = 'alarm' and params ->> 'reason' = 'source_quiet' and params ->> 'sourceId' = ${String(source.id)}`;
  return rows.map((row) => Number(row['person_id']));
}

test('a channel that falls silent raises one alarm with the administrators, and its next post clears it', async () => {
  const source = await aDailyChannel(12);
  pass(flow, 40);
  await readerSays(source, 12);
  assert.deepEqual(await watchSilence(flow.needs), [], 'within its habit');
  pass(flow, 12);
  await readerSays(source, 12);

  assert.deepEqual(await watchSilence(flow.needs), [source.id]);
  pass(flow, 24);
  await readerSays(source, 12);
  assert.deepEqual(await watchSilence(flow.needs), [], 'once for one silence');
  assert.deepEqual(await alarmsOf(source), [admin.id]);
  assert.ok(supervisor.id !== admin.id);
  assert.ok((await flow.memory.read.sources.get(source.id)).quietSince !== null);

  await postsOfDays(source, 13, 13);
  assert.equal((await flow.memory.read.sources.get(source.id)).quietSince, null);
  pass(flow, 20 * 24);
  await readerSays(source, 13);
  assert.deepEqual(await watchSilence(flow.needs), [source.id], 'the next silence is told of again');
});

test('nothing is called silent that is not read to its end, was not read since, or is too young', async () => {
  const behind = await aDailyChannel(10);
  await readerSays(behind, 11);
  const young = await aDailyChannel(6);
  const switchedOff = await aDailyChannel(10);
  pass(flow, 10 * 24);
  await readerSays(young, 6);
  await readerSays(behind, 11);

  const told = await watchSilence(flow.needs);
  assert.deepEqual(
    told.filter((id) => [behind.id, young.id, switchedOff.id].includes(id)),
    [],
  );
  await readerSays(switchedOff, 10);
  assert.deepEqual(await watchSilence(flow.needs), [switchedOff.id]);
});

test('a channel that rests at weekends is not called silent on Monday', async () => {
  const source = await aChannel(flow);
  for (let day = 0; day < 26; day += 1) {
    pass(flow, 24);
    if (day % 7 >= 5) continue;
    await onePost(source);
  }
  pass(flow, 66);
  await readerSays(source, 0);
  assert.ok(!(await watchSilence(flow.needs)).includes(source.id));
});
