import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../src/ports/job-queue.ts';
import { until } from '../support/until.ts';
import { gate, later, MORNING, openBench } from './memory-bench.ts';

const bench = await openBench();
const { memory } = bench;

function job(key: string, delayMs?: number): Job {
  const payload = { noticeId: 7 };
  return delayMs === undefined ? { name: 'tell', key, payload } : { name: 'tell', key, payload, delayMs };
}

async function add(...jobs: readonly Job[]): Promise<void> {
  await memory.transaction((tx) => tx.outbox.add(jobs));
}

/** Claims, hands over and removes, as the relay does. */
async function relay(limit = 100): Promise<readonly string[]> {
  return memory.transaction(async (tx) => {
    const rows = await tx.outbox.claim(limit);
    await tx.outbox.done(rows.map((row) => row.id));
    return rows.map((row) => row.job.key);
  });
}

test('a job comes out as it went in, once', async () => {
  await add(job('one'), job('one'));

  const claimed = await memory.transaction(async (tx) => {
    const rows = await tx.outbox.claim(10);
    await tx.outbox.done(rows.map((row) => row.id));
    return rows.map((row) => row.job);
  });

  assert.deepEqual(claimed, [job('one')]);
  assert.equal(await memory.read.outbox.waiting(), 0);
});

test('two relays at once never take the same job', async () => {
  await add(...Array.from({ length: 40 }, (_, index) => job(`shared-${index}`)));

  const taken = (await Promise.all([relay(25), relay(25), relay(25)])).flat();

  assert.equal(taken.length, 40);
  assert.equal(new Set(taken).size, 40);
});

test('a relay that dies in between leaves its jobs for the next', async () => {
  await add(job('again'));
  const died = memory.transaction(async (tx) => {
    assert.equal((await tx.outbox.claim(10)).length, 1);
    throw new Error('killed');
  });
  await assert.rejects(died, { message: 'killed' });

  assert.deepEqual(await relay(), ['again']);
});

test('a relay that commits without having handed over leaves its jobs for the next', async () => {
  await add(job('forgotten'));
  await memory.transaction((tx) => tx.outbox.claim(10));

  assert.deepEqual(await relay(), ['forgotten']);
});

test('a job waits for its delay by the given clock, oldest first', async () => {
  await add(job('late', 2000), job('soon', 1000), job('now'));

  assert.deepEqual(await relay(), ['now']);
  bench.clock.set(later(MORNING, 2000));
  assert.deepEqual(await relay(), ['soon', 'late']);
  bench.clock.set(MORNING);
});

test('a key that is being handed over may be added again, and is not lost', async () => {
  await add(job('track-1'));
  const [claimed, release] = [gate(), gate()];
  const relaying = memory.transaction(async (tx) => {
    const rows = await tx.outbox.claim(10);
    claimed.open();
    await release.opened;
    await tx.outbox.done(rows.map((row) => row.id));
  });
  await claimed.opened;

  const adding = add(job('track-1', 60_000));
  release.open();
  await Promise.all([relaying, adding]);

  assert.equal(await memory.read.outbox.waiting(), 1);
  assert.deepEqual(await relay(), [], 'the new one is due later');
  bench.clock.set(later(MORNING, 60_000));
  assert.deepEqual(await relay(), ['track-1']);
  bench.clock.set(MORNING);
});

const take = (name: string, holder: string, ttlMs: number) =>
  memory.transaction((tx) => tx.leases.take(name, holder, ttlMs));

test('a lease is renewed by its holder, and refused to others while it lasts', async () => {
  assert.equal(await take('bot', 'a', 60_000), 1);
  assert.equal(await take('bot', 'a', 60_000), 1);
  assert.equal(await take('bot', 'b', 60_000), null);
});

test('a lease is taken over only after its end, and the fence grows', async () => {
  const began = performance.now();
  assert.equal(await take('digest', 'a', 300), 1);

  const fence = await until(() => take('digest', 'b', 60_000), { what: 'the lease of a ends' });

  assert.ok(performance.now() - began >= 295, 'not before its end');
  assert.equal(fence, 2);
  assert.equal(await take('digest', 'a', 60_000), null);
});

test('a released lease goes to the next at once, with a higher fence', async () => {
  await take('collect', 'a', 60_000);
  await memory.transaction((tx) => tx.leases.release('collect', 'b'));
  assert.equal(await take('collect', 'b', 60_000), null, 'only its holder can release it');

  await memory.transaction((tx) => tx.leases.release('collect', 'a'));

  assert.equal(await take('collect', 'b', 60_000), 2);
});

test('of many that reach for a lease at once one gets it', async () => {
  const fences = await Promise.all(
    Array.from({ length: 8 }, (_, index) => take('race', `p${index}`, 60_000)),
  );

  assert.deepEqual(
    fences.filter((fence) => fence !== null),
    [1],
  );
});

test('dead letters are listed newest first, by address', async () => {
  for (const key of ['k1', 'k2']) {
    await memory.transaction((tx) =>
      tx.deadLetters.add({
        queue: 'detect',
        key,
        address: `source:1 message:${key}`,
        reason: 'too long',
        at: MORNING,
      }),
    );
  }

  const [newest] = await memory.read.deadLetters.list(1);

  assert.deepEqual(
    { ...newest, id: 0 },
    { id: 0, queue: 'detect', key: 'k2', address: 'source:1 message:k2', reason: 'too long', at: MORNING },
  );
});
