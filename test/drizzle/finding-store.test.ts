import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Detection } from '../../src/domain/detection.ts';
import type { Tx } from '../../src/ports/memory.ts';
import {
  aFinding,
  aPerson,
  aPost,
  aSource,
  gate,
  later,
  MORNING,
  newPost,
  openBench,
  sealedSet,
} from './memory-bench.ts';

const bench = await openBench();
const { memory } = bench;
const source = await aSource(bench, 'findings');
let lastMessage = 0;
const message = (): number => (lastMessage += 1);
const signature = (exact: string, bands: readonly string[]) => ({
  exact,
  bands,
  shingles: [1, 4_294_967_295, 3],
});

async function joinOrOpen(tx: Tx, messageId: number, bands: readonly string[]): Promise<number> {
  await tx.findings.lockBands(bands);
  const post = await tx.posts.add(newPost(source, messageId));
  const [twin] = await tx.findings.candidates(bands, later(MORNING, -1000), 10);
  const { id } =
    twin === undefined
      ? await tx.findings.open({
          category: 'pyramid',
          score: 0.5,
          rulesVersion: 'r1',
          postId: post.id,
          at: MORNING,
        })
      : await tx.findings.addOccurrence(twin.findingId, post.id, MORNING);
  await tx.findings.addSignature(id, post.id, signature(`text ${messageId}`, bands), MORNING);
  return id;
}

test('a finding is opened with its first occurrence and read back the same', async () => {
  const messageId = message();
  const finding = await aFinding(bench, source, messageId);

  assert.deepEqual(await memory.read.findings.get(finding.id), finding);
  assert.equal(finding.occurrences, 1);
  assert.equal(finding.version, 1);
  assert.equal(await memory.read.findings.ofMessage(source.id, messageId), finding.id);
  assert.equal(await memory.read.findings.ofMessage(source.id, 999_999), null);
});

test('eight detectors that see one offer at once open one finding', async () => {
  const messages = Array.from({ length: 8 }, message);
  const orders = [
    ['b1', 'b2', 'b3'],
    ['b3', 'b2', 'b1'],
    ['b2', 'b1', 'b3'],
  ];

  const ids = await Promise.all(
    messages.map((messageId, index) =>
      memory.transaction((tx) => joinOrOpen(tx, messageId, orders[index % 3] ?? [])),
    ),
  );

  assert.equal(new Set(ids).size, 1);
  const finding = await memory.read.findings.get(ids[0] ?? 0);
  assert.equal(finding.occurrences, 8);
  assert.equal((await memory.read.findings.occurrences(finding.id, 100)).length, 8);
});

test('the second detector waits for the first until it has committed', async () => {
  const [first, second] = [gate(), gate()];
  const steps: string[] = [];
  const holder = memory.transaction(async (tx) => {
    await tx.findings.lockBands(['shared', 'a']);
    first.open();
    await second.opened;
    await joinOrOpen(tx, message(), ['shared', 'a']);
    steps.push('holder');
  });
  await first.opened;

  const waiter = memory.transaction(async (tx) => {
    second.open();
    await tx.findings.lockBands(['z', 'shared']);
    steps.push('waiter');
    return tx.findings.candidates(['z', 'shared'], later(MORNING, -1), 5);
  });

  await holder;
  assert.equal((await waiter).length, 1);
  assert.deepEqual(steps, ['holder', 'waiter']);
});

test('candidates share a band or the whole text, are recent, newest first, and few of one finding', async () => {
  const [old, young] = [await aFinding(bench, source, message()), await aFinding(bench, source, message())];
  await memory.transaction(async (tx) => {
    for (let index = 0; index < 6; index += 1) {
      await tx.findings.addSignature(
        old.id,
        old.firstPostId,
        signature(`old ${index}`, ['c1']),
        later(MORNING, index),
      );
    }
    await tx.findings.addSignature(
      young.id,
      young.firstPostId,
      signature('young', ['c1', 'c2']),
      later(MORNING, 50),
    );
    await tx.findings.addSignature(
      young.id,
      young.firstPostId,
      signature('young', ['c1', 'c2']),
      later(MORNING, 60),
    );
  });
  const found = (bands: readonly string[], since: Date, limit = 50) =>
    memory.read.findings.candidates(bands, since, limit);

  assert.deepEqual(
    (await found(['c1'], MORNING)).map((row) => row.exact),
    ['young', 'old 5', 'old 4', 'old 3'],
  );
  assert.deepEqual(
    (await found(['c1'], later(MORNING, 60))).map((row) => row.exact),
    ['young'],
  );
  assert.deepEqual(
    (await found(['young'], MORNING)).map((row) => row.findingId),
    [young.id],
  );
  assert.deepEqual((await found(['c2'], MORNING))[0]?.shingles, [1, 4_294_967_295, 3]);
  assert.equal((await found(['c1'], MORNING, 2)).length, 2);
  assert.deepEqual(await found(['c9'], MORNING), []);
});

