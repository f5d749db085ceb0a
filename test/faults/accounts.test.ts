import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCollectors, killBusiest, timesToRead, timesWithoutReader } from '../support/collectors.ts';

const CHANNELS = 500;
/** What is promised: no channel is without a reader for longer. */
const WITHOUT_READER_MAX_MS = 30_000;
/** Looking up, opening and joining 500 channels for the first time. */
const START_TIMEOUT_MS = 300_000;
/** So that a slow machine says how slow it was, instead of nothing. */
const PATIENCE_MS = 120_000;

test('500 channels on 3 accounts: a killed collector leaves none without a reader for 30 s', async (t) => {
  const town = await buildCollectors({ accounts: 3, channels: CHANNELS });
  t.after(() => town.close());
  const programs = await Promise.all([town.run({ roles: ['collect'] }), town.run({ roles: ['collect'] })]);
  await town.allRead(2, START_TIMEOUT_MS);

  const lost = await killBusiest(town, programs);
  const took = timesToRead(town, 'Екінші жазба', { sourceIds: lost.sourceIds, timeoutMs: PATIENCE_MS });
  const without = await timesWithoutReader(town, lost.sourceIds, lost.at, PATIENCE_MS);
  const slowest = Math.max(...(await took));

  const longest = Math.max(...without);
  t.diagnostic(`${lost.accounts.length} accounts with ${without.length} channels changed hands`);
  t.diagnostic(`longest time without a reader: ${longest} ms; slowest post: ${Math.round(slowest)} ms`);
  assert.equal(lost.accounts.length, 2);
  assert.ok(without.length >= 300);
  assert.ok(longest <= WITHOUT_READER_MAX_MS, `a channel had no reader for ${longest} ms`);
  assert.equal((await town.holders()).size, 1);
  assert.equal(town.outside.telegram.faults.calls('channels.joinChannel').length, CHANNELS);
});
