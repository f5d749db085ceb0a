import bigInt from 'big-integer';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from 'telegram';

import {
  CHANNEL,
  history,
  join,
  loopback,
  resolve,
  signedIn,
  until,
  updatesOf,
} from './loopback-telegram.ts';
import { secondClient } from './mtcute-client.ts';
import { mtcuteSchema } from './mtcute-schema.ts';
import { DOCUMENT, MEDIA, PICTURE, publishEverything, THUMBNAIL } from './one-of-everything.ts';

const SCHEMA = mtcuteSchema();
const PHOTO = { bytes: PICTURE, mimeType: 'image/jpeg', width: 80, height: 60 } as const;

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

test('each kind of post reaches the first library whole', async (context) => {
  const { server, world, log } = await loopback(context);
  publishEverything(world, CHANNEL);
  const made = await signedIn(context, server);
  const { peer } = await resolve(made);
  const page = await made.client.invoke(new Api.messages.GetHistory({ peer, limit: 100 }));
  assert.ok(page instanceof Api.messages.ChannelMessages);
  const all = page.messages.reverse();
  const posts = all.slice(0, MEDIA.length) as Api.Message[];
  assert.deepEqual(
    posts.map(({ media }) => (media ? lower(media.className) : null)),
    MEDIA,
  );
  const poll = posts.find(({ media }) => media instanceof Api.MessageMediaPoll)
    ?.media as Api.MessageMediaPoll;
  assert.deepEqual(
    [poll.poll.question.text, ...poll.poll.answers.map(({ text }) => text.text), poll.results.totalVoters],
    ['Қай казино?', 'Бірінші', 'Екінші', 7],
  );
  const rich = posts[23];
  assert.deepEqual(
    rich?.entities?.map(({ className }) => className.replace('MessageEntity', '')),
    ['Spoiler', 'Blockquote', 'TextUrl', 'MentionName', 'Pre'],
  );
  assert.ok(rich?.replyMarkup instanceof Api.ReplyInlineMarkup);
  assert.deepEqual(
    rich.replyMarkup.rows.flatMap(({ buttons }) => buttons.map(({ className }) => className.slice(14))),
    ['Url', 'Callback', 'UrlAuth', 'WebView', 'Copy', 'SwitchInline'],
  );
  assert.deepEqual(
    [rich.views, rich.forwards, rich.reactions?.results[0]?.count, rich.silent],
    [1200, 3, 9, true],
  );
  assert.ok(rich.viaBotId);
  const [fromChannel, fromPerson, hidden] = posts.slice(24).map(({ fwdFrom }) => fwdFrom);
  assert.ok(fromChannel?.fromId instanceof Api.PeerChannel);
  assert.deepEqual([fromChannel.channelPost, fromChannel.postAuthor], [12, 'Автор']);
  assert.ok(fromPerson?.fromId instanceof Api.PeerUser);
  assert.equal(hidden?.fromName, 'Жасырын');
  assert.deepEqual(
    all.slice(MEDIA.length).map((message) => (message as Api.MessageService).action.className),
    ['MessageActionPinMessage', 'MessageActionChatEditTitle', 'MessageActionChannelMigrateFrom'],
  );
  assert.equal(posts[0]?.pinned, true);
  const [, gone, contract, video] = posts;
  assert.ok(gone?.media instanceof Api.MessageMediaPhoto && !gone.media.photo);
  assert.ok(contract?.media && video?.media instanceof Api.MessageMediaDocument);
  assert.ok(((await made.client.downloadMedia(contract.media, {})) as Buffer).equals(DOCUMENT));
  assert.ok(((await made.client.downloadMedia(video.media, { thumb: 0 })) as Buffer).equals(THUMBNAIL));
  const { document } = video.media;
  assert.ok(document instanceof Api.Document);
  assert.equal(document.size.toJSNumber(), 3 * 1024 ** 3);
  const { id, accessHash, fileReference } = document;
  const location = new Api.InputDocumentFileLocation({ id, accessHash, fileReference, thumbSize: '' });
  const part = await made.client.invoke(
    new Api.upload.GetFile({ location, offset: bigInt(1024 ** 3), limit: 4096 }),
  );
  assert.ok(part instanceof Api.upload.File);
  assert.equal(part.bytes.length, 4096);
  assert.deepEqual(log, []);
});

