import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCollectors, killBusiest, timesToRead, timesWithoutReader } from '../support/collectors.ts';

/** What is promised: no channel is without a reader for longer. */
const WITHOUT_READER_MAX_MS = 30_000;

test('channels of a killed collector are read by the other one, and none is joined twice by one account', async (t) => {
  const town = await buildCollectors({ accounts: 2, channels: 12 });
  t.after(() => town.close());
  const programs = await Promise.all([town.run({ roles: ['collect'] }), town.run({ roles: ['collect'] })]);
  await town.allRead(2, 60_000);
  const loads = await town.memory.read.sources.list();
  assert.deepEqual(
    [1, 2].map((id) => loads.filter(({ accountId }) => accountId === id).length),
    [6, 6],
  );

  const lost = await killBusiest(town, programs);
  const took = timesToRead(town, 'Екінші жазба', { sourceIds: lost.sourceIds, timeoutMs: 90_000 });
  const without = await timesWithoutReader(town, lost.sourceIds, lost.at, 90_000);
  await took;

  const longest = Math.max(...without);
  t.diagnostic(`longest time without a reader: ${longest} ms`);
  assert.equal(without.length, 6);
  assert.ok(longest <= WITHOUT_READER_MAX_MS, `a channel had no reader for ${longest} ms`);
  assert.equal((await town.holders()).size, 1);
  assert.equal(town.outside.telegram.faults.calls('channels.joinChannel').length, 12);
  assert.deepEqual(town.outside.telegram.faults.refusedWrites(), []);
});
