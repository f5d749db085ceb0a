import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCollectors, killBusiest, timesToRead } from '../support/collectors.ts';

/** What is promised: no channel is without a reader for longer. */
const WITHOUT_READER_MAX_MS = 30_000;

test('channels of a killed collector are read by the other one, and none is joined twice by one account', async (t) => {
  const town = await buildCollectors({ accounts: 2, channels: 12 });
  t.after(() => town.close());
  const programs = await Promise.all([town.run({ roles: ['collect'] }), town.run({ roles: ['collect'] })]);
  await town.allRead(2, 30_000);
  const loads = await town.memory.read.sources.list();
  assert.deepEqual(
    [1, 2].map((id) => loads.filter(({ accountId }) => accountId === id).length),
    [6, 6],
  );

  const moved = await killBusiest(town, programs);
  const took = await timesToRead(town, 'Екінші жазба', WITHOUT_READER_MAX_MS);

  assert.equal(moved.length, 1);
  assert.equal((await town.holders()).size, 1);
  const joins = town.outside.telegram.faults.calls('channels.joinChannel');
  assert.equal(joins.length, 12);
  t.diagnostic(`longest time without a reader: ${Math.round(Math.max(...took))} ms`);
});
