import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import postgres from 'postgres';
import { RetryableError } from '../../src/domain/failure.ts';
import { until } from '../support/until.ts';
import { gate, MORNING, openBench } from './memory-bench.ts';

const WORKERS = 12;
const CUTS = 6;

const bench = await openBench();
const { memory } = bench;
const sql = postgres(bench.url, { max: 1, onnotice: () => undefined });
after(() => sql.end());

/** Cuts every connection to the database but our own, as a restart of the server does. */
async function cutAll(): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
}

test('a step that loses its connection in the middle fails as an outage and saves nothing', async () => {
  const [begun, cut] = [gate(), gate()];
  const step = memory.transaction(async (tx) => {
    await tx.staff.list();
    await tx.deadLetters.add({
      queue: 'detect',
      key: 'lost',
      address: 'source:1',
      reason: 'lost',
      at: MORNING,
    });
    begun.open();
    await cut.opened;
    await tx.staff.list();
  });
  await begun.opened;

  await cutAll();
  cut.open();

  await assert.rejects(step, { name: 'RetryableError', reason: 'database_unreachable' });
  const letters = await until(() => memory.read.deadLetters.list(10), { what: 'the memory answers again' });
  assert.deepEqual(letters, []);
});

test('a step that does not notice the loss of its connection fails at its commit', async () => {
  const [begun, cut] = [gate(), gate()];
  const step = memory.transaction(async (tx) => {
    await tx.staff.list();
    begun.open();
    await cut.opened;
    throw new Error('for a reason of its own');
  });
  await begun.opened;

  await cutAll();
  cut.open();

  await assert.rejects(step, { message: 'for a reason of its own' });
});

test('a server that is restarted again and again stops no worker for good', async () => {
  let saved = 0;
  const stop = new AbortController();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await memory.transaction(async (tx) => {
          await tx.staff.list();
          tx.audit.append({ action: 'staff.changed', actorId: null, subject: 'staff:1', details: {} });
        });
        saved += 1;
        await memory.read.outbox.waiting();
      } catch (error) {
        if (!(error instanceof RetryableError)) failures.push(error);
      }
    }
  };
  const workers = Array.from({ length: WORKERS }, worker);

  try {
    for (let cut = 0; cut < CUTS; cut += 1) {
      await cutAll();
      const before = saved;
      await until(() => saved > before + 3, { what: `work goes on after cut ${cut}` });
    }
  } finally {
    stop.abort();
    await Promise.all(workers);
  }

  assert.deepEqual(failures, []);
  assert.ok(((await memory.read.audit.head())?.seq ?? 0) >= saved, 'what was reported as saved is saved');
});
