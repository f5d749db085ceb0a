import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { RetryableError } from '../../src/domain/failure.ts';
import { SourceRefusedError } from '../../src/domain/source.ts';
import { type Loopback, BatchSink, sourceOf, startLoopback, until, watchLive } from './telegram-loopback.ts';

const CHANNEL = 'zhanga_qala';
let loopback: Loopback;

beforeEach(async () => {
  loopback = await startLoopback();
});
afterEach(() => loopback.close());

function publish(...texts: string[]): void {
  for (const text of texts) loopback.world.publish(CHANNEL, { text });
}

const refused = (reason: string) => (error: unknown) =>
  error instanceof SourceRefusedError && error.reason === reason;

test('a public channel is resolved with its number, its newest post and the proof that it is open', async () => {
  publish('бір', 'екі');
  const reader = await loopback.reader({}, { clock: { now: () => new Date('2026-11-24T10:00:00Z') } });
  const resolved = await reader.resolve('https://t.me/s/Zhanga_Qala');

  assert.equal(resolved.kind, 'messenger');
  assert.equal(resolved.connector, 'telegram');
  assert.equal(resolved.address, 'https://t.me/zhanga_qala');
  assert.equal(resolved.externalId, String(loopback.world.channelNamed(CHANNEL)?.id));
  assert.equal(resolved.title, 'Жаңа қала');
  assert.equal(resolved.newestId, 2);
  assert.match(resolved.handle['accessHash'] ?? '', /^-?\d+$/);
  assert.deepEqual(resolved.openness, {
    publicUrl: 'https://t.me/zhanga_qala',
    checkedAt: '2026-11-24T10:00:00.000Z',
    how: 'resolved by public username @zhanga_qala, without an invitation and without joining',
  });
  assert.deepEqual(loopback.server.faults.calls('channels.joinChannel'), []);
});

test('a public group and an empty channel are resolved too', async () => {
  loopback.world.addChannel({ username: 'talqy_toby', title: 'Талқы', kind: 'group' });
  const reader = await loopback.reader();

  assert.equal((await reader.resolve('@talqy_toby')).title, 'Талқы');
  assert.equal((await reader.resolve(`@${CHANNEL}`)).newestId, 0);
});

test('a person, a name that nobody has and a private place are refused, and nothing is joined or asked', async () => {
  loopback.world.addUser({ username: 'aigerim', firstName: 'Айгерім' });
  loopback.world.addPrivateChannel({ title: 'Жабық', inviteHash: 'AbCdEf0123456789' });
  const reader = await loopback.reader();
  await reader.ping();
  loopback.server.faults.forgetCalls();

  await assert.rejects(reader.resolve('https://t.me/+AbCdEf0123456789'), refused('private_invite'));
  await assert.rejects(reader.resolve('https://t.me/joinchat/AbCdEf0123456789'), refused('private_invite'));
  await assert.rejects(reader.resolve('https://t.me/c/1700000002/5'), refused('private_link'));
  assert.deepEqual(loopback.server.faults.calls(), []);

  await assert.rejects(reader.resolve('@aigerim'), refused('is_user'));
  await assert.rejects(reader.resolve('@nobody_here'), refused('not_found'));
  loopback.server.faults.add({
    kind: 'rpc_error',
    method: 'contacts.resolveUsername',
    code: 400,
    message: 'CHANNEL_PRIVATE',
  });
  await assert.rejects(reader.resolve(`@${CHANNEL}`), refused('not_public'));
  assert.deepEqual(loopback.server.faults.calls('channels.joinChannel'), []);
  assert.deepEqual(loopback.server.faults.calls('messages.importChatInvite'), []);
});

test('history after the position comes first, then what is pushed, in order and once', async () => {
  publish(...Array.from({ length: 130 }, (_, index) => `ескі ${index + 1}`));
  const reader = await loopback.reader();
  const source = sourceOf(await reader.resolve(`@${CHANNEL}`), 5, 7, 3);
  const sink = new BatchSink(5);
  await reader.watch(source, sink.emit);
  await until('history', () => sink.position === 130);
  await until('the join', () => loopback.server.faults.calls('channels.joinChannel').length === 1);
  publish('жаңа 131', 'жаңа 132');
  await until('pushed posts', () => sink.position === 132);

  assert.deepEqual(
    sink.ids,
    Array.from({ length: 127 }, (_, index) => index + 6),
  );
  assert.ok(
    sink.batches.every((batch) => batch.sourceId === 7 && batch.epoch === 3 && batch.posts.length <= 50),
  );
  assert.equal(sink.posts.at(-1)?.text, 'жаңа 132');
  assert.equal(sink.posts[0]?.url, 'https://t.me/zhanga_qala/6');
  assert.deepEqual(loopback.server.faults.refusedWrites(), []);
  assert.deepEqual(
    loopback.server.faults.calls().filter((call) => /articipant/.test(call.method)),
    [],
  );
});

test('ids that do not exist are part of the interval', async () => {
  publish('1', '2', '3', '4', '5');
  for (const id of [1, 3, 5]) loopback.world.remove(CHANNEL, id);
  const reader = await loopback.reader();
  const sink = new BatchSink();
  await reader.watch(sourceOf(await reader.resolve(`@${CHANNEL}`), 0), sink.emit);
  await until('history', () => sink.position === 4);

  assert.deepEqual(sink.ids, [2, 4]);
  assert.deepEqual(sink.batches[0]?.interval, { from: 1, to: 4 });
});

