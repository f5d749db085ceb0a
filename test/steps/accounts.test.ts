import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../src/log.ts';
import { PermanentError } from '../../src/domain/failure.ts';
import type { Source } from '../../src/domain/source.ts';
import type { AccountRow } from '../../src/ports/memory.ts';
import { AccountBook } from '../../src/steps/account-book.ts';
import { listAccounts, switchAccount } from '../../src/steps/list-accounts.ts';
import { reportAccountTrouble } from '../../src/steps/read-with-account.ts';
import { restAccount, stopAccount } from '../../src/steps/report-account.ts';
import { spreadSources } from '../../src/steps/spread-sources.ts';
import { watchAccounts } from '../../src/steps/watch-accounts.ts';
import { aSource, later, MORNING, openBench } from '../drizzle/memory-bench.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Accounts 1 to `accounts` and channels 1 to `channels`, spread once, with one administrator who hears of trouble. */
async function office(wish: { readonly accounts: number; readonly channels: number }) {
  const bench = await openBench();
  const { memory, clock } = bench;
  const needs = { memory, clock, log: silentLog(), office: { timeZone: 'Asia/Almaty' }, holder: 'one' };
  await memory.transaction((tx) =>
    tx.staff.add({ telegramId: '900', name: 'Әкімші', role: 'admin', locale: 'kk' }),
  );
  for (let at = 1; at <= wish.accounts; at += 1) await signIn(at);
  for (let at = 1; at <= wish.channels; at += 1) await aSource(bench, `arna${at}`);
  async function signIn(at: number): Promise<void> {
    await memory.transaction((tx) =>
      tx.accounts.put({ userId: `${at}`, maskedPhone: `+77*${at}`, sealedSession: new Uint8Array([at]) }),
    );
  }
  const readers = async (): Promise<readonly (number | null)[]> =>
    (await memory.read.sources.list()).map(({ accountId }) => accountId);
  const alarms = async (): Promise<readonly string[]> =>
    (await memory.read.notices.unsent(100)).map(({ params }) => params.reason ?? '');
  const account = async (id: number): Promise<AccountRow> => {
    const row = (await memory.read.accounts.list()).find((one) => one.id === id);
    assert.ok(row !== undefined);
    return row;
  };
  const source = async (id: number): Promise<Source> => await memory.read.sources.get(id);
  await spreadSources(needs);
  return {
    needs,
    memory,
    clock,
    readers,
    alarms,
    account,
    source,
    signIn,
    pass: (ms: number) => clock.set(later(clock.now(), ms)),
  };
}

const PROMPT = { moves: 10, everyMs: MINUTE_MS };

test('two processes that spread at once come to one answer', async () => {
  const { needs, readers, memory } = await office({ accounts: 3, channels: 0 });
  const bench = { memory, clock: needs.clock, url: '' };
  for (let at = 1; at <= 9; at += 1) await aSource(bench, `kanal${at}`);

  const moves = await Promise.all([spreadSources(needs), spreadSources(needs), spreadSources(needs)]);

  assert.equal(moves.flat().length, 9);
  const now = await readers();
  assert.deepEqual(
    [1, 2, 3].map((id) => now.filter((reader) => reader === id).length),
    [3, 3, 3],
  );
});

test('channels of an account that Telegram ended move at once, and the administrators are told once', async () => {
  const { needs, readers, alarms, account } = await office({ accounts: 2, channels: 4 });
  const lost = await account(1);

  const revoked = new PermanentError('session_revoked', 'gone');
  await reportAccountTrouble(needs, lost, null, revoked);
  await reportAccountTrouble(needs, lost, null, revoked);
  await spreadSources(needs);

  assert.deepEqual(await readers(), [2, 2, 2, 2]);
  assert.deepEqual(await alarms(), ['session_revoked']);
  const row = await account(1);
  assert.deepEqual([row.state, row.stateReason], ['stopped', 'session_revoked']);
});

test('what is said of an earlier session does not stop an account that has signed in anew', async () => {
  const { needs, memory, account, alarms } = await office({ accounts: 1, channels: 0 });
  const before = await account(1);
  await memory.transaction((tx) =>
    tx.accounts.put({ userId: '1', maskedPhone: '+77*1', sealedSession: new Uint8Array([99]) }),
  );

  assert.equal(await stopAccount(needs, before, 'session_revoked'), false);

  assert.equal((await account(1)).state, 'active');
  assert.deepEqual(await alarms(), []);
});

