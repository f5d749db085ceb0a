import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { assert as assertProperty, asyncProperty } from 'fast-check';
import { loadDetector, ownRulesFolder } from '../../cli/rule-files.ts';
import { Secret } from '../../src/config/secret.ts';
import { createSealedBox } from '../../src/secrets/sealed-box.ts';
import { Lane } from '../faults/lane.ts';
import { aSchedule } from '../faults/schedule.ts';
import { testDatabase } from '../support/postgres.ts';

/** A sample: `npm run test:faults` runs hundreds. */
const RUNS = 3;

test(`after ${RUNS} schedules of mishaps every post is detected once in its last version`, async () => {
  const database = await testDatabase();
  const lane = await Lane.open({
    databaseUrl: database.url,
    backend: { kind: 'postgres', url: database.url },
    detector: await loadDetector(ownRulesFolder()),
    box: createSealedBox(new Secret(randomBytes(32).toString('base64'))),
  });
  try {
    await assertProperty(
      asyncProperty(aSchedule, (schedule) => lane.run(schedule)),
      { numRuns: RUNS, seed: 20261124, endOnFailure: true, includeErrorInReport: true },
    );
  } finally {
    await lane.close();
    await database.drop();
  }
});
