import { randomInt } from 'node:crypto';
import { after, test } from 'node:test';
import { array, assert as assertProperty, asyncProperty, constantFrom, record } from 'fast-check';
import type { QueueBackend } from '../../src/queue/backend.ts';
import { testRedis } from '../support/redis.ts';
import { House, type Role } from './house.ts';
import { aSchedule } from './schedule.ts';

/** Schedules in all, and the seed they are made of: `FAULTS_KILLS=1 FAULTS_SEED=…` repeats. */
const RUNS = Number(process.env['FAULTS_KILLS'] ?? 12);
const SEED = Number(process.env['FAULTS_SEED'] ?? randomInt(2 ** 31));
/** Who is killed, at which part of the schedule. */
const someKills = array(
  record({ role: constantFrom<Role>('collector', 'worker'), at: constantFrom(0.2, 0.4, 0.6, 0.8, 1) }),
  { minLength: 1, maxLength: 3 },
);

const redis = await testRedis();
after(async () => {
  if (!('missing' in redis)) await redis.stop();
});

test(`after ${RUNS} schedules with kill -9 of the collector and of the queue's worker nothing is lost (FAULTS_SEED=${SEED})`, async (t) => {
  const onRedis: QueueBackend | null = 'missing' in redis ? null : { kind: 'redis', url: redis.url };
  if ('missing' in redis) t.diagnostic(`without Redis: ${redis.missing}`);
  let done = 0;
  const lanes = [null, onRedis].map(async (backend, at) => {
    const house = await House.open(backend);
    try {
      await assertProperty(
        asyncProperty(aSchedule, someKills, async (schedule, kills) => {
          await house.run(schedule, kills);
          done += 1;
        }),
        {
          numRuns: Math.ceil((RUNS - at) / 2),
          seed: SEED + at,
          endOnFailure: true,
          includeErrorInReport: true,
        },
      );
    } finally {
      await house.close();
    }
  });
  const ran = await Promise.allSettled(lanes);
  t.diagnostic(`${done} schedules ran, seed ${SEED}`);
  const failed = ran.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason as unknown;
});
