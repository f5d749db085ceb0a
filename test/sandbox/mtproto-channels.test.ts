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

test('a channel is resolved, joined, read and described', async (context) => {
  const { server, world, log } = await loopback(context);
  world.publish(CHANNEL, { text: 'Бірінші жазба https://example.kz/a' });
  const made = await signedIn(context, server);
  const open = await resolve(made);
  assert.equal(open.channel.title, 'Жаңалықтар');
  assert.equal(open.channel.left, true);
  await join(made);
  assert.equal((await resolve(made)).channel.left ?? false, false);
  const full = await made.client.invoke(new Api.channels.GetFullChannel({ channel: open.input }));
  assert.ok(full.fullChat instanceof Api.ChannelFull);
  assert.equal(full.fullChat.about, 'Тексеру арнасы');
  assert.equal(full.fullChat.pts, 2);
  const [post] = await history(made, open.peer);
  assert.equal(post?.message, 'Бірінші жазба https://example.kz/a');
  assert.deepEqual(
    post?.entities?.map(({ className, offset, length }) => [className, offset, length]),
    [['MessageEntityUrl', 14, 20]],
  );
  assert.deepEqual(log, []);
});

test('names that are no channel are told apart', async (context) => {
  const { server, world } = await loopback(context);
  world.addUser({ username: 'some_person', firstName: 'Адам' });
  const { client } = await signedIn(context, server);
  const call = (username: string): Promise<Api.contacts.ResolvedPeer> =>
    client.invoke(new Api.contacts.ResolveUsername({ username }));
  assert.equal(await rpcFailure(call('nobody_is_here')), 'USERNAME_NOT_OCCUPIED');
  assert.equal(await rpcFailure(call('1bad')), 'USERNAME_INVALID');
  assert.ok((await call('some_person')).peer instanceof Api.PeerUser);
});

test('pages of history follow offset, limit and both bounds', async (context) => {
  const { server, world } = await loopback(context);
  for (let i = 1; i <= 130; i += 1) world.publish(CHANNEL, { text: `n${i}` });
  const made = await signedIn(context, server);
  const { peer } = await resolve(made);
  const ids = async (window: Parameters<typeof history>[2]): Promise<number[]> =>
    (await history(made, peer, window)).map(({ id }) => id);
  const newest = await ids({ limit: 500 });
  assert.deepEqual([newest.length, newest[0], newest.at(-1)], [100, 130, 31]);
  assert.deepEqual(
    await ids({ offsetId: 31, limit: 100 }),
    Array.from({ length: 30 }, (_, i) => 30 - i),
  );
  assert.deepEqual(await ids({ minId: 127, limit: 10 }), [130, 129, 128]);
  assert.deepEqual(await ids({ maxId: 4, limit: 10 }), [3, 2, 1]);
  assert.deepEqual(await ids({ offsetId: 11, addOffset: -5, limit: 5 }), [15, 14, 13, 12, 11]);
  world.remove(CHANNEL, 129);
  assert.deepEqual(await ids({ limit: 2 }), [130, 128]);
});

test('posts, edits and removals are pushed to those who joined, with a growing counter', async (context) => {
  const { server, world, log } = await loopback(context);
  const member = await signedIn(context, server);
  await join(member);
  const guest = await signedIn(context, server);
  const seen = updatesOf(member);
  world.publish(CHANNEL, { text: 'жаңа' });
  world.edit(CHANNEL, 1, { text: 'түзетілді' });
  world.remove(CHANNEL, 1);
  await until('three updates', () => seen.length === 3);
  assert.deepEqual(
    seen.map((update) => [update.className, (update as unknown as { pts: number }).pts]),
    [
      ['UpdateNewChannelMessage', 2],
      ['UpdateEditChannelMessage', 3],
      ['UpdateDeleteChannelMessages', 4],
    ],
  );
  assert.deepEqual(guest.errors, []);
  assert.deepEqual(log, []);
});

test('a group is a supergroup whose posts name their writer', async (context) => {
  const { server, world } = await loopback(context);
  world.addChannel({ username: 'sandbox_group', title: 'Топ', kind: 'group' });
  world.addUser({ username: 'some_person', firstName: 'Адам' });
  world.publish('sandbox_group', { text: 'сәлем', author: 'some_person' });
  const made = await signedIn(context, server);
  const { channel, peer } = await join(made, 'sandbox_group');
  assert.equal(channel.megagroup, true);
  const [message] = await history(made, peer);
  assert.ok(message?.fromId instanceof Api.PeerUser);
  assert.equal(message.post ?? false, false);
});

