import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCollectors, killBusiest, timesToRead } from '../support/collectors.ts';

const CHANNELS = 500;
/** What is promised: no channel is without a reader for longer. */
const WITHOUT_READER_MAX_MS = 30_000;
/** Looking up, opening and joining 500 channels for the first time. */
const START_TIMEOUT_MS = 240_000;

test('500 channels on 3 accounts: a killed collector leaves none without a reader for 30 s', async (t) => {
  const town = await buildCollectors({ accounts: 3, channels: CHANNELS });
  t.after(() => town.close());
  const programs = await Promise.all([town.run({ roles: ['collect'] }), town.run({ roles: ['collect'] })]);
  await town.allRead(2, START_TIMEOUT_MS);
  const calm = await timesToRead(town, 'Қаза болғанға дейін', WITHOUT_READER_MAX_MS);

  const moved = await killBusiest(town, programs);
  const took = await timesToRead(town, 'Қаза болғаннан кейін', 2 * WITHOUT_READER_MAX_MS);

  const longest = Math.max(...took);
  t.diagnostic(
    `accounts moved: ${moved.length}; before the kill the slowest post took ${Math.round(Math.max(...calm))} ms`,
  );
  t.diagnostic(`longest time without a reader: ${Math.round(longest)} ms`);
  assert.equal(moved.length, 2);
  assert.equal((await town.holders()).size, 1);
  assert.ok(longest <= WITHOUT_READER_MAX_MS, `a channel had no reader for ${longest} ms`);
});
