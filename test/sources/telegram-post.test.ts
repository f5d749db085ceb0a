import assert from 'node:assert/strict';
import { test } from 'node:test';
import bigInt from 'big-integer';
import { Api } from 'telegram';
import { receive, toPost } from '../../src/sources/telegram/to-post.ts';

const WHERE = { sourceId: 7, username: 'zhanga_qala', rawChars: 64 * 1024 };
const PEER = new Api.PeerChannel({ channelId: bigInt('1234567890123') });

function oneMessage(fields: Partial<ConstructorParameters<typeof Api.Message>[0]>): Api.Message {
  return new Api.Message({ id: 12, peerId: PEER, date: 1_767_225_600, message: '', ...fields });
}

function postOf(message: Api.Message, chats: unknown[] = []) {
  const received = receive(message, chats);
  return toPost([{ message, forwardedFrom: received?.forwardedFrom ?? null }], WHERE, []);
}

test('a post carries its place, its times, its views and its signature', () => {
  const post = postOf(
    oneMessage({ message: 'Сәлем', editDate: 1_767_225_660, views: 42, forwards: 1, postAuthor: 'Редактор' }),
  );

  assert.equal(post.sourceId, 7);
  assert.equal(post.messageId, 12);
  assert.equal(post.url, 'https://t.me/zhanga_qala/12');
  assert.equal(post.publishedAt, '2026-01-01T00:00:00.000Z');
  assert.equal(post.editedAt, '2026-01-01T00:01:00.000Z');
  assert.equal(post.text, 'Сәлем');
  assert.equal(post.views, 42);
  assert.equal(post.author, 'Редактор');
});

test('a hidden edit, a reaction for example, is no new version', () => {
  assert.equal(postOf(oneMessage({ editDate: 1_767_225_660, editHide: true })).editedAt, null);
});

test('links are found in the text, behind words, on buttons and in the preview, at UTF-16 positions', () => {
  const text = '🎰 Ойна: play.example.kz және мұнда';
  const shown = text.indexOf('play');
  const hidden = text.indexOf('мұнда');
  const post = postOf(
    oneMessage({
      message: text,
      entities: [
        new Api.MessageEntityUrl({ offset: shown, length: 'play.example.kz'.length }),
        new Api.MessageEntityTextUrl({ offset: hidden, length: 5, url: 'https://hidden.example.kz/r?x=1' }),
      ],
      replyMarkup: new Api.ReplyInlineMarkup({
        rows: [
          new Api.KeyboardButtonRow({
            buttons: [
              new Api.KeyboardButtonUrl({ text: 'Кіру', url: 'https://button.example.kz' }),
              new Api.KeyboardButtonCallback({ text: 'x', data: Buffer.from('x') }),
            ],
          }),
        ],
      }),
      media: new Api.MessageMediaWebPage({
        webpage: new Api.WebPage({
          id: bigInt(1),
          url: 'https://preview.example.kz/',
          displayUrl: 'preview.example.kz',
          hash: 0,
        }),
      }),
    }),
  );

  const atEnd = { start: text.length, end: text.length };
  assert.deepEqual(post.links, [
    { url: 'play.example.kz', start: shown, end: shown + 15, how: 'visible' },
    { url: 'https://hidden.example.kz/r?x=1', start: hidden, end: hidden + 5, how: 'hidden' },
    { ...atEnd, url: 'https://button.example.kz', how: 'button', label: 'Кіру' },
    { ...atEnd, url: '', how: 'button', label: 'x' },
    { url: 'https://preview.example.kz/', start: text.length, end: text.length, how: 'hidden' },
  ]);
});

test('a preview of a link that stands in the text is not a second link', () => {
  const post = postOf(
    oneMessage({
      message: 'Example.kz/a',
      entities: [new Api.MessageEntityUrl({ offset: 0, length: 12 })],
      media: new Api.MessageMediaWebPage({
        webpage: new Api.WebPage({ id: bigInt(1), url: 'https://example.kz/a', displayUrl: '', hash: 0 }),
      }),
    }),
  );

  assert.deepEqual(
    post.links.map((link) => link.url),
    ['Example.kz/a'],
  );
});

test('a forward names the channel it came from', () => {
  const channelId = bigInt(55);
  const channel = new Api.Channel({
    id: channelId,
    title: 'Бастау',
    username: 'bastau_kz',
    photo: new Api.ChatPhotoEmpty(),
    date: 0,
  });
  const fwdFrom = new Api.MessageFwdHeader({
    date: 1,
    fromId: new Api.PeerChannel({ channelId }),
    channelPost: 9,
  });

  assert.deepEqual(postOf(oneMessage({ fwdFrom }), [channel]).forwardedFrom, {
    title: 'Бастау',
    url: 'https://t.me/bastau_kz/9',
  });
  assert.deepEqual(postOf(oneMessage({ fwdFrom })).forwardedFrom, { title: '', url: null });
});

test('the author of a post in a group is a number, not a name', () => {
  const post = postOf(oneMessage({ fromId: new Api.PeerUser({ userId: bigInt('9007199254740993') }) }));

  assert.equal(post.author, 'id9007199254740993');
});

test('the raw object is JSON with 64-bit numbers as text and without file references', () => {
  const message = oneMessage({
    media: new Api.MessageMediaPhoto({
      photo: new Api.Photo({
        id: bigInt('9007199254740993'),
        accessHash: bigInt(-5),
        fileReference: Buffer.from('secret-reference'),
        date: 1,
        sizes: [new Api.PhotoStrippedSize({ type: 'i', bytes: Buffer.from([1, 2, 3]) })],
        dcId: 2,
      }),
    }),
  });
  const raw = JSON.parse(postOf(message).raw) as {
    peerId: object;
    media: { photo: { id: string; sizes: object[] } };
  };

  assert.deepEqual(raw.peerId, { channelId: '1234567890123', className: 'PeerChannel' });
  assert.equal(raw.media.photo.id, '9007199254740993');
  assert.deepEqual(raw.media.photo.sizes, [{ type: 'i', bytes: 'AQID', className: 'PhotoStrippedSize' }]);
  assert.equal(JSON.stringify(raw).includes('fileReference'), false);
});

test('a raw object over the limit is replaced by a mark that is still JSON', () => {
  const message = oneMessage({ message: 'a'.repeat(3000) });
  const post = toPost([{ message, forwardedFrom: null }], { ...WHERE, rawChars: 1000 }, []);
  const raw = JSON.parse(post.raw) as { id: number; omittedChars: number };

  assert.equal(raw.id, 12);
  assert.ok(raw.omittedChars > 3000);
});