test('an account that must be quiet for long rests, others read meanwhile, and it gets its own channels back', async () => {
  const { needs, readers, alarms, account, pass } = await office({ accounts: 2, channels: 4 });
  const book = await AccountBook.open(needs, await account(1));
  const own = (await needs.memory.read.sources.list()).filter(({ accountId }) => accountId === 1);
  for (const { id } of own) book.noteJoined(id);

  book.noteCall('messages.GetHistory', 'flood', HOUR_MS);
  await book.flush();
  await untilState(account, 'resting');
  await spreadSources(needs);

  assert.deepEqual(await readers(), [2, 2, 2, 2]);
  assert.deepEqual(await alarms(), ['account_rests']);
  const lent = await AccountBook.open(needs, await account(2));
  assert.ok(
    own.every(({ id }) => lent.mustNotJoin(id)),
    'a channel that goes back soon is not joined twice',
  );

  pass(HOUR_MS);
  await spreadSources(needs, PROMPT);
  pass(MINUTE_MS);
  await spreadSources(needs, PROMPT);
  assert.equal((await account(1)).state, 'active');
  assert.deepEqual(
    (await needs.memory.read.sources.list()).filter(({ accountId }) => accountId === 1).map(({ id }) => id),
    own.map(({ id }) => id),
  );
});

async function untilState(account: (id: number) => Promise<AccountRow>, state: string): Promise<void> {
  const { until } = await import('../support/until.ts');
  await until(async () => (await account(1)).state === state, { what: `account 1 is ${state}` });
}

test('the only account goes on reading what it may, and says so', async () => {
  const { needs, readers, alarms, account } = await office({ accounts: 1, channels: 2 });

  const rests = await restAccount(needs, 1, {
    reason: 'account_rests',
    until: later(MORNING, HOUR_MS),
    detail: 'messages.GetHistory',
  });

  assert.equal(rests, false);
  await spreadSources(needs);
  assert.equal((await account(1)).state, 'active');
  assert.deepEqual(await readers(), [1, 1]);
  assert.deepEqual(await alarms(), ['account_rests_alone']);
});

test('a wait of a method is known after a restart, and its calls are counted by the hour', async () => {
  const { needs, memory, account } = await office({ accounts: 1, channels: 1 });
  const book = await AccountBook.open(needs, await account(1));
  book.noteCall('contacts.ResolveUsername', 'ok');
  book.noteCall('contacts.ResolveUsername', 'flood', 5 * MINUTE_MS);
  book.noteHandle(1, '77');
  book.noteJoined(1);
  await book.flush();

  const again = await AccountBook.open(needs, await account(1));

  assert.deepEqual([...again.rests], [['contacts.ResolveUsername', later(MORNING, 5 * MINUTE_MS)]]);
  const source = await memory.read.sources.get(1);
  assert.deepEqual(again.handleOf({ ...source, handle: { username: 'arna1' } }), { accessHash: '77' });
  assert.equal(again.mustNotJoin(1), true);
  const [view] = await listAccounts(needs);
  assert.deepEqual([view?.calls, view?.floods, view?.joined, view?.channels], [2, 1, 1, 1]);
});

test('a handle of another account is not used', async () => {
  const { needs, source, account } = await office({ accounts: 2, channels: 1 });
  const handle = { accessHash: '5', username: 'arna1', account: '1' };
  const [first, second] = [
    await AccountBook.open(needs, await account(1)),
    await AccountBook.open(needs, await account(2)),
  ];

  assert.deepEqual(first.handleOf({ ...(await source(1)), handle }), { accessHash: '5' });
  assert.equal(second.handleOf({ ...(await source(1)), handle }), null);
});

test('what cannot be written is written later', async () => {
  const { needs, account } = await office({ accounts: 1, channels: 1 });
  const memory = { ...needs.memory };
  const transaction: typeof memory.transaction = (work) => needs.memory.transaction(work);
  const book = await AccountBook.open({ ...needs, memory }, await account(1));
  book.noteJoined(1);
  memory.transaction = () => Promise.reject(new Error('no database'));
  await book.flush();
  memory.transaction = transaction;
  await book.flush();

  assert.equal((await needs.memory.read.accounts.channels(1))[0]?.joinedAt?.getTime(), MORNING.getTime());
});