test('each kind of post reaches a second library, which has a later schema', async (context) => {
  const { server, world, log } = await loopback(context, { schemas: [SCHEMA] });
  publishEverything(world, CHANNEL);
  const client = await secondClient(context, { server, world });
  const peer = await client.resolvePeer(CHANNEL);
  const page = await client.call({
    _: 'messages.getHistory',
    peer,
    offsetId: 0,
    offsetDate: 0,
    addOffset: 0,
    limit: 100,
    maxId: 0,
    minId: 0,
    hash: 0 as never,
  });
  assert.ok(page._ === 'messages.channelMessages');
  const raw = page.messages.reverse();
  assert.deepEqual(
    raw.flatMap((message) => (message._ === 'message' ? [message.media?._ ?? null] : [])),
    MEDIA,
  );
  assert.equal(raw.filter(({ _ }) => _ === 'messageService').length, 3);
  const posts = (await client.getHistory(CHANNEL, { limit: 100 })).reverse();
  const contract = posts[2]?.media;
  assert.ok(contract?.type === 'document');
  assert.equal(contract.fileName, 'шарт.pdf');
  assert.ok(Buffer.from(await client.downloadAsBuffer(contract)).equals(DOCUMENT));
  const video = posts[3]?.media;
  assert.ok(video?.type === 'video' && video.thumbnails[0]);
  assert.ok(Buffer.from(await client.downloadAsBuffer(video.thumbnails[0])).equals(THUMBNAIL));
  const poll = posts[9]?.media;
  assert.ok(poll?.type === 'poll');
  assert.deepEqual(
    [poll.question, poll.answers.map(({ text, voters }) => [text, voters])],
    [
      'Қай казино?',
      [
        ['Бірінші', 7],
        ['Екінші', 0],
      ],
    ],
  );
  assert.equal(posts[23]?.reactions?.reactions[0]?.count, 9);
  const [, forwarded] = raw.slice(23);
  assert.ok(forwarded?._ === 'message');
  assert.equal(forwarded.fwdFrom?.channelPost, 12);
  assert.deepEqual(log, []);
});

test('an album, its edits, a swapped picture, counters and a clearing are pushed to both libraries', async (context) => {
  const { server, world, log } = await loopback(context, { schemas: [SCHEMA] });
  const made = await signedIn(context, server);
  const client = await secondClient(context, { server, world });
  await join(made);
  await client.joinChat(CHANNEL);
  const first = updatesOf(made);
  const second: string[] = [];
  client.onRawUpdate.add(({ update }) => void (update._ !== 'updateChannel' && second.push(update._)));
  const album = world.publishAlbum(CHANNEL, [
    { text: 'қолтаңба', photo: PHOTO },
    { text: '', photo: PHOTO },
    { text: '', media: { kind: 'file', mimeType: 'video/mp4', role: 'video', bytes: DOCUMENT } },
  ]);
  assert.deepEqual(
    album.map(({ id, groupedId }) => [id, groupedId === album[0]?.groupedId]),
    [
      [1, true],
      [2, true],
      [3, true],
    ],
  );
  world.edit(CHANNEL, 2, { photo: { ...PHOTO, bytes: DOCUMENT } });
  world.touch(CHANNEL, 1);
  world.bump(CHANNEL, 1, { views: 50, forwards: 2, reactions: [{ emoji: '👍', count: 4 }] });
  world.removeMany(CHANNEL, [2, 3]);
  world.edit(CHANNEL, 1, { text: 'жаңа қолтаңба' });
  const expected = [
    ...Array.from({ length: 3 }, () => 'updateNewChannelMessage'),
    ...Array.from({ length: 2 }, () => 'updateEditChannelMessage'),
    'updateChannelMessageViews',
    'updateChannelMessageForwards',
    'updateEditChannelMessage',
    'updateDeleteChannelMessages',
    'updateEditChannelMessage',
  ];
  await until('all updates at both', () => first.length >= 10 && second.length >= 10);
  assert.deepEqual(
    first.map(({ className }) => lower(className)),
    expected,
  );
  assert.deepEqual([...second].sort(), [...expected].sort());
  const edits = first.filter((update) => update instanceof Api.UpdateEditChannelMessage);
  assert.deepEqual(
    edits.map(({ message }) => (message as Api.Message).editHide ?? false),
    [false, false, true, false],
  );
  const clearing = first.find((update) => update instanceof Api.UpdateDeleteChannelMessages);
  assert.deepEqual([clearing?.messages, clearing?.ptsCount, clearing?.pts], [[2, 3], 2, 9]);
  const [left] = await history(made, (await resolve(made)).peer);
  assert.deepEqual([left?.message, left?.views, left?.forwards], ['жаңа қолтаңба', 50, 2]);
  assert.deepEqual(log, []);
});
