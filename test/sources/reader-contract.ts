import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TelegramWorld, type WorldPostInput } from '../../sandbox/telegram-world.ts';
import type { Post, PostMedia } from '../../src/domain/post.ts';
import type { ResolvedSource, SourceReader } from '../../src/ports/source-reader.ts';
import { jpeg } from './preview-loopback.ts';
import { BatchSink, sourceOf, until } from './telegram-loopback.ts';

const CHANNEL = 'ortaq_arna';
const photo = (mark: string) => ({
  bytes: jpeg(mark),
  mimeType: 'image/jpeg' as const,
  width: 80,
  height: 60,
});
const file = { kind: 'file' as const, bytes: Buffer.alloc(2_048, 1) };

/** One post of each kind that a channel has; ids are counted from 1, the album is the last. */
const POSTS: readonly WorldPostInput[] = [
  {
    text: 'Жай мәтін\nекінші жол  <b> & "тырнақша"',
    counters: { views: 1_200, forwards: 3, reactions: [{ emoji: '🔥', count: 9 }] },
  },
  {
    text: 'Кір: bonusbet.kz немесе мұнда @basqa_arna #бонус 😁 a@b.kz',
    entities: [
      { kind: 'bold', offset: 0, length: 15 },
      { kind: 'text_link', offset: 24, length: 5, url: 'https://hidden.example/?a=1&b=2' },
    ],
    buttons: [
      [{ text: 'Ашу', url: 'https://button.example/r' }],
      [{ text: 'Арна', url: 'https://t.me/basqa_arna' }],
    ],
  },
  { text: 'Фото', photo: photo('a') },
  {
    text: 'Бейне',
    media: {
      kind: 'file',
      role: 'video',
      mimeType: 'video/mp4',
      sizeBytes: 90_000_000,
      thumbnail: { bytes: jpeg('t'), width: 32, height: 18 },
    },
  },
  { text: 'Шарт', media: { ...file, fileName: 'шарт.pdf', mimeType: 'application/pdf' } },
  { text: '', media: { ...file, role: 'voice', mimeType: 'audio/ogg' } },
  {
    text: '',
    media: { kind: 'poll', question: 'Қай казино?', answers: [{ text: 'Бірінші' }, { text: 'Екінші' }] },
  },
  {
    text: 'https://bet.example/r',
    media: {
      kind: 'web_page',
      url: 'https://bet.example/r',
      siteName: 'Bet',
      title: 'Бонус',
      description: 'Тіркел\nбонус ал',
    },
  },
  { text: '', media: { kind: 'contact', phone: '77010000000', firstName: 'Кассир', lastName: 'Ажар' } },
  { text: 'Арнадан', forwardedFrom: { title: 'Басқа арна', username: 'basqa_arna', messageId: 1 } },
  { text: 'Жасырыннан', forwardedFrom: { title: 'Жасырын', username: null } },
  { text: 'Қолы бар', signature: 'Редактор А.' },
];
const ALBUM: readonly WorldPostInput[] = [
  { text: 'Альбом', photo: photo('b') },
  { text: '', photo: photo('c') },
];

/** What a reader of this kind cannot know, by field, and why; such fields are not compared. */
export type NotCarried = Partial<Record<'forwards' | 'editTime' | 'mediaTypes' | 'mediaSizes', string>>;

/** A reader of a sandbox world, of the kind that is checked. */
export interface ContractReader {
  readonly reader: SourceReader;
  close(): Promise<void>;
}

/**
 * What every reader of Telegram's channels promises: the same posts of the same world, under the same numbers, whatever the
 * way to them.
 */