test('a channel that shuts one account out goes to another, and a ban is told when it has proved to be one', async () => {
  const { needs, readers, alarms, account, pass } = await office({ accounts: 2, channels: 2 });
  const shut = new PermanentError('not_public', 'CHANNEL_PRIVATE');

  await reportAccountTrouble(needs, await account(1), 1, shut);
  await spreadSources(needs);
  await watchAccounts(needs);

  assert.equal((await readers())[0], 2);
  assert.deepEqual(await alarms(), []);
  pass(3 * MINUTE_MS);
  await watchAccounts(needs);
  await watchAccounts(needs);
  assert.deepEqual(await alarms(), ['account_barred']);
});

test('a channel that shuts every account out is a trouble of the channel, and may be tried again when it is resumed', async () => {
  const { needs, readers, alarms, account, source, memory, pass } = await office({
    accounts: 2,
    channels: 1,
  });
  const shut = new PermanentError('not_public', 'CHANNEL_PRIVATE');
  for (const id of [1, 2]) {
    await reportAccountTrouble(needs, await account(id), 1, shut);
    await spreadSources(needs);
  }
  pass(5 * MINUTE_MS);
  await watchAccounts(needs);

  const { state, stateReason } = await source(1);
  assert.deepEqual([state, stateReason], ['refused', 'not_public']);
  assert.deepEqual(await alarms(), ['not_public']);
  await memory.transaction((tx) => tx.sources.setState(1, 'active', null));
  await spreadSources(needs);
  assert.deepEqual(await readers(), [1]);
});

test('without an account that works the channels wait, the administrators are told, and a sign-in brings them back', async () => {
  const { needs, readers, alarms, source, memory } = await office({ accounts: 1, channels: 2 });

  await switchAccount(needs, 1, 'stopped');
  await spreadSources(needs);
  await spreadSources(needs);

  assert.deepEqual(await readers(), [null, null]);
  assert.deepEqual(await alarms(), ['no_account']);
  assert.equal((await source(1)).readingReason, 'no_account');
  await memory.transaction((tx) =>
    tx.accounts.put({ userId: '1', maskedPhone: '+77*1', sealedSession: new Uint8Array([2]) }),
  );
  await spreadSources(needs);
  assert.deepEqual(await readers(), [1, 1]);
});

test('a new account takes its share little by little', async () => {
  const { needs, readers, signIn, pass } = await office({ accounts: 1, channels: 8 });
  await signIn(2);
  const second = async (): Promise<number> => (await readers()).filter((reader) => reader === 2).length;
  const pace = { moves: 2, everyMs: MINUTE_MS };

  await Promise.all([spreadSources(needs, pace), spreadSources({ ...needs, holder: 'two' }, pace)]);

  assert.equal(await second(), 2);
  pass(1);
  await spreadSources(needs, pace);
  assert.equal(await second(), 2, 'the pace is kept by the clock of the database');
});

test('a growing share of flood waits is an early warning, and a high one lets the account rest', async () => {
  const { needs, memory, alarms, account } = await office({ accounts: 2, channels: 2 });
  const count = async (accountId: number, calls: number, floods: number): Promise<void> => {
    const hour = later(MORNING, -HOUR_MS);
    await memory.transaction((tx) =>
      tx.accounts.addCalls(accountId, hour, { method: 'messages.GetHistory', calls, floods }),
    );
  };

  await count(1, 200, 12);
  await watchAccounts(needs);
  await watchAccounts(needs);
  assert.deepEqual(await alarms(), ['floods_grow']);
  assert.equal((await account(1)).state, 'active');

  await count(1, 50, 50);
  await watchAccounts(needs);
  assert.deepEqual(await alarms(), ['floods_grow', 'account_losing']);
  assert.equal((await account(1)).state, 'resting');
});

test('an account is stopped and resumed by hand, but not when its session is gone', async () => {
  const { needs, account } = await office({ accounts: 1, channels: 0 });
  await switchAccount(needs, 1, 'stopped');
  assert.equal((await account(1)).stateReason, 'stopped_by_hand');
  await switchAccount(needs, 1, 'active');
  assert.equal((await account(1)).state, 'active');
  await stopAccount(needs, await account(1), 'session_revoked');

  await assert.rejects(switchAccount(needs, 1, 'active'), /qyraghy account login/u);
  await assert.rejects(switchAccount(needs, 7, 'active'), /no account 7/u);
});
