import { toInputChannel } from '@mtcute/core/utils.js';
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
import { secondClient } from './mtcute-client.ts';
import { mtcuteSchema } from './mtcute-schema.ts';

const SCHEMA = mtcuteSchema();
const OTHER_PHONE = '+77000000002';

test('a channel names its discussion group, where its posts are copied and commented', async (context) => {
  const { server, world, log } = await loopback(context, { schemas: [SCHEMA] });
  world.addChannel({ username: 'news_talk', title: 'Талқы', kind: 'group' });
  world.addUser({ username: 'some_person', firstName: 'Адам' });
  world.link(CHANNEL, 'news_talk');
  world.publish(CHANNEL, { text: 'жазба' });
  world.comment(CHANNEL, 1, { text: 'пікір', author: 'some_person' });
  const made = await signedIn(context, server);
  const { input, peer } = await resolve(made);
  const full = await made.client.invoke(new Api.channels.GetFullChannel({ channel: input }));
  const group = full.chats.find((chat) => chat instanceof Api.Channel && chat.username === 'news_talk');
  assert.ok(full.fullChat instanceof Api.ChannelFull && group);
  assert.equal(full.fullChat.linkedChatId?.toString(), group.id.toString());
  const [post] = await history(made, peer);
  assert.deepEqual([post?.replies?.comments, post?.replies?.replies], [true, 1]);
  assert.equal(post?.replies?.channelId?.toString(), group.id.toString());
  const [comment, copy] = await history(made, (await resolve(made, 'news_talk')).peer);
  assert.equal(copy?.fwdFrom?.savedFromMsgId, 1);
  assert.ok(copy?.fromId instanceof Api.PeerChannel);
  assert.ok(comment?.fromId instanceof Api.PeerUser && comment.replyTo instanceof Api.MessageReplyHeader);
  assert.equal(comment.replyTo.replyToMsgId, copy?.id);
  const replies = await made.client.invoke(new Api.messages.GetReplies({ peer, msgId: 1, limit: 10 }));
  assert.equal((replies as Api.messages.ChannelMessages).count, 1);
  const client = await secondClient(context, { server, world });
  assert.equal((await client.getFullChat(CHANNEL)).linkedChat?.title, 'Талқы');
  assert.equal((await client.getDiscussionMessage({ chatId: CHANNEL, message: 1 }))?.text, 'жазба');
  assert.deepEqual(log, []);
});

test('names change, grow in number and are lost', async (context) => {
  const { server, world, log } = await loopback(context, { schemas: [SCHEMA] });
  const made = await signedIn(context, server);
  const guest = await secondClient(context, { server, world });
  const { peer } = await join(made);
  world.rename(CHANNEL, 'fresh_news', 'second_name');
  assert.equal(await rpcFailure(resolve(made)), 'USERNAME_NOT_OCCUPIED');
  const { channel } = await resolve(made, 'second_name');
  assert.equal(channel.username ?? null, null);
  assert.deepEqual(
    channel.usernames?.map(({ username, active }) => [username, active ?? false]),
    [
      ['fresh_news', true],
      ['second_name', true],
      ['fresh_news_old', false],
    ],
  );
  assert.deepEqual(
    (await guest.getChat('fresh_news')).usernames?.map(({ username }) => username),
    ['fresh_news', 'second_name', 'fresh_news_old'],
  );
  world.makePrivate('fresh_news', 'AbCdEfGh1234');
  assert.equal(await rpcFailure(resolve(made, 'fresh_news')), 'USERNAME_NOT_OCCUPIED');
  world.publish('+AbCdEfGh1234', { text: 'мүшелерге' });
  assert.equal((await history(made, peer))[0]?.message, 'мүшелерге');
  await assert.rejects(guest.getHistory('fresh_news', { limit: 1 }));
  assert.deepEqual(log, []);
});

