import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from 'telegram';

import {
  CHANNEL,
  history,
  join,
  loopback,
  resolve,
  rpcFailure,
  signedIn,
  until,
  updatesOf,
} from './loopback-telegram.ts';

const texts = (updates: readonly Api.TypeUpdate[]): string[] =>
  updates.flatMap((update) =>
    update instanceof Api.UpdateNewChannelMessage && update.message instanceof Api.Message
      ? [update.message.message]
      : [],
  );

test('a flood wait meets the named method as often as it is told, and no other', async (context) => {
  const { server } = await loopback(context);
  const made = await signedIn(context, server);
  const { peer } = await resolve(made);
  server.faults.add({ kind: 'flood_wait', method: 'messages.getHistory', seconds: 90, times: 2 });
  for (let i = 0; i < 2; i += 1)
    await assert.rejects(history(made, peer), (error: { seconds?: number }) => error.seconds === 90);
  await resolve(made);
  assert.deepEqual(await history(made, peer), []);
  assert.deepEqual(
    server.faults.calls('messages.getHistory').map(({ outcome }) => outcome),
    ['FLOOD_WAIT_90', 'FLOOD_WAIT_90', 'ok'],
  );
});

test('any error can be put on one channel', async (context) => {
  const { server, world } = await loopback(context);
  world.addChannel({ username: 'other_news', title: 'Басқа' });
  const made = await signedIn(context, server);
  const [first, second] = [await resolve(made), await resolve(made, 'other_news')];
  server.faults.add({ kind: 'rpc_error', channel: CHANNEL, code: 400, message: 'CHANNEL_PRIVATE' });
  assert.deepEqual(await history(made, second.peer), []);
  assert.equal(await rpcFailure(history(made, first.peer)), 'CHANNEL_PRIVATE');
  assert.deepEqual(server.faults.pending(), []);
});

test('pushed updates are doubled and put out of order on demand', async (context) => {
  const { server, world } = await loopback(context);
  const made = await signedIn(context, server);
  await join(made);
  const seen = updatesOf(made);
  server.faults.add({ kind: 'duplicate' });
  world.publish(CHANNEL, { text: 'екі рет' });
  server.faults.add({ kind: 'reorder' });
  world.publish(CHANNEL, { text: 'бірінші' });
  world.publish(CHANNEL, { text: 'екінші' });
  await until('four updates', () => seen.length === 4);
  assert.deepEqual(texts(seen), ['екі рет', 'екі рет', 'екінші', 'бірінші']);
  server.faults.add({ kind: 'reorder' });
  world.publish(CHANNEL, { text: 'ұсталды' });
  server.faults.clear();
  await until('the update that was kept back', () => texts(seen).includes('ұсталды'));
});

test('a dropped client comes back by itself and is pushed to again', async (context) => {
  const { server, world } = await loopback(context);
  const made = await signedIn(context, server);
  await join(made);
  const seen = updatesOf(made);
  server.faults.dropConnections();
  await until('the client to be gone', () => server.sessions().length === 0);
  world.publish(CHANNEL, { text: 'байланыс жоқ кезде' });
  await until('the client to be back', () => server.sessions().some((session) => session.followsUpdates));
  world.publish(CHANNEL, { text: 'байланыс бар' });
  await until('the post after the reconnection', () => texts(seen).includes('байланыс бар'));
  assert.deepEqual(texts(seen), ['байланыс бар']);
});

test('a call whose answer is lost is carried out once more after the reconnection', async (context) => {
  const { server, world } = await loopback(context);
  world.publish(CHANNEL, { text: 'мәтін' });
  const made = await signedIn(context, server);
  const { peer } = await resolve(made);
  for (const when of ['before', 'after'] as const)
    server.faults.add({ kind: 'drop_at_call', method: 'messages.getHistory', when });
  const [post] = await history(made, peer);
  assert.equal(post?.message, 'мәтін');
  assert.deepEqual(
    server.faults.calls('messages.getHistory').map(({ outcome }) => outcome),
    ['dropped', 'ok', 'ok'],
  );
});

test('connections are refused for a while, and the client keeps trying', async (context) => {
  const { server } = await loopback(context);
  const made = await signedIn(context, server);
  server.faults.refuseConnections(60_000);
  server.faults.dropConnections();
  await until('the client to be gone', () => server.sessions().length === 0);
  server.faults.refuseConnections(0);
  await until('the client to be back', () => server.sessions().length === 1);
  assert.equal((await resolve(made)).channel.title, 'Жаңалықтар');
});

test('a demand for another salt, a late answer and a late pong do no harm', async (context) => {
  const { server } = await loopback(context);
  const made = await signedIn(context, server);
  server.faults.add({ kind: 'bad_salt' });
  server.faults.add({ kind: 'delay_answer', method: 'contacts.resolveUsername', delayMs: 100 });
  server.faults.add({ kind: 'delay_pong', delayMs: 50 });
  assert.equal((await resolve(made)).channel.title, 'Жаңалықтар');
  const started = Date.now();
  // The client's own ping comes only every nine seconds; its sender takes the same request by hand.
  const sender = (made.client as unknown as { _sender: { send(request: unknown): Promise<unknown> } })
    ._sender;
  await sender.send(new Api.PingDelayDisconnect({ pingId: 7n as never, disconnectDelay: 60 }));
  assert.ok(Date.now() - started >= 45);
  assert.deepEqual(server.faults.pending(), []);
});
