import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { RetryableError } from '../../src/domain/failure.ts';
import { Budgets, METHOD_BUDGETS } from '../../src/sources/telegram/budgets.ts';
import { BatchSink, type Loopback, sourceOf, startLoopback, until } from './telegram-loopback.ts';

const CHANNEL = 'zhanga_qala';
let loopback: Loopback;

beforeEach(async () => {
  loopback = await startLoopback();
  loopback.world.publish(CHANNEL, { text: '1' });
});
afterEach(() => loopback.close());

const calls = (method: string) => loopback.server.faults.calls(method).length;

test('an account without a handle of its own finds the channel by its name, tells the handle, and joins', async () => {
  const handles: [number, string][] = [];
  const joined: number[] = [];
  const reader = await loopback.reader(
    {},
    {
      handleOf: () => null,
      onHandle: (sourceId, accessHash) => void handles.push([sourceId, accessHash]),
      onJoined: (sourceId) => void joined.push(sourceId),
    },
  );
  const resolved = await reader.resolve(`@${CHANNEL}`);
  const foreign = { ...resolved, handle: { ...resolved.handle, accessHash: '12345' } };
  const sink = new BatchSink();
  await reader.watch(sourceOf(foreign, 0), sink.emit);
  await until('the join', () => joined.length === 1);

  assert.deepEqual(handles, [[1, resolved.handle['accessHash'] ?? '']]);
  assert.deepEqual(joined, [1]);
  assert.equal(calls('contacts.resolveUsername'), 2);
});

test('a known handle needs no look-up, and who joined before does not ask again', async () => {
  const first = await loopback.reader();
  const resolved = await first.resolve(`@${CHANNEL}`);
  await first.close();
  loopback.server.faults.forgetCalls();
  const accessHash = resolved.handle['accessHash'] ?? '';
  const reader = await loopback.reader({}, { handleOf: () => ({ accessHash }), joinedAlready: () => true });
  const sink = new BatchSink();
  await reader.watch(sourceOf({ ...resolved, handle: { username: CHANNEL } }, 0), sink.emit);
  await until('the post', () => sink.position === 1);

  assert.equal(calls('contacts.resolveUsername'), 0);
  assert.equal(calls('channels.joinChannel'), 0);
});

test('a channel whose administrators must agree is not asked, and asking that was answered so is not repeated', async () => {
  const joined: number[] = [];
  loopback.server.faults.add({
    kind: 'rpc_error',
    method: 'channels.joinChannel',
    code: 400,
    message: 'INVITE_REQUEST_SENT',
  });
  const reader = await loopback.reader({}, { onJoined: (sourceId) => void joined.push(sourceId) });
  await reader.watch(sourceOf(await reader.resolve(`@${CHANNEL}`)), async () => undefined);
  await until('the answer', () => joined.length === 1);

  loopback.world.addChannel({ username: 'ruqsatpen', title: 'Рұқсат', traits: { joinByRequest: true } });
  loopback.server.faults.forgetCalls();
  await reader.watch(sourceOf(await reader.resolve('@ruqsatpen'), 0, 2), async () => undefined);
  assert.equal(calls('channels.joinChannel'), 0);
});

test('every call is told with its outcome, and a rest from before the start is kept', async () => {
  const told: [string, string, number | undefined][] = [];
  const until120 = new Date(Date.now() + 120_000);
  const reader = await loopback.reader(
    {},
    {
      onCall: (method, outcome, waitMs) => void told.push([method, outcome, waitMs]),
      rests: new Map([['contacts.ResolveUsername', until120]]),
    },
  );
  await reader.ping();
  await assert.rejects(reader.resolve(`@${CHANNEL}`), (error: unknown) => {
    assert.ok(error instanceof RetryableError);
    return error.reason === 'flood_wait' && (error.retryAfterMs ?? 0) > 110_000;
  });
  loopback.server.faults.add({ kind: 'flood_wait', method: 'updates.getState', seconds: 30 });
  await assert.rejects(reader.ping(), { reason: 'flood_wait' });

  assert.deepEqual(told, [
    ['updates.GetState', 'ok', undefined],
    ['updates.GetState', 'flood', 30_000],
  ]);
  assert.equal(calls('contacts.resolveUsername'), 0);
});

test('a method over its budget is not called, and the error says when it is free again', async () => {
  const budgets = [{ method: 'contacts.ResolveUsername', perHour: 2, perDay: 5, why: 'a test' }];
  const reader = await loopback.reader({}, { budgets });
  await reader.resolve(`@${CHANNEL}`);
  await reader.resolve(`@${CHANNEL}`);
  await assert.rejects(reader.resolve(`@${CHANNEL}`), (error: unknown) => {
    assert.ok(error instanceof RetryableError);
    return error.reason === 'over_budget' && (error.retryAfterMs ?? 0) > 3_500_000;
  });
  assert.equal(calls('contacts.resolveUsername'), 2);
});

test('a budget counts the last hour and the last day', () => {
  let nowMs = Date.parse('2026-11-24T10:00:00Z');
  const budget = { method: 'm', perHour: 2, perDay: 3, why: 'a test' };
  const budgets = new Budgets({ now: () => new Date(nowMs) }, [budget]);
  const refusedFor = () => {
    try {
      budgets.spend('m');
      return 0;
    } catch (error) {
      return error instanceof RetryableError ? error.retryAfterMs : null;
    }
  };
  assert.deepEqual([refusedFor(), refusedFor(), refusedFor()], [0, 0, 3_600_000]);
  nowMs += 3_600_000;
  assert.equal(refusedFor(), 0);
  assert.equal(refusedFor(), 23 * 3_600_000);
  assert.equal(budgets.spend('another'), undefined);
});

test('every budget is a number an account can live with: the day holds more than an hour, and says why', () => {
  for (const { method, perHour, perDay, why } of METHOD_BUDGETS) {
    assert.match(method, /^\w+\.[A-Z]\w+$/);
    assert.ok(perHour > 0 && perDay >= perHour && perDay <= 24 * perHour, method);
    assert.notEqual(why, '');
  }
});