test('a later version of a message is the same occurrence', async () => {
  const messageId = message();
  const finding = await aFinding(bench, source, messageId);
  const edited = await aPost(bench, source, messageId, { maskedText: 'басқа мәтін' });

  const after = await memory.transaction((tx) =>
    tx.findings.addOccurrence(finding.id, edited.id, later(MORNING, 5)),
  );

  assert.equal(after.occurrences, 1);
  assert.deepEqual(
    (await memory.read.findings.occurrences(finding.id, 5)).map((row) => row.post.id),
    [edited.id],
  );
});

test('a message cannot belong to two findings', async () => {
  const finding = await aFinding(bench, source, message());
  const other = await aFinding(bench, source, message());

  const taken = memory.transaction((tx) => tx.findings.addOccurrence(other.id, finding.firstPostId, MORNING));

  await assert.rejects(taken, { reason: 'other_finding' });
});

test('the version grows with the state and with nothing else', async () => {
  const person = await aPerson(bench, 'analyst');
  const finding = await aFinding(bench, source, message());
  const change = (values: Parameters<Tx['findings']['change']>[1]) =>
    memory.transaction((tx) => tx.findings.change(finding.id, values));

  const held = await change({ claimedBy: person.id, claimedUntil: later(MORNING, 1000) });
  const decided = await change({ state: 'dismissed', claimedBy: null, claimedUntil: null });
  const same = await change({ state: 'dismissed' });

  assert.deepEqual([held.version, decided.version, same.version], [1, 2, 2]);
  assert.deepEqual([held.claimedBy, decided.claimedBy, decided.state], [person.id, null, 'dismissed']);
  assert.deepEqual((await change({})).version, 2);
});

test('a postponed finding is due when its time has come', async () => {
  const finding = await aFinding(bench, source, message());
  await memory.transaction((tx) =>
    tx.findings.change(finding.id, { state: 'postponed', notBefore: later(MORNING, 100) }),
  );

  assert.deepEqual(await memory.read.findings.due(later(MORNING, 99), 10), []);
  assert.deepEqual(
    (await memory.read.findings.due(later(MORNING, 100), 10)).map((row) => row.id),
    [finding.id],
  );
});

test('findings are listed newest first and by state', async () => {
  const older = await aFinding(bench, source, message(), { at: later(MORNING, 900_000) });
  const newer = await aFinding(bench, source, message(), { at: later(MORNING, 900_001) });

  const listed = await memory.read.findings.list({ states: ['new'], limit: 2 });

  assert.deepEqual(
    listed.map((row) => row.id),
    [newer.id, older.id],
  );
  assert.ok(
    (await memory.read.findings.list({ states: ['dismissed'], limit: 50 })).every(
      (row) => row.state === 'dismissed',
    ),
  );
});

test('related findings share the source or an identifier', async () => {
  const [here, there] = [await aSource(bench, 'related-a'), await aSource(bench, 'related-b')];
  const wallet: Detection['entities'][number] = { kind: 'wallet_trc20', value: 'TQ1', start: 3, end: 6 };
  const name: Detection['entities'][number] = { kind: 'telegram_name', value: 'kazyna', start: 8, end: 14 };
  const one = await aFinding(bench, here, 1, { entities: [wallet, name] });
  const neighbour = await aFinding(bench, here, 2, { category: 'gambling' });
  const elsewhere = await aFinding(bench, there, 1, { entities: [{ ...wallet, start: 30, end: 33 }] });

  const related = await memory.read.findings.related(one.id, 10);

  assert.deepEqual(related.sameSource, [{ id: neighbour.id, category: 'gambling', state: 'new' }]);
  assert.deepEqual(related.sameEntities, [{ findingId: elsewhere.id, kind: 'wallet_trc20', value: 'TQ1' }]);
});

test('a screenshot is missing until its set is sealed, and the chain of seals cannot fork', async () => {
  const finding = await aFinding(bench, source, message());
  const missing = async () => (await memory.read.evidence.uncaptured(100)).map((row) => row.postId);
  assert.ok((await missing()).includes(finding.firstPostId));

  const set = await sealedSet(bench, finding.id, finding.firstPostId);

  assert.ok(!(await missing()).includes(finding.firstPostId));
  assert.deepEqual(await memory.read.evidence.ofPost(finding.firstPostId), set);
  assert.deepEqual(await memory.read.evidence.ofFinding(finding.id), [set]);
  assert.deepEqual(await memory.read.evidence.page(set.id - 1, 1), [set]);
  const other = await aFinding(bench, source, message());
  const fork = memory.transaction((tx) =>
    tx.evidence.add({
      ...withoutId(set),
      findingId: other.id,
      postId: other.firstPostId,
      sealSha256: 'f'.repeat(64),
    }),
  );
  await assert.rejects(fork, { constraint: 'evidence_sets_previous_seal' });
});

function withoutId<T extends { readonly id: number }>({ id: _id, ...rest }: T): Omit<T, 'id'> {
  return rest;
}

test('captures that end at once follow each other in one chain', async () => {
  const opened = await Promise.all(Array.from({ length: 5 }, () => aFinding(bench, source, message())));

  await Promise.all(opened.map((finding) => sealedSet(bench, finding.id, finding.firstPostId)));

  let head: string | null = null;
  for (const set of await memory.read.evidence.page(0, 100)) {
    assert.equal(set.previousSealSha256, head);
    head = set.sealSha256;
  }
});
