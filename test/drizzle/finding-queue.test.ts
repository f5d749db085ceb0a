import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../src/domain/finding.ts';
import { aFinding, aPerson, aSource, gate, later, MORNING, openBench, sealedSet } from './memory-bench.ts';

const MINUTE = 60_000;
const NOW = later(MORNING, 10 * MINUTE);

async function queueBench() {
  const bench = await openBench();
  return { bench, source: await aSource(bench, 'queue'), analyst: await aPerson(bench, 'analyst') };
}

test('two analysts never get the same finding', async () => {
  const { bench, source } = await queueBench();
  const people = await Promise.all(Array.from({ length: 6 }, () => aPerson(bench, 'analyst')));
  for (let messageId = 1; messageId <= 6; messageId += 1) await aFinding(bench, source, messageId);

  const taken = await Promise.all(
    people.map((person) =>
      bench.memory.transaction(async (tx) => {
        const next = await tx.findings.lockNext(NOW, person.id);
        if (next === null) return null;
        return tx.findings.change(next.id, { claimedBy: person.id, claimedUntil: later(NOW, MINUTE) });
      }),
    ),
  );

  const ids = taken.map((finding) => finding?.id);
  assert.ok(!ids.includes(undefined), 'each got one');
  assert.equal(new Set(ids).size, 6);
  assert.equal(await bench.memory.read.findings.waiting(NOW), 0);
});

test('a finding that a colleague is just taking is skipped, not waited for', async () => {
  const { bench, source, analyst } = await queueBench();
  const colleague = await aPerson(bench, 'analyst');
  const best = await aFinding(bench, source, 1, { score: 0.9 });
  const second = await aFinding(bench, source, 2, { score: 0.4 });
  const [locked, release] = [gate(), gate()];
  const holding = bench.memory.transaction(async (tx) => {
    const next = await tx.findings.lockNext(NOW, colleague.id);
    locked.open();
    await release.opened;
    return next;
  });
  await locked.opened;

  const next = await bench.memory.transaction((tx) => tx.findings.lockNext(NOW, analyst.id));

  release.open();
  assert.equal(next?.id, second.id);
  assert.equal((await holding)?.id, best.id);
});

test('the best score comes first, then the oldest', async () => {
  const { bench, source, analyst } = await queueBench();
  const young = await aFinding(bench, source, 1, { score: 0.5, at: later(MORNING, 2) });
  const old = await aFinding(bench, source, 2, { score: 0.5, at: later(MORNING, 1) });
  const sure = await aFinding(bench, source, 3, { score: 0.9, at: later(MORNING, 3) });

  const order: number[] = [];
  for (;;) {
    const next: Finding | null = await bench.memory.transaction(async (tx) => {
      const row = await tx.findings.lockNext(NOW, analyst.id);
      return row === null ? null : tx.findings.change(row.id, { state: 'dismissed' });
    });
    if (next === null) break;
    order.push(next.id);
  }

  assert.deepEqual(order, [sure.id, old.id, young.id]);
});

test('a claim keeps the finding from others until it ends, and from its holder never', async () => {
  const { bench, source, analyst } = await queueBench();
  const other = await aPerson(bench, 'analyst');
  const finding = await aFinding(bench, source, 1);
  const next = (at: Date, personId: number) =>
    bench.memory.transaction((tx) => tx.findings.lockNext(at, personId));
  const until = later(NOW, MINUTE);
  await bench.memory.transaction((tx) =>
    tx.findings.change(finding.id, { claimedBy: analyst.id, claimedUntil: until }),
  );

  assert.equal(await next(NOW, other.id), null);
  assert.equal(await bench.memory.read.findings.waiting(NOW), 0);
  assert.equal((await next(NOW, analyst.id))?.id, finding.id);
  assert.equal((await next(until, other.id))?.id, finding.id);
  assert.equal(await bench.memory.read.findings.waiting(until), 1);
});

test('a fresh finding waits for its screenshot, at most two minutes', async () => {
  const { bench, source, analyst } = await queueBench();
  const pending = await aFinding(bench, source, 1, { at: NOW, score: 0.9 });
  const sealed = await aFinding(bench, source, 2, { at: NOW, score: 0.5 });
  const failed = await aFinding(bench, source, 3, { at: NOW, score: 0.4 });
  const next = (at: Date) => bench.memory.transaction((tx) => tx.findings.lockNext(at, analyst.id));
  assert.equal(await next(NOW), null);

  await bench.memory.transaction((tx) =>
    tx.findings.change(failed.id, { captureProblem: 'chromium_failed' }),
  );
  assert.equal((await next(NOW))?.id, failed.id);
  await sealedSet(bench, sealed.id, sealed.firstPostId);
  assert.equal((await next(NOW))?.id, sealed.id);
  assert.equal((await next(later(NOW, 2 * MINUTE + 1)))?.id, pending.id);
});
