import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LegalAct } from '../../src/domain/legal-act.ts';
import type { Measure, MeasureKind } from '../../src/domain/measure.ts';
import type { MeasureChange } from '../../src/ports/memory.ts';
import { aFinding, aPerson, aSource, later, MORNING, openBench } from './memory-bench.ts';

const bench = await openBench();
const { memory } = bench;
const source = await aSource(bench, 'measures');
const author = await aPerson(bench, 'analyst', 'Дана');
const supervisor = await aPerson(bench, 'supervisor', 'Ерлан');
let lastMessage = 0;

const ACT: Omit<LegalAct, 'id'> = {
  basis: 'court_act',
  titleRu: 'Районный суд',
  titleKk: 'Аудандық сот',
  caseNumber: '7527-26-00-2/1234',
  actDate: '2026-03-01',
  inForceDate: '2026-04-01',
  article: null,
  part: null,
  operative: null,
  validFrom: '2026-04-01',
  validTo: null,
  categories: ['pyramid', 'gambling'],
  sourceUrl: null,
  checkedBy: null,
  checkedAt: null,
};

async function aFindingId(): Promise<number> {
  lastMessage += 1;
  return (await aFinding(bench, source, lastMessage)).id;
}

async function open(findingId: number, kind: MeasureKind): Promise<Measure> {
  return memory.transaction((tx) =>
    tx.measures.open({
      findingId,
      kind,
      authorId: author.id,
      justification: 'Қаржы пирамидасының белгілері бар, кепілді табыс уәде етіледі',
      scope: 'post',
      scopeTarget: 'https://t.me/x/1',
      at: MORNING,
    }),
  );
}

async function change(id: number, values: MeasureChange): Promise<Measure> {
  return memory.transaction((tx) => tx.measures.change(id, values));
}

test('a measure is read back as it was opened and changed, and every change counts', async () => {
  const findingId = await aFindingId();
  const opened = await open(findingId, 'criminal_report');

  const changed = await change(opened.id, {
    collateral: 'заңды мазмұн жоқ',
    prescription: { number: '17', date: '2026-11-25' },
  });
  const cleared = await change(opened.id, { prescription: null });

  assert.equal(opened.version, 1);
  assert.deepEqual(changed, {
    ...opened,
    version: 2,
    collateral: 'заңды мазмұн жоқ',
    prescription: { number: '17', date: '2026-11-25' },
  });
  assert.deepEqual(cleared, { ...changed, version: 3, prescription: null });
  assert.deepEqual(await memory.read.measures.get(opened.id), cleared);
  assert.deepEqual(await memory.read.measures.ofFinding(findingId), [cleared]);
});

test('one measure of a kind is open at a time', async () => {
  const findingId = await aFindingId();
  const first = await open(findingId, 'blocking_notification');

  await assert.rejects(open(findingId, 'blocking_notification'), { constraint: 'measures_one_open_of_kind' });
  await change(first.id, { state: 'withdrawn' });

  assert.equal((await open(findingId, 'blocking_notification')).state, 'draft');
});

test('criminal and administrative exclude each other also when they are started at once', async () => {
  const findingId = await aFindingId();

  const started = await Promise.allSettled([
    open(findingId, 'criminal_report'),
    open(findingId, 'administrative_referral'),
  ]);

  assert.deepEqual(started.map((one) => one.status).sort(), ['fulfilled', 'rejected']);
  assert.equal((await open(findingId, 'blocking_notification')).state, 'draft', 'blocking goes with either');
});

test('a closed report still excludes a referral, and allows a report on a relapse', async () => {
  const findingId = await aFindingId();
  const first = await open(findingId, 'criminal_report');
  await change(first.id, { state: 'closed', approverId: supervisor.id });

  await assert.rejects(open(findingId, 'administrative_referral'), {
    constraint: 'measures_criminal_or_administrative',
  });

  assert.equal((await open(findingId, 'criminal_report')).state, 'draft');
});

test('nothing is approved by nobody or by its author', async () => {
  const { id } = await open(await aFindingId(), 'criminal_report');
  await change(id, { state: 'submitted', submittedAt: MORNING });

  await assert.rejects(change(id, { state: 'approved' }), { constraint: 'measures_approved' });
  await assert.rejects(change(id, { state: 'approved', approverId: author.id }), {
    constraint: 'measures_second_pair_of_eyes',
  });

  assert.equal(
    (await change(id, { state: 'approved', approverId: supervisor.id, approvedAt: MORNING })).version,
    3,
  );
});

test('no blocking notification is submitted without a legal act', async () => {
  const { id } = await open(await aFindingId(), 'blocking_notification');
  const act = await memory.transaction((tx) => tx.acts.add(ACT));

  await assert.rejects(change(id, { state: 'submitted' }), { constraint: 'measures_lawful' });

  assert.equal((await change(id, { state: 'submitted', legalActId: act.id })).state, 'submitted');
});

test('a legal act is read back as it was added', async () => {
  const act = await memory.transaction((tx) => tx.acts.add(ACT));

  assert.deepEqual(act, { ...ACT, id: act.id });
  assert.deepEqual(await memory.read.acts.get(act.id), act);
  assert.ok((await memory.read.acts.list()).some((row) => row.id === act.id));
  const turned = memory.transaction((tx) =>
    tx.acts.add({ ...ACT, validFrom: '2026-04-02', validTo: '2026-04-01' }),
  );
  await assert.rejects(turned, { constraint: 'legal_acts_validity' });
});

test('outgoing numbers never repeat in a year, and each year begins anew', async () => {
  const numbers = await Promise.all(
    Array.from({ length: 10 }, () => memory.transaction((tx) => tx.measures.nextNumber(2026))),
  );

  assert.deepEqual(
    numbers.sort((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
  assert.equal(await memory.transaction((tx) => tx.measures.nextNumber(2027)), 1);
});

test('a parcel keeps its bytes; its key never stands for others', async () => {
  const { id: measureId } = await open(await aFindingId(), 'blocking_notification');
  const notification = new TextEncoder().encode('{"number":"17"}');
  const parcel = {
    measureId,
    idempotencyKey: 'k-1',
    notification,
    attachments: [{ sha256: 'a'.repeat(64), contentType: 'image/png' }],
  };
  const put = (changed: Partial<typeof parcel>) =>
    memory.transaction((tx) => tx.measures.putParcel({ ...parcel, ...changed }));
  assert.equal(await memory.read.measures.parcel(measureId), null);

  await put({});
  await put({});
  await assert.rejects(put({ notification: new TextEncoder().encode('{"number":"18"}') }), {
    reason: 'parcel_changed',
  });
  assert.deepEqual(await memory.read.measures.parcel(measureId), parcel);

  await put({ idempotencyKey: 'k-2', notification: new Uint8Array([1]) });
  assert.deepEqual(
    (await memory.read.measures.parcel(measureId))?.idempotencyKey,
    'k-2',
    'the newest is sent',
  );
});

test('measures are found by their states', async () => {
  const { id } = await open(await aFindingId(), 'criminal_report');
  await change(id, { state: 'sent', approverId: supervisor.id, sentAt: later(MORNING, 1) });

  assert.deepEqual(
    (await memory.read.measures.inStates(['sent', 'received'], 10)).map((row) => row.id),
    [id],
  );
  assert.deepEqual(await memory.read.measures.inStates([], 10), []);
});
