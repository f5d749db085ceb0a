import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Post } from '../../src/domain/post.ts';
import type { WorldPostInput } from '../../sandbox/telegram-world.ts';
import { BatchSink, type Loopback, sourceOf, startLoopback, until } from './telegram-loopback.ts';

const FAR_AWAY = 4;
const THUMBNAIL = randomBytes(3_000);
const PICTURE = randomBytes(9_000);
const thumbnail = { bytes: THUMBNAIL, width: 32, height: 18 };
const photo = { bytes: PICTURE, mimeType: 'image/jpeg' as const, width: 80, height: 60 };
const HUGE = 3 * 1024 ** 3;
let loopback: Loopback;
let channels = 0;

before(async () => {
  loopback = await startLoopback({}, { fileCentres: [FAR_AWAY] });
});
after(() => loopback.close());

/** Publishes the post in a channel of its own and reads it. */
async function read(input: WorldPostInput): Promise<Post> {
  channels += 1;
  const username = `arna_${channels}`;
  loopback.world.addChannel({ username, title: 'Арна' });
  loopback.world.publish(username, input);
  const reader = await loopback.reader();
  const sink = new BatchSink();
  await reader.watch(sourceOf(await reader.resolve(`@${username}`), 0), sink.emit);
  await until('the post', () => sink.position === 1);
  await reader.close();
  const [post] = sink.posts;
  assert.ok(post !== undefined);
  return post;
}

test('a poll, a contact card and counters are read', async () => {
  const poll = await read({
    text: '',
    media: { kind: 'poll', question: 'Қай казино?', answers: [{ text: 'Бірінші' }, { text: 'Екінші' }] },
    counters: { views: 7, forwards: 3, reactions: [{ emoji: '🔥', count: 9 }] },
  });
  assert.deepEqual(poll.poll, { question: 'Қай казино?', answers: ['Бірінші', 'Екінші'] });
  assert.deepEqual([poll.views, poll.forwards, poll.reactions], [7, 3, [{ reaction: '🔥', count: 9 }]]);

  const card = await read({
    text: '',
    media: { kind: 'contact', phone: '77010000000', firstName: 'Кассир', lastName: 'Бет' },
  });
  assert.deepEqual(card.contact, { phone: '+77010000000', name: 'Кассир Бет' });
});

test('the preview of a page is read with its words, its picture and its address', async () => {
  const post = await read({
    text: 'қара',
    media: {
      kind: 'web_page',
      url: 'https://bet.example/r',
      siteName: 'Bet',
      title: 'Бонус',
      description: 'Тіркел',
      photo,
    },
  });
  assert.deepEqual(post.webPage, {
    url: 'https://bet.example/r',
    siteName: 'Bet',
    title: 'Бонус',
    description: 'Тіркел',
  });
  assert.deepEqual(
    post.links.map(({ url, how }) => [url, how]),
    [['https://bet.example/r', 'hidden']],
  );
  assert.equal(post.media[0]?.data, PICTURE.toString('base64'));
  const pending = await read({
    text: 'a.example',
    media: { kind: 'web_page', url: 'https://a.example', state: 'pending' },
  });
  assert.equal(pending.webPage, undefined);
});

test('a file is noted by name, type and size, and its thumbnail is read; what is too large is not fetched', async () => {
  const file = { kind: 'file', fileName: 'шарт.pdf', mimeType: 'application/pdf' } as const;
  const small = await read({ text: '', media: { ...file, bytes: randomBytes(5_000), thumbnail } });
  assert.deepEqual(small.media, [
    {
      kind: 'document',
      mimeType: 'application/pdf',
      sizeBytes: 5_000,
      fileName: 'шарт.pdf',
      data: THUMBNAIL.toString('base64'),
      dataType: 'image/jpeg',
    },
  ]);
  const large = await read({ text: '', media: { ...file, sizeBytes: HUGE } });
  assert.deepEqual(large.media, [
    {
      kind: 'document',
      mimeType: 'application/pdf',
      sizeBytes: HUGE,
      fileName: 'шарт.pdf',
      skipped: 'too_large',
    },
  ]);
});

