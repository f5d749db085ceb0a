import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connectMemory } from '../../drizzle/connect.ts';
import { claimOne } from '../../src/steps/claim-next.ts';
import { detectBatch } from '../../src/steps/detect-batch.ts';
import { dismiss } from '../../src/steps/qualify.ts';
import {
  aChannel,
  assertReplay,
  aWord,
  batch,
  clearOutbox,
  detect,
  jobsOf,
  offer,
  openFlow,
  post,
  staff,
} from './flow-bench.ts';

const flow = await openFlow();

async function findingOf(sourceId: number, messageId: number): Promise<number> {
  const id = await flow.memory.read.findings.ofMessage(sourceId, messageId);
  assert.ok(id !== null, `message ${messageId} belongs to a finding`);
  return id;
}

describe('near-duplicates', () => {
  test('join one finding: in one batch, in another source, and with changed words', async () => {
    const [one, two] = [await aChannel(flow), await aChannel(flow)];
    const text = offer(aWord());
    await clearOutbox(flow);
    await detect(flow, batch(one, [post(one, 1, text), post(one, 2, text.replace('5 минут', '7 минут'))]));
    await detect(flow, batch(two, [post(two, 1, `${text} Успей!`)]));

    const id = await findingOf(one.id, 1);
    assert.deepEqual([await findingOf(one.id, 2), await findingOf(two.id, 1)], [id, id]);
    assert.equal((await flow.memory.read.findings.get(id)).occurrences, 3);
    assert.equal((await jobsOf(flow, 'capture')).length, 3, 'each place is captured');
  });

  test('never become twin findings when two detectors see them at the same time', async () => {
    const other = await connectMemory({ url: flow.bench.url, clock: flow.clock });
    try {
      for (let round = 0; round < 8; round += 1) {
        const text = offer(aWord());
        const sources = [await aChannel(flow), await aChannel(flow)] as const;
        await Promise.all([
          detectBatch(flow.needs, batch(sources[0], [post(sources[0], 1, text)]), false),
          detectBatch(
            { ...flow.needs, memory: other },
            batch(sources[1], [post(sources[1], 1, text)]),
            false,
          ),
        ]);
        assert.equal(await findingOf(sources[0].id, 1), await findingOf(sources[1].id, 1), `round ${round}`);
      }
    } finally {
      await other.close();
    }
  });

  test('of a decided finding tell the analyst who decided, once, and after that person left the supervisors', async () => {
    const [analyst, supervisor] = [
      await staff(flow, 'analyst', 'Дана'),
      await staff(flow, 'supervisor', 'Марат'),
    ];
    const source = await aChannel(flow);
    const text = offer(aWord());
    await detect(flow, batch(source, [post(source, 1, text)]));
    const findingId = await findingOf(source.id, 1);
    const card = await claimOne(flow.needs, analyst, findingId);
    await dismiss(flow.needs, analyst, { findingId, version: card.finding.version, reason: 'news' });

    const copy = batch(source, [post(source, 2, text)]);
    await detect(flow, copy);
    await detect(flow, copy);
    await flow.memory.transaction((tx) => tx.staff.deactivate(analyst.id));
    await detect(flow, batch(source, [post(source, 3, text)]));

    const told = await flow.sql`select person_id from notices where kind = 'occurrence'
      and params ->> 'findingId' = ${String(findingId)} order by id`;
    assert.deepEqual(
      told.map((row) => row['person_id']),
      [analyst.id, supervisor.id],
    );
    assert.equal((await flow.memory.read.findings.get(findingId)).state, 'dismissed');
  });
});

test('replaying the decisions arrives at the state of every finding', async () => {
  await assertReplay(flow);
});
