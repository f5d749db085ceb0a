import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dialog } from '../../src/ports/memory.ts';
import { stampDatabase } from '../../drizzle/stamp-database.ts';
import { aPerson, later, MORNING, openBench, sha256 } from './memory-bench.ts';

const bench = await openBench();
const { memory } = bench;

test('a person is read back, found by Telegram id and listed by role', async () => {
  const admin = await aPerson(bench, 'admin', 'Сәуле');

  assert.deepEqual(await memory.read.staff.get(admin.id), admin);
  assert.deepEqual(await memory.read.staff.byTelegramId(admin.telegramId), admin);
  assert.deepEqual(await memory.read.staff.list({ role: 'admin', active: true }), [admin]);
  assert.equal(await memory.read.staff.byTelegramId('1'), null);
});

test('one Telegram user is one person at a time, and may come back after leaving', async () => {
  const first = await aPerson(bench, 'analyst');
  const again = () => memory.transaction((tx) => tx.staff.add({ ...withoutId(first), role: 'supervisor' }));
  await assert.rejects(again(), { reason: 'already_staff' });

  await memory.transaction((tx) => tx.staff.deactivate(first.id));
  assert.equal((await memory.read.staff.byTelegramId(first.telegramId))?.active, false);
  const returned = await again();

  assert.deepEqual(await memory.read.staff.byTelegramId(first.telegramId), returned);
  assert.equal((await memory.read.staff.get(first.id)).active, false, 'the record still names who left');
});

function withoutId({ telegramId, name, locale }: Awaited<ReturnType<typeof aPerson>>) {
  return { telegramId, name, locale };
}

test('a dialog survives, and is cleared when the person leaves', async () => {
  const person = await aPerson(bench, 'analyst');
  const dialog: Dialog = { kind: 'justification', measureId: 3, promptMessageId: 4_294_967_296 };
  assert.equal(await memory.read.staff.dialog(person.id), null);

  await memory.transaction((tx) => tx.staff.setDialog(person.id, dialog));
  assert.deepEqual(await memory.read.staff.dialog(person.id), dialog);
  await memory.transaction((tx) => tx.staff.setLocale(person.id, 'en'));
  assert.equal((await memory.read.staff.get(person.id)).locale, 'en');

  await memory.transaction((tx) => tx.staff.deactivate(person.id));
  assert.equal(await memory.read.staff.dialog(person.id), null);
});

test('an invite is used up once, also when two reach for it, and not after its end', async () => {
  const codeHash = sha256('code');
  const invite = { codeHash, role: 'analyst', name: 'Дана', expiresAt: later(MORNING, 1000) } as const;
  await memory.transaction((tx) => tx.staff.addInvite(invite));
  const take = (at: Date) => memory.transaction((tx) => tx.staff.takeInvite(codeHash, at));

  assert.equal(await take(later(MORNING, 1000)), null);
  const taken = await Promise.all([take(MORNING), take(MORNING)]);

  assert.deepEqual(
    taken.filter((one) => one !== null),
    [{ role: 'analyst', name: 'Дана' }],
  );
  assert.equal(await take(MORNING), null);
});

test('a notice is an intent first, told once, and remembers that a try began', async () => {
  const person = await aPerson(bench, 'supervisor');
  const intent = {
    personId: person.id,
    kind: 'submitted',
    params: { findingId: 1, measureId: 2 },
    dedupKey: 'submitted-2-1',
    at: MORNING,
  } as const;
  const add = () => memory.transaction((tx) => tx.notices.add(intent));
  const notice = await add();
  assert.ok(notice !== null);
  assert.equal(await add(), null);

  const begin = (at: Date) => memory.transaction((tx) => tx.notices.beginTry(notice.id, at));
  assert.deepEqual(await begin(later(MORNING, 1)), notice);
  assert.deepEqual((await begin(later(MORNING, 2))).triedAt, later(MORNING, 1));
  assert.equal(await memory.read.notices.newest(person.id, 'submitted'), null);
  assert.deepEqual(
    (await memory.read.notices.unsent(10)).map((row) => row.id),
    [notice.id],
  );

  await memory.transaction((tx) => tx.notices.markSent(notice.id, later(MORNING, 3), 4_294_967_296));
  const sent = { ...notice, triedAt: later(MORNING, 2), sentAt: later(MORNING, 3), messageId: 4_294_967_296 };
  assert.deepEqual(await memory.read.notices.newest(person.id, 'submitted'), sent);
  assert.deepEqual(await memory.read.notices.unsent(10), []);
});

test('a notice that was given up is not tried again', async () => {
  const person = await aPerson(bench, 'analyst');
  const notice = await memory.transaction((tx) =>
    tx.notices.add({ personId: person.id, kind: 'queue', params: {}, dedupKey: 'queue-1', at: MORNING }),
  );

  await memory.transaction((tx) => tx.notices.giveUp(notice?.id ?? 0, 'blocked_by_user'));

  assert.deepEqual(await memory.read.notices.unsent(10), []);
});

test('a database began with its first recorded event, and knows its newest digest', async () => {
  const fresh = await openBench();
  assert.deepEqual(await fresh.memory.read.digests.began(), { lastDay: null, since: MORNING });

  await stampDatabase(fresh.url, 'demo');
  fresh.clock.set(later(MORNING, -5000));
  await fresh.memory.transaction(async (tx) => {
    tx.audit.append({ action: 'staff.changed', actorId: null, subject: 'staff:1', details: {} });
    const numbers = await tx.digests.measure('2026-11-23', MORNING, MORNING, MORNING);
    await tx.digests.keep(numbers, MORNING);
  });

  const { lastDay, since } = await fresh.memory.read.digests.began();
  assert.equal(lastDay, '2026-11-23');
  assert.ok(since <= later(MORNING, -5000));
});