test('after a flood wait the method rests for its time, and other channels go on', async () => {
  loopback.world.addChannel({ username: 'ekinshi_arna', title: 'Екінші' });
  const reader = await loopback.reader();
  const first = sourceOf(await reader.resolve(`@${CHANNEL}`), 0, 1);
  const second = sourceOf(await reader.resolve('@ekinshi_arna'), 0, 2);
  const sinks = [new BatchSink(), new BatchSink()] as const;
  await reader.watch(second, sinks[1].emit);
  await until('the join', () => loopback.server.faults.calls('channels.joinChannel').length === 1);
  await until('a look after it', () => (reader.status(2)?.pts ?? 0) > 0);

  loopback.server.faults.add({
    kind: 'flood_wait',
    method: 'messages.getHistory',
    channel: CHANNEL,
    seconds: 2,
  });
  publish('1');
  await reader.watch(first, sinks[0].emit);
  await until('the flood wait', () => reader.status(1)?.reason === 'flood_wait');
  const told = performance.now();
  const before = loopback.server.faults.calls('messages.getHistory').length;
  loopback.world.publish('ekinshi_arna', { text: 'pushed meanwhile' });
  await until('the other channel', () => sinks[1].position === 1);
  const otherTookMs = performance.now() - told;
  await until('the flooded channel', () => sinks[0].position === 1);
  const waitedMs = performance.now() - told;

  assert.ok(otherTookMs < 1_000, `the other channel waited ${otherTookMs} ms`);
  assert.ok(waitedMs > 1_800, `asked again after ${waitedMs} ms`);
  const after = loopback.server.faults.calls('messages.getHistory').slice(before);
  assert.ok(after.every((call) => !call.outcome.startsWith('FLOOD')));
});

test('a flood wait at a look-up tells how long to wait and does not ask again before', async () => {
  const reader = await loopback.reader();
  loopback.server.faults.add({ kind: 'flood_wait', method: 'contacts.resolveUsername', seconds: 120 });
  const told = (error: unknown) =>
    error instanceof RetryableError && error.reason === 'flood_wait' && (error.retryAfterMs ?? 0) > 110_000;

  await assert.rejects(reader.resolve(`@${CHANNEL}`), told);
  await assert.rejects(reader.resolve(`@${CHANNEL}`), told);
  assert.equal(loopback.server.faults.calls('contacts.resolveUsername').length, 1);
});

test('rewinding reads again from the given position, in the new epoch', async () => {
  publish('1', '2', '3');
  const reader = await loopback.reader();
  const sink = new BatchSink();
  await reader.watch(sourceOf(await reader.resolve(`@${CHANNEL}`), 0), sink.emit);
  await until('history', () => sink.position === 3);
  sink.position = 1;
  await reader.rewind(1, 1, 2);
  await until('the second reading', () => sink.position === 3);

  assert.deepEqual(sink.ids, [1, 2, 3, 2, 3]);
  assert.deepEqual(
    sink.batches.map((batch) => batch.epoch),
    [1, 2],
  );
});

test('a channel is joined once, also when it is watched again and by the next process', async () => {
  const sink = new BatchSink();
  const reader = await watchLive(loopback, sink);
  await reader.unwatch(1);
  publish('1');
  const source = sourceOf(await reader.resolve(`@${CHANNEL}`), 0);
  await reader.watch(source, sink.emit);
  await until('the post', () => sink.position === 1);
  await reader.close();

  const next = await loopback.reader();
  const again = new BatchSink();
  loopback.server.faults.forgetCalls();
  await next.watch(source, again.emit);
  await until('the post', () => again.position === 1);
  publish('2');
  await until('the pushed post', () => again.position === 2);

  assert.deepEqual(loopback.server.faults.calls('channels.joinChannel'), []);
  assert.deepEqual(loopback.server.faults.calls('auth.sendCode'), []);
});

test('a join that must wait keeps nothing from being read', async () => {
  publish('1');
  const reader = await loopback.reader({ catchUpMs: 300 });
  loopback.server.faults.add({ kind: 'flood_wait', method: 'channels.joinChannel', seconds: 3_600 });
  const sink = new BatchSink();
  await reader.watch(sourceOf(await reader.resolve(`@${CHANNEL}`), 0), sink.emit);
  await until('history', () => sink.position === 1);
  publish('2');
  await until('the regular look', () => sink.position === 2);

  assert.equal(loopback.server.faults.calls('channels.joinChannel').length, 1);
});

test('a session that was ended elsewhere is trouble of the account', async () => {
  const troubles: [number | null, string][] = [];
  const reader = await loopback.reader(
    { catchUpMs: 200 },
    { onTrouble: (sourceId, error) => void troubles.push([sourceId, error.reason]) },
  );
  const source = sourceOf(await reader.resolve(`@${CHANNEL}`), 0);
  await reader.watch(source, async () => undefined);
  loopback.server.endSessions('+77010000001');
  await until('the trouble', () => troubles.length > 0);

  assert.deepEqual(troubles[0], [null, 'session_revoked']);
});

test('a channel that became private while it was watched is refused when it is opened again', async () => {
  const reader = await loopback.reader();
  const source = sourceOf(await reader.resolve(`@${CHANNEL}`), 0);
  loopback.server.faults.add({
    kind: 'rpc_error',
    method: 'channels.getFullChannel',
    code: 400,
    message: 'CHANNEL_PRIVATE',
  });

  await assert.rejects(
    reader.watch(source, async () => undefined),
    refused('not_public'),
  );
});

test('a handle of another account is looked up again by the public name', async () => {
  publish('1');
  const reader = await loopback.reader();
  const resolved = await reader.resolve(`@${CHANNEL}`);
  const sink = new BatchSink();
  const foreign = { ...resolved, handle: { ...resolved.handle, accessHash: '12345' } };
  await reader.watch(sourceOf(foreign, 0), sink.emit);
  await until('the post', () => sink.position === 1);

  assert.deepEqual(sink.ids, [1]);
});