test('videos, round ones too, voices and music are told apart; of a video the thumbnail is read', async () => {
  const roles = ['video', 'round', 'animation', 'voice', 'audio'] as const;
  const kinds: string[] = [];
  for (const role of roles) {
    const mimeType = role === 'voice' || role === 'audio' ? 'audio/ogg' : 'video/mp4';
    const shown = role === 'video' ? { thumbnail } : {};
    const post = await read({
      text: '',
      media: { kind: 'file', role, mimeType, sizeBytes: HUGE, ...shown },
    });
    kinds.push(`${post.media[0]?.kind}${post.media[0]?.data === undefined ? '' : ' with data'}`);
  }
  assert.deepEqual(kinds, ['video with data', 'video', 'video', 'audio', 'audio']);
});

test('words that lead to a person, and buttons of every kind, are read', async () => {
  const post = await read({
    text: 'Жазыңыз: менеджер',
    entities: [{ kind: 'text_mention', offset: 9, length: 8, userId: 6_100_000_099 }],
    buttons: [
      [
        { text: 'Ашу', url: 'https://button.example/' },
        { text: 'Басу', url: '', kind: 'callback', data: 'x' },
      ],
      [
        { text: 'Ойын', url: 'https://app.example/', kind: 'web_app' },
        { text: 'Көшіру', url: '', kind: 'copy', data: 'PROMO' },
      ],
    ],
  });
  assert.deepEqual(
    post.links.map(({ url, how, label }) => [url, how, label]),
    [
      ['tg://user?id=6100000099', 'hidden', undefined],
      ['https://button.example/', 'button', 'Ашу'],
      ['', 'button', 'Басу'],
      ['https://app.example/', 'button', 'Ойын'],
      ['', 'button', 'Көшіру PROMO'],
    ],
  );
});

test('a picture that another data centre keeps is fetched there, with one sign-in for all', async () => {
  loopback.world.addChannel({ username: 'alys_arna', title: 'Алыс' });
  const reader = await loopback.reader();
  const sink = new BatchSink();
  await reader.watch(sourceOf(await reader.resolve('@alys_arna'), 0), sink.emit);
  loopback.server.faults.forgetCalls();
  for (let count = 1; count <= 3; count += 1)
    loopback.world.publish('alys_arna', { text: String(count), photo: { ...photo, dcId: FAR_AWAY } });
  await until('the posts', () => sink.position === 3);

  assert.deepEqual(
    sink.posts.map((post) => post.media[0]?.data === PICTURE.toString('base64')),
    [true, true, true],
  );
  assert.equal(loopback.server.faults.calls('auth.exportAuthorization').length, 1);
  await reader.close();
});

test('pictures that take too long are noted as failed, and the texts go on', async () => {
  loopback.world.addChannel({ username: 'bayau_arna', title: 'Баяу' });
  const reader = await loopback.reader({ mediaMs: 300 });
  const sink = new BatchSink();
  await reader.watch(sourceOf(await reader.resolve('@bayau_arna'), 0), sink.emit);
  loopback.server.faults.add({ kind: 'delay_answer', method: 'upload.getFile', delayMs: 1_500, times: 9 });
  const started = performance.now();
  for (const text of ['1', '2', '3']) loopback.world.publish('bayau_arna', { text, photo });
  await until('the posts', () => sink.position === 3);
  loopback.server.faults.clear();

  assert.ok(performance.now() - started < 1_400);
  assert.ok(sink.posts.every((post) => post.media[0]?.skipped === 'failed'));
});

test('a channel tells the public address of its discussion group, and a group none', async () => {
  const { world } = loopback;
  world.addChannel({ username: 'talqyly_arna', title: 'Арна' });
  world.addChannel({ username: 'talqy_toby', title: 'Талқы', kind: 'group' });
  world.link('talqyly_arna', 'talqy_toby');
  const reader = await loopback.reader();

  assert.equal((await reader.resolve('@talqyly_arna')).discussion, 'https://t.me/talqy_toby');
  assert.equal((await reader.resolve('@talqy_toby')).discussion, undefined);
  world.makePrivate('talqy_toby', 'AbCdEf0123456789');
  assert.equal((await reader.resolve('@talqyly_arna')).discussion, undefined);
  assert.equal((await reader.resolve('@talqyly_arna')).pts, world.channelNamed('talqyly_arna')?.pts || null);
});