test('a post carries forward, signature, buttons, album and hidden link', async (context) => {
  const { server, world } = await loopback(context);
  world.publish(CHANNEL, {
    text: 'толығырақ осында',
    entities: [{ kind: 'text_link', offset: 10, length: 6, url: 'https://hidden.example/x' }],
    forwardedFrom: { title: 'Басқа арна', username: null },
    signature: 'Редакция',
    buttons: [[{ text: 'Кіру', url: 'https://button.example/y' }]],
    groupedId: '77',
  });
  const made = await signedIn(context, server);
  const { peer } = await resolve(made);
  const [message] = await history(made, peer);
  const [link] = message?.entities ?? [];
  assert.ok(link instanceof Api.MessageEntityTextUrl);
  assert.equal(link.url, 'https://hidden.example/x');
  assert.equal(message?.fwdFrom?.fromName, 'Басқа арна');
  assert.equal(message.postAuthor, 'Редакция');
  assert.equal(message.groupedId?.toString(), '77');
  assert.ok(message.replyMarkup instanceof Api.ReplyInlineMarkup);
  const [button] = message.replyMarkup.rows[0]?.buttons ?? [];
  assert.ok(button instanceof Api.KeyboardButtonUrl);
  assert.equal(button.url, 'https://button.example/y');
});

test('a channel that is restricted says why, and one that is removed is private and its name free', async (context) => {
  const { server, world, log } = await loopback(context);
  const made = await signedIn(context, server);
  const { peer } = await join(made);
  const seen = updatesOf(made);
  world.restrict(CHANNEL, 'Бұл арна қолжетімсіз.');
  const { channel } = await resolve(made);
  assert.equal(channel.restricted, true);
  assert.deepEqual(
    channel.restrictionReason?.map(({ platform, text }) => [platform, text]),
    [['all', 'Бұл арна қолжетімсіз.']],
  );
  world.restrict(CHANNEL, null);
  assert.equal((await resolve(made)).channel.restricted ?? false, false);
  world.removeChannel(CHANNEL);
  assert.equal(await rpcFailure(resolve(made)), 'USERNAME_NOT_OCCUPIED');
  assert.equal(await rpcFailure(history(made, peer)), 'CHANNEL_PRIVATE');
  await until('three notices', () => seen.length === 3);
  assert.ok(seen.every((update) => update instanceof Api.UpdateChannel));
  assert.deepEqual(world.posts(CHANNEL), []);
  assert.throws(() => world.publish(CHANNEL, { text: 'x' }), /was removed/u);
  assert.notEqual(world.addChannel({ username: CHANNEL, title: 'Айна' }).id, Number(channel.id));
  assert.deepEqual(log, []);
});

test('an invite is looked at without joining, and a private channel stays closed', async (context) => {
  const { server, world } = await loopback(context);
  world.addPrivateChannel({ title: 'Жабық', inviteHash: 'AbCdEfGh1234' });
  const { client } = await signedIn(context, server);
  const check = (hash: string): Promise<Api.TypeChatInvite> =>
    client.invoke(new Api.messages.CheckChatInvite({ hash }));
  const invite = await check('AbCdEfGh1234');
  assert.ok(invite instanceof Api.ChatInvite);
  assert.deepEqual([invite.title, invite.channel, invite.broadcast], ['Жабық', true, true]);
  assert.equal(await rpcFailure(check('unknown_hash')), 'INVITE_HASH_EXPIRED');
  assert.equal(await rpcFailure(check('!')), 'INVITE_HASH_INVALID');
  assert.equal(
    await rpcFailure(client.invoke(new Api.messages.ImportChatInvite({ hash: 'AbCdEfGh1234' }))),
    'SANDBOX_REFUSES_WRITES',
  );
  server.joinFromElsewhere('+77000000001', '+AbCdEfGh1234');
  assert.ok((await check('AbCdEfGh1234')) instanceof Api.ChatInviteAlready);
});

test('calls that would write are refused and recorded', async (context) => {
  const { server } = await loopback(context);
  const made = await signedIn(context, server);
  const { peer } = await join(made);
  const calls = [
    new Api.messages.SendMessage({ peer, message: 'жоқ' }),
    new Api.messages.ReadHistory({ peer, maxId: 1 }),
  ];
  for (const call of calls)
    assert.equal(
      await rpcFailure(made.client.invoke(call as Api.messages.SendMessage)),
      'SANDBOX_REFUSES_WRITES',
    );
  assert.deepEqual(
    server.faults.refusedWrites().map(({ method }) => method),
    ['messages.sendMessage', 'messages.readHistory'],
  );
  assert.equal(
    await rpcFailure(made.client.invoke(new Api.help.GetInviteText())),
    'SANDBOX_METHOD_NOT_SERVED',
  );
});