test('what joining meets: a request, a bar, an old kind of group, and a channel marked as a fraud', async (context) => {
  const { server, world, log } = await loopback(context, { schemas: [SCHEMA] });
  world.addAccount({ phone: OTHER_PHONE, code: '12345' });
  world.addChannel({ username: 'by_request', title: 'Сұрау', traits: { joinByRequest: true } });
  world.addPrivateChannel({
    title: 'Ескі',
    inviteHash: 'OldGroup1',
    traits: { isBasicGroup: true },
    kind: 'group',
  });
  world.addChannel({
    username: 'giga_group',
    title: 'Гига',
    kind: 'group',
    traits: { isGigagroup: true, isScam: true },
  });
  world.publish(CHANNEL, { text: 'жазба' });
  const [one, other] = [
    await signedIn(context, server),
    await signedIn(context, server, { phone: OTHER_PHONE }),
  ];
  assert.equal(await rpcFailure(join(one, 'by_request')), 'INVITE_REQUEST_SENT');
  assert.equal((await resolve(one, 'by_request')).channel.joinRequest, true);
  const { channel: giga } = await resolve(one, 'giga_group');
  assert.deepEqual([giga.gigagroup, giga.megagroup, giga.scam], [true, true, true]);
  const invite = await one.client.invoke(new Api.messages.CheckChatInvite({ hash: 'OldGroup1' }));
  assert.ok(invite instanceof Api.ChatInvite && invite.channel !== true);
  const [mine, theirs] = [await join(one), await join(other)];
  const notices = updatesOf(one);
  server.bar('+77000000001', CHANNEL);
  await until('the notice', () => notices.some((update) => update instanceof Api.UpdateChannel));
  assert.equal(await rpcFailure(history(one, mine.peer)), 'CHANNEL_PRIVATE');
  const again = new Api.channels.JoinChannel({ channel: mine.input });
  assert.equal(await rpcFailure(one.client.invoke(again)), 'USER_BANNED_IN_CHANNEL');
  assert.equal((await history(other, theirs.peer)).length, 1);
  assert.equal(await rpcFailure(history(one, theirs.peer)), 'CHANNEL_INVALID');
  server.bar('+77000000001', CHANNEL, false);
  assert.equal((await history(one, mine.peer)).length, 1);
  const client = await secondClient(context, { server, world });
  const channel = toInputChannel(await client.resolvePeer('by_request'));
  await assert.rejects(client.call({ _: 'channels.joinChannel', channel }), /INVITE_REQUEST_SENT/u);
  server.bar('+77000000003', CHANNEL);
  await assert.rejects(client.getHistory(CHANNEL, { limit: 1 }));
  assert.deepEqual(log, []);
});

test('posts are found by id, by date and by word', async (context) => {
  const { server, world, log } = await loopback(context, { schemas: [SCHEMA] });
  for (const text of ['бір', 'екі', 'үш']) world.publish(CHANNEL, { text });
  world.remove(CHANNEL, 2);
  const made = await signedIn(context, server);
  const { input, peer } = await resolve(made);
  const id = [1, 2, 3, 9].map((one) => new Api.InputMessageID({ id: one }));
  const found = await made.client.invoke(new Api.channels.GetMessages({ channel: input, id }));
  assert.ok(found instanceof Api.messages.ChannelMessages);
  assert.deepEqual(
    found.messages.map(({ className }) => className),
    ['Message', 'MessageEmpty', 'Message', 'MessageEmpty'],
  );
  const at = (offsetDate: number): Promise<Api.messages.TypeMessages> =>
    made.client.invoke(new Api.messages.GetHistory({ peer, limit: 10, offsetDate }));
  assert.equal(((await at(1_000_000)) as Api.messages.ChannelMessages).messages.length, 0);
  const soon = Math.floor(Date.now() / 1000) + 60;
  assert.equal(((await at(soon)) as Api.messages.ChannelMessages).messages.length, 2);
  const client = await secondClient(context, { server, world });
  assert.deepEqual(
    (await client.getMessages(CHANNEL, [1, 2, 3])).map((message) => message?.text ?? null),
    ['бір', null, 'үш'],
  );
  const search = await client.searchMessages({ chatId: CHANNEL, query: 'үш' });
  assert.deepEqual(
    search.map(({ id: number }) => number),
    [3],
  );
  assert.deepEqual(log, []);
});
