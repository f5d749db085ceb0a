import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { silentLog } from '../../src/log.ts';
import { migrateQueue } from '../../src/queue/backend.ts';
import { createBullmqQueue } from '../../src/queue/bullmq-queue.ts';
import { testDatabase } from '../support/postgres.ts';
import { administer } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';
import { jobQueueContract } from './job-queue-contract.ts';
import { stoppingContract } from './stopping-contract.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
before(async () => {
  database = await testDatabase();
});
after(() => database.drop());

jobQueueContract('the queue on PostgreSQL', () => ({ kind: 'postgres', url: database.url }));
stoppingContract('stopping the queue on PostgreSQL', () => ({ kind: 'postgres', url: database.url }));

it('is migrated by several processes at once without harm', async () => {
  const fresh = await testDatabase();
  await administer(fresh.url, 'drop schema bullmq cascade');

  await Promise.all([1, 2, 3].map(() => migrateQueue(fresh.url)));

  const queue = await createBullmqQueue({
    backend: { kind: 'postgres', url: fresh.url },
    log: silentLog(),
    onDead: async () => undefined,
  });
  await queue.ping(2_000);
  await queue.stop();
  await fresh.drop();
});

it('goes on after the database has cut all its connections', async () => {
  const fresh = await testDatabase();
  const seen: number[] = [];
  const queue = await createBullmqQueue({
    backend: { kind: 'postgres', url: fresh.url },
    log: silentLog(),
    onDead: async () => undefined,
  });
  await queue.start({ track: async ({ measureId }) => void seen.push(measureId) });
  await queue.add([{ name: 'track', payload: { measureId: 1 }, key: 'before' }]);
  await until(() => seen.length === 1, { what: 'the job before the cut' });

  await administer(
    fresh.url,
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await until(
    () => queue.add([{ name: 'track', payload: { measureId: 2 }, key: 'after' }]).then(() => true),
    { what: 'jobs are taken again' },
  );

  await until(() => seen.includes(2), { what: 'the job after the cut' });
  await queue.stop();
  await fresh.drop();
});

it('says so when the database is not there, and when it was not migrated', async () => {
  const open = (url: string): Promise<unknown> =>
    createBullmqQueue({
      backend: { kind: 'postgres', url },
      log: silentLog(),
      onDead: async () => undefined,
    });
  const fresh = await testDatabase();
  await administer(fresh.url, 'drop schema bullmq cascade');

  await assert.rejects(open('postgres://nobody@127.0.0.1:1/none'), {
    reason: 'queue_unreachable',
    message: /ECONNREFUSED/u,
  });
  await assert.rejects(open(fresh.url), { reason: 'queue_not_migrated', message: /qyraghy migrate/u });

  await fresh.drop();
});
