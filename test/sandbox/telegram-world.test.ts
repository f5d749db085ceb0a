import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import type { WorldChange } from '../../sandbox/telegram-world.ts';
import { TelegramWorld, WorldError } from '../../sandbox/telegram-world.ts';

const NOW = new Date('2026-11-24T06:00:00Z');

function world(): TelegramWorld {
  const made = new TelegramWorld({ journalPath: null, now: () => NOW });
  made.addChannel({ username: '@News_One', title: 'Жаңалық' });
  return made;
}

/** Without the difference between the kinds of byte arrays. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function refuses(act: () => unknown, reason: RegExp): void {
  assert.throws(act, (error) => error instanceof WorldError && reason.test(error.message));
}

test('what cannot be done is refused in words for the person who tried', () => {
  const w = world();
  refuses(() => w.publish('nowhere', { text: 'x' }), /no channel "nowhere" in the sandbox; add it first/u);
  refuses(() => w.publish('news_one', { text: '  ' }), /empty: write a text or add a picture/u);
  refuses(
    () => w.publish('news_one', { text: 'x'.repeat(4097) }),
    /4097 characters; Telegram takes at most 4096/u,
  );
  refuses(() => w.edit('news_one', 1, { text: 'x' }), /no message 1 in news_one/u);
  w.publish('news_one', { text: 'x' });
  refuses(() => w.edit('news_one', 1, { text: 'x' }), /already has this text/u);
  w.remove('news_one', 1);
  refuses(() => w.remove('news_one', 1), /Message 1 of news_one was removed/u);
  refuses(() => w.addChannel({ username: 'x', title: 'x' }), /no username/u);
  refuses(
    () => w.publish('news_one', { text: 'ab', entities: [{ kind: 'bold', offset: 1, length: 2 }] }),
    /outside the text/u,
  );
});

test('a channel is added once, whatever the spelling of its name', () => {
  const w = world();
  const again = w.addChannel({ username: 'news_one', title: 'Басқа' });
  assert.equal(again.title, 'Жаңалық');
  assert.equal(w.channels().length, 1);
});

test('links, mentions, hashtags and addresses are marked where they are seen', () => {
  const w = world();
  const text = 'Қара: https://a.kz/x?y=1, casino-win.com және @some_name #ұтыс a@b.kz 3.14';
  const { entities } = w.publish('news_one', { text });
  assert.deepEqual(
    entities.map(({ kind, offset, length }) => [kind, text.slice(offset, offset + length)]),
    [
      ['url', 'https://a.kz/x?y=1'],
      ['url', 'casino-win.com'],
      ['mention', '@some_name'],
      ['hashtag', '#ұтыс'],
      ['email', 'a@b.kz'],
    ],
  );
});

test("changes are told in order, with the channel's counter", () => {
  const w = world();
  const told: WorldChange[] = [];
  const end = w.onChange((change) => told.push(change));
  w.publish('news_one', { text: 'x' });
  w.edit('news_one', 1, { text: 'y' });
  w.remove('news_one', 1);
  w.addChannel({ username: 'second', title: 'Екінші' });
  end();
  w.publish('second', { text: 'z' });
  assert.deepEqual(
    told.map((change) => [change.kind, 'pts' in change ? change.pts : null]),
    [
      ['published', 2],
      ['edited', 3],
      ['removed', 4],
      ['channel_added', null],
    ],
  );
});

test('a world read back from its journal is the same world', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'world-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const journalPath = join(folder, 'world.jsonl');
  const first = new TelegramWorld({ journalPath });
  first.addChannel({ username: 'news_one', title: 'Жаңалық', about: 'a', kind: 'group', subscribers: 7 });
  first.addPrivateChannel({ title: 'Жабық', inviteHash: 'abcdefgh' });
  first.addUser({ username: 'somebody', firstName: 'Адам' });
  first.addAccount({ phone: '+7 700 000 00 01', code: '1', password: 'p' });
  const photo = { bytes: Buffer.from([1, 2, 3]), mimeType: 'image/png', width: 1, height: 1 } as const;
  first.publish('news_one', { text: 'бір', photo, author: 'somebody' });
  first.publish('news_one', { text: 'екі' });
  first.edit('news_one', 2, { text: 'екі!' });
  first.publish('+abcdefgh', { text: 'жабық' });
  first.remove('+abcdefgh', 1);
  const second = new TelegramWorld({ journalPath });
  context.after(() => second.close());
  assert.deepEqual(second.channels(), first.channels());
  for (const name of ['news_one', '+abcdefgh']) assert.deepEqual(second.posts(name), first.posts(name));
  assert.deepEqual(second.account('77000000001'), first.account('77000000001'));
  assert.deepEqual(second.userNamed('somebody'), first.userNamed('somebody'));
  first.close();
});

test('files, albums, names and links survive in the journal too', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'world-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const journalPath = join(folder, 'world.jsonl');
  const first = new TelegramWorld({ journalPath });
  context.after(() => first.close());
  first.addChannel({ username: 'news_one', title: 'Жаңалық', traits: { signsPosts: true } });
  first.addChannel({ username: 'news_talk', title: 'Талқы', kind: 'group' });
  first.link('news_one', 'news_talk');
  const bytes = Buffer.from([1, 2, 3]);
  const photo = { bytes, mimeType: 'image/png', width: 1, height: 1, dcId: 4 } as const;
  first.publishAlbum('news_one', [
    { text: 'қолтаңба', photo },
    { text: '', media: { kind: 'file', mimeType: 'video/mp4', bytes, thumbnail: { ...photo } } },
  ]);
  first.comment('news_one', 1, { text: 'пікір' });
  first.edit('news_one', 1, { photo: { ...photo, bytes: Buffer.from([4]) } });
  first.pin('news_one', 2);
  first.bump('news_one', 1, { views: 9, reactions: [{ emoji: '👍', count: 1 }] });
  first.publish('news_one', { text: 'артық' });
  first.removeMany('news_one', [2, 4]);
  first.rename('news_one', 'fresh_news', 'second_name');
  const second = new TelegramWorld({ journalPath });
  context.after(() => second.close());
  assert.deepEqual(second.channels(), first.channels());
  for (const name of ['second_name', 'news_talk'])
    assert.deepEqual(plain(second.posts(name)), plain(first.posts(name)));
  const [post] = second.posts('fresh_news');
  assert.deepEqual([...(second.photo(post?.photo?.id ?? '')?.bytes ?? [])], [4]);
  assert.equal(second.channelNamed('news_one'), undefined);
});

test('what the new kinds of posts cannot be is refused', () => {
  const w = world();
  const photo = { bytes: Buffer.from([1]), mimeType: 'image/png', width: 1, height: 1 } as const;
  refuses(() => w.publishAlbum('news_one', [{ text: '', photo }]), /2 to 10 parts, not 1/u);
  refuses(() => w.publishAlbum('news_one', [{ text: 'a' }, { text: 'b' }]), /needs a picture or a file/u);
  const poll = { kind: 'poll', question: ' ', answers: [{ text: 'a' }] } as const;
  refuses(() => w.publish('news_one', { text: '', media: poll }), /question of a poll/u);
  const file = { kind: 'file', mimeType: 'video/mp4' } as const;
  refuses(() => w.publish('news_one', { text: '', media: file }), /its bytes, or at least its size/u);
  w.publish('news_one', { text: 'x' });
  refuses(() => w.comment('news_one', 1, { text: 'y' }), /link a group first/u);
  refuses(() => w.removeMany('news_one', [1, 1]), /each once/u);
  w.addChannel({ username: 'second', title: 'Екінші' });
  refuses(() => w.rename('news_one', 'second'), /"second" is taken/u);
});
