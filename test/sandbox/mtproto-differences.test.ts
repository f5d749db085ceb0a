import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from 'telegram';

import { CHANNEL, join, loopback, rpcFailure, signedIn, until, updatesOf } from './loopback-telegram.ts';
import type { LoopbackClient } from './gramjs-client.ts';

function difference(
  { client }: LoopbackClient,
  channel: Api.InputChannel,
  pts: number,
  limit = 100,
): Promise<Api.updates.TypeChannelDifference> {
  const filter = new Api.ChannelMessagesFilterEmpty();
  return client.invoke(new Api.updates.GetChannelDifference({ channel, filter, pts, limit }));
}

test('the difference of a channel gives back posts, edits and removals that were never pushed', async (context) => {
  const { server, world } = await loopback(context);
  const made = await signedIn(context, server);
  const { input } = await join(made);
  const seen = updatesOf(made);
  server.faults.add({ kind: 'withhold', channel: CHANNEL, times: 5 });
  for (const text of ['бір', 'екі', 'үш']) world.publish(CHANNEL, { text });
  world.edit(CHANNEL, 1, { text: 'бір, түзетілді' });
  world.remove(CHANNEL, 2);
  world.publish(CHANNEL, { text: 'төрт' });
  await until('the one update that is pushed', () => seen.length > 0);
  assert.equal(seen.length, 1);
  const missed = await difference(made, input, 1);
  assert.ok(missed instanceof Api.updates.ChannelDifference);
  assert.equal(missed.final, true);
  assert.equal(missed.pts, 7);
  assert.deepEqual(
    missed.newMessages.map((message) => (message as Api.Message).message),
    ['бір, түзетілді', 'үш', 'төрт'],
  );
  assert.deepEqual(
    missed.otherUpdates.map(({ className }) => className),
    ['UpdateEditChannelMessage', 'UpdateDeleteChannelMessages'],
  );
  assert.ok((await difference(made, input, 7)) instanceof Api.updates.ChannelDifferenceEmpty);
});

test('a difference longer than its limit comes in parts, each of which says how far it goes', async (context) => {
  const { server, world } = await loopback(context);
  const made = await signedIn(context, server);
  const { input } = await join(made);
  for (let i = 1; i <= 25; i += 1) world.publish(CHANNEL, { text: `n${i}` });
  const texts: string[] = [];
  let pts = 1;
  for (let isFinal = false; !isFinal; ) {
    const part = await difference(made, input, pts, 10);
    assert.ok(part instanceof Api.updates.ChannelDifference);
    texts.push(...part.newMessages.map((message) => (message as Api.Message).message));
    isFinal = part.final ?? false;
    pts = part.pts;
  }
  assert.deepEqual(
    texts,
    Array.from({ length: 25 }, (_, i) => `n${i + 1}`),
  );
});

test('a difference that is too long says so and gives the present counter and the last posts', async (context) => {
  const { server, world } = await loopback(context, { tooLongAfter: 30 });
  const made = await signedIn(context, server);
  const { input } = await join(made);
  for (let i = 1; i <= 31; i += 1) world.publish(CHANNEL, { text: `n${i}` });
  const natural = await difference(made, input, 1);
  assert.ok(natural instanceof Api.updates.ChannelDifferenceTooLong);
  assert.ok(natural.dialog instanceof Api.Dialog);
  assert.equal(natural.dialog.pts, 32);
  assert.equal(natural.messages[0]?.id, 31);
  server.faults.add({ kind: 'difference_too_long', channel: CHANNEL });
  assert.ok((await difference(made, input, 31)) instanceof Api.updates.ChannelDifferenceTooLong);
  assert.ok((await difference(made, input, 31)) instanceof Api.updates.ChannelDifference);
});

test('a counter from the future is refused', async (context) => {
  const { server } = await loopback(context);
  const made = await signedIn(context, server);
  const { input } = await join(made);
  assert.equal(await rpcFailure(difference(made, input, 99)), 'PERSISTENT_TIMESTAMP_INVALID');
});

test('the common difference names the channels that changed since a date', async (context) => {
  const { server, world } = await loopback(context);
  const { client } = await signedIn(context, server).then(async (made) => {
    await join(made);
    return made;
  });
  const since = (date: number): Promise<Api.updates.TypeDifference> =>
    client.invoke(new Api.updates.GetDifference({ pts: 1, qts: 0, date }));
  world.publish(CHANNEL, { text: 'x' });
  const changed = await since(Math.floor(Date.now() / 1000) - 5);
  assert.ok(changed instanceof Api.updates.Difference);
  assert.ok(changed.otherUpdates[0] instanceof Api.UpdateChannelTooLong);
  assert.equal(changed.otherUpdates[0].pts, 2);
  assert.ok((await since(Math.floor(Date.now() / 1000) + 60)) instanceof Api.updates.DifferenceEmpty);
});

test('too-long notices are pushed, for all channels and for one', async (context) => {
  const { server } = await loopback(context);
  const made = await signedIn(context, server);
  await join(made);
  const seen = updatesOf(made);
  server.pushTooLong();
  server.pushChannelTooLong(CHANNEL);
  await until('two notices', () => seen.length === 2);
  assert.deepEqual(
    seen.map(({ className }) => className),
    ['UpdatesTooLong', 'UpdateChannelTooLong'],
  );
});