export function readerContract(
  name: string,
  notCarried: NotCarried,
  open: (world: TelegramWorld) => Promise<ContractReader>,
): void {
  describe(name, () => {
    let opened: ContractReader;
    let resolved: ResolvedSource;
    const sink = new BatchSink();
    const world = new TelegramWorld({ journalPath: null });
    const post = (id: number): Post => {
      const found = sink.posts.find(({ messageId }) => messageId === id);
      assert.ok(found, `post ${id}`);
      return found;
    };
    before(async () => {
      world.addChannel({ username: 'basqa_arna', title: 'Басқа арна' });
      world.publish('basqa_arna', { text: 'Түпнұсқа' });
      world.addChannel({ username: CHANNEL, title: 'Ортақ арна' });
      for (const one of POSTS) world.publish(CHANNEL, one);
      world.publishAlbum(CHANNEL, ALBUM);
      world.announce(CHANNEL, { kind: 'pinned', messageId: 1 });
      world.publish(CHANNEL, { text: 'Өшеді' });
      world.publish(CHANNEL, { text: 'Соңғы' });
      world.edit(CHANNEL, 1, { text: `${POSTS[0]?.text} өңделді` });
      world.remove(CHANNEL, POSTS.length + 4);
      opened = await open(world);
      resolved = await opened.reader.resolve(`@${CHANNEL}`);
      await opened.reader.watch({ ...sourceOf(resolved, 0), lastReadAt: new Date() }, sink.emit);
      await until('all posts', () => sink.position >= POSTS.length + 5);
    });
    after(async () => {
      await opened.close();
      world.close();
    });

    it('gives a place the same address and number', () => {
      assert.equal(resolved.address, `https://t.me/${CHANNEL}`);
      assert.equal(resolved.externalId, String(world.channelNamed(CHANNEL)?.id));
      assert.equal(resolved.title, 'Ортақ арна');
      assert.equal(resolved.kind, 'messenger');
      assert.equal(resolved.newestId, POSTS.length + 5);
    });

    it('gives each message once under its number, and names the one that is not there', () => {
      const ids = [...POSTS.keys()].map((at) => at + 1);
      assert.deepEqual(sink.ids, [...ids, POSTS.length + 1, POSTS.length + 5]);
      assert.deepEqual(
        sink.batches.flatMap(({ missing }) => missing ?? []),
        [{ from: POSTS.length + 4, to: POSTS.length + 4 }],
      );
      for (const { messageId, url } of sink.posts) assert.equal(url, `https://t.me/${CHANNEL}/${messageId}`);
      for (const { sourceId } of sink.posts) assert.equal(sourceId, 1);
    });

    it('gives texts, dates and links as they were published', () => {
      for (const [at, { text }] of POSTS.entries()) {
        const shown = at === 0 ? `${text} өңделді` : text;
        assert.equal(post(at + 1).text, shown);
        const date = world.postsOf(Number(resolved.externalId)).get(at + 1)?.date ?? new Date(0);
        assert.equal(
          post(at + 1).publishedAt,
          new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString(),
        );
      }
      assert.deepEqual(post(2).links, [
        { url: 'bonusbet.kz', start: 5, end: 16, how: 'visible' },
        { url: 'https://hidden.example/?a=1&b=2', start: 24, end: 29, how: 'hidden' },
        { url: 'https://button.example/r', start: 58, end: 58, how: 'button', label: 'Ашу' },
        { url: 'https://t.me/basqa_arna', start: 58, end: 58, how: 'button', label: 'Арна' },
      ]);
    });

    it('marks an edited post', () => {
      assert.notEqual(post(1).editedAt, null);
      assert.equal(post(2).editedAt, null);
      if (notCarried.editTime !== undefined) return;
      const edited = world.postsOf(Number(resolved.externalId)).get(1)?.editDate ?? new Date(0);
      assert.equal(post(1).editedAt, new Date(Math.floor(edited.getTime() / 1000) * 1000).toISOString());
    });

    it('gives pictures, thumbnails and what is known of files', () => {
      const shown = (id: number): unknown[] => post(id).media.map(mediumShown);
      const mediumShown = ({ kind, mimeType, sizeBytes, fileName, data }: PostMedia): unknown => ({
        kind,
        fileName,
        data: data === undefined ? null : Buffer.from(data, 'base64').at(-1),
        ...(notCarried.mediaTypes === undefined && { mimeType }),
        ...(notCarried.mediaSizes === undefined && { sizeBytes }),
      });
      const known = (
        kind: string,
        mark: string | null,
        mimeType: string,
        sizeBytes: number,
        fileName: string | null = null,
      ) => ({
        kind,
        fileName,
        data: mark?.charCodeAt(0) ?? null,
        ...(notCarried.mediaTypes === undefined && { mimeType }),
        ...(notCarried.mediaSizes === undefined && { sizeBytes }),
      });
      const pictureBytes = jpeg('a').length;
      assert.deepEqual(shown(3), [known('photo', 'a', 'image/jpeg', pictureBytes)]);
      assert.deepEqual(shown(4), [known('video', 't', 'video/mp4', 90_000_000)]);
      assert.deepEqual(shown(5), [known('document', null, 'application/pdf', 2_048, 'шарт.pdf')]);
      assert.deepEqual(shown(6), [known('audio', null, 'audio/ogg', 2_048)]);
      assert.deepEqual(shown(POSTS.length + 1), [
        known('photo', 'b', 'image/jpeg', pictureBytes),
        known('photo', 'c', 'image/jpeg', pictureBytes),
      ]);
    });

    it('gives an album as one post with its parts', () => {
      const album = post(POSTS.length + 1);
      assert.equal(album.text, 'Альбом');
      assert.deepEqual(album.parts, [POSTS.length + 1, POSTS.length + 2]);
    });

    it('gives poll, preview, contact, forward and signature', () => {
      assert.deepEqual(post(7).poll, { question: 'Қай казино?', answers: ['Бірінші', 'Екінші'] });
      assert.deepEqual(post(8).webPage, {
        url: 'https://bet.example/r',
        siteName: 'Bet',
        title: 'Бонус',
        description: 'Тіркел\nбонус ал',
      });
      assert.deepEqual(post(9).contact, { phone: '+77010000000', name: 'Кассир Ажар' });
      assert.deepEqual(post(10).forwardedFrom, { title: 'Басқа арна', url: 'https://t.me/basqa_arna/1' });
      assert.deepEqual(post(11).forwardedFrom, { title: 'Жасырын', url: null });
      assert.equal(post(12).author, 'Редактор А.');
      assert.equal(post(1).author, null);
    });

    it('gives views and reactions', () => {
      assert.equal(post(1).views, 1_200);
      assert.deepEqual(post(1).reactions, [{ reaction: '🔥', count: 9 }]);
      if (notCarried.forwards === undefined) assert.equal(post(1).forwards, 3);
    });

    it('sweeps what was missing, and says what became of it', async () => {
      const gone = POSTS.length + 4;
      await opened.reader.sweep?.(1, [{ from: gone - 1, to: gone }]);
      const settled = sink.batches.flatMap((batch) => batch.settled ?? []);
      assert.deepEqual(
        settled.map(({ from, to, how }) => [from, to, how]),
        [
          [gone - 1, gone - 1, 'not_a_post'],
          [gone, gone, 'gone'],
        ],
      );
    });

    it('goes on with what is published, changed and deleted', async () => {
      world.publish(CHANNEL, { text: 'Жаңа' });
      await until('the new post', () => sink.ids.includes(POSTS.length + 6));
      world.edit(CHANNEL, 3, { text: 'Фото өзгерді' });
      await until('the edit', () => sink.edits.some(({ text }) => text === 'Фото өзгерді'));
      world.remove(CHANNEL, 12);
      await until('the deletion', () => sink.deletedIds.includes(12));
      assert.deepEqual(
        sink.ids.filter((id, at, all) => all.indexOf(id) !== at),
        [],
      );
    });
  });
}
