import { randomBytes, randomInt } from 'node:crypto';
import { after, test } from 'node:test';
import { assert as assertProperty, asyncProperty } from 'fast-check';
import { loadDetector, ownRulesFolder } from '../../cli/rule-files.ts';
import { Secret } from '../../src/config/secret.ts';
import type { QueueBackend } from '../../src/queue/backend.ts';
import { createSealedBox } from '../../src/secrets/sealed-box.ts';
import { testDatabase } from '../support/postgres.ts';
import { testRedis } from '../support/redis.ts';
import { Lane } from './lane.ts';
import { aSchedule } from './schedule.ts';

/** Schedules in all, and the seed they are made of: `FAULTS_RUNS=1 FAULTS_SEED=…` repeats. */
const RUNS = Number(process.env['FAULTS_RUNS'] ?? 204);
const SEED = Number(process.env['FAULTS_SEED'] ?? randomInt(2 ** 31));
/** Lanes on the queue in PostgreSQL, and one on Redis where there is one. */
const POSTGRES_LANES = 2;

const redis = await testRedis();
after(async () => {
  if (!('missing' in redis)) await redis.stop();
});

test(`after ${RUNS} random schedules every post is detected once in its last version (FAULTS_SEED=${SEED})`, async (t) => {
  const detector = await loadDetector(ownRulesFolder());
  const box = createSealedBox(new Secret(randomBytes(32).toString('base64')));
  // Channels of two sandboxes have the same ids, so that each lane has a database of its own.
  const lanes: ((databaseUrl: string) => QueueBackend)[] = Array.from(
    { length: POSTGRES_LANES },
    () => (url) => ({ kind: 'postgres', url }),
  );
  if ('missing' in redis) t.diagnostic(`without Redis: ${redis.missing}`);
  else lanes.push(() => ({ kind: 'redis', url: redis.url }));
  let done = 0;
  const ran = await Promise.allSettled(
    lanes.map(async (backendOn, at) => {
      const database = await testDatabase();
      const backend = backendOn(database.url);
      const lane = await Lane.open({ databaseUrl: database.url, backend, detector, box });
      try {
        const numRuns = Math.ceil((RUNS - at) / lanes.length);
        await assertProperty(
          asyncProperty(aSchedule, async (schedule) => {
            await lane.run(schedule);
            done += 1;
          }),
          { numRuns, seed: SEED + at, endOnFailure: true, includeErrorInReport: true },
        );
      } finally {
        await lane.close();
        await database.drop();
      }
    }),
  );
  t.diagnostic(`${done} schedules ran, seed ${SEED}`);
  const failures = ran.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) throw failures[0];
});
