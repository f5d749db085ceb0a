import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Post } from '../../src/domain/post.ts';
import { BatchSink, type Loopback, sourceOf, startLoopback, until, watchLive } from './telegram-loopback.ts';

const CHANNEL = 'zhanga_qala';
let loopback: Loopback;

beforeEach(async () => {
  loopback = await startLoopback();
});
afterEach(() => loopback.close());

const photo = (seed: string) => ({
  bytes: Buffer.from(`picture ${seed} of ${Math.random()}`),
  mimeType: 'image/jpeg' as const,
  width: 8,
  height: 6,
});

function publishAlbum(...texts: string[]): readonly number[] {
  const parts = texts.map((text, index) => ({ text, photo: photo(String(index)) }));
  return loopback.world.publishAlbum(CHANNEL, parts).map(({ id }) => id);
}

function single(text: string): void {
  loopback.world.publish(CHANNEL, { text });
}

/** What an album looks like from outside. */
function shape(post: Post | undefined) {
  return { id: post?.messageId, parts: post?.parts, text: post?.text, media: post?.media.length };
}

test('a pushed album is one post with all its captions, pictures and ids', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  single('алдында');
  publishAlbum('бірінші', '', 'үшінші https://t.me/x');
  single('кейін');
  await until('all five', () => sink.position === 5);

  assert.deepEqual(sink.ids, [1, 2, 5]);
  assert.deepEqual(shape(sink.posts[1]), {
    id: 2,
    parts: [2, 3, 4],
    text: 'бірінші\nүшінші https://t.me/x',
    media: 3,
  });
  const [link] = sink.posts[1]?.links ?? [];
  assert.equal(sink.posts[1]?.text.slice(link?.start, link?.end), 'https://t.me/x');
  assert.equal(sink.posts[0]?.parts, undefined);
  assert.ok(Array.isArray(JSON.parse(sink.posts[1]?.raw ?? '')));
});

test('an album at the end waits a moment for its parts, and goes out without a later post', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  publishAlbum('а', 'ә', 'б');
  await until('the album', () => sink.position === 3);

  assert.deepEqual(sink.posts.map(shape), [{ id: 1, parts: [1, 2, 3], text: 'а\nә\nб', media: 3 }]);
});

test('an album of which a push was withheld is completed from history', async () => {
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  const texts = ['а', 'ә', 'б', 'в'];
  loopback.server.faults.add({ kind: 'withhold', times: 2 });
  publishAlbum(...texts);
  await until('the album', () => sink.position === 4);

  assert.deepEqual(sink.posts.map(shape), [{ id: 1, parts: [1, 2, 3, 4], text: texts.join('\n'), media: 4 }]);
});

test('albums are whole across the pages of history and the sizes of batches', async () => {
  single('1');
  publishAlbum('2', '3', '4');
  publishAlbum('5', '6', '7', '8', '9', '10', '11', '12', '13', '14');
  single('15');
  publishAlbum('16', '17');
  const reader = await loopback.reader({ pagePosts: 3, batchPosts: 2 });
  const sink = new BatchSink();
  await reader.watch(sourceOf(await reader.resolve(`@${CHANNEL}`), 0), sink.emit);
  await until('history', () => sink.position === 17);

  const last = new Map(sink.batches.flatMap(({ posts }) => posts).map((post) => [post.messageId, post]));
  assert.deepEqual(
    [...last.values()].map((post) => post.parts?.length ?? 1),
    [1, 3, 10, 1, 2],
  );
  assert.ok(sink.batches.every(({ missing }) => missing === undefined));
});

test('a reader that starts in the middle of an album reads it whole', async () => {
  publishAlbum('а', 'ә', 'б', 'в');
  const reader = await loopback.reader();
  const sink = new BatchSink(2);
  await reader.watch(sourceOf(await reader.resolve(`@${CHANNEL}`), 2), sink.emit);
  await until('the rest', () => sink.position === 4);

  assert.deepEqual(sink.posts.map(shape), [{ id: 1, parts: [1, 2, 3, 4], text: 'а\nә\nб\nв', media: 4 }]);
  assert.deepEqual(sink.batches[0]?.interval, { from: 3, to: 4 });
});

test('the edit of a part is a new version of the whole album, also of one from before the start', async () => {
  const ids = publishAlbum('ескі', '', '');
  const sink = new BatchSink();
  await watchLive(loopback, sink);
  loopback.world.edit(CHANNEL, ids[1] ?? 0, { text: 'казино' });
  await until('the edit', () => sink.edits.length === 1);

  assert.deepEqual(sink.edits.map(shape), [{ id: 1, parts: [1, 2, 3], text: 'ескі\nказино', media: 3 }]);
});

test('the deletion of a part is a new version under the same id, and that of all parts no version', async () => {
  for (const known of [true, false]) {
    const before = known ? [] : publishAlbum('а', 'ә', 'б');
    const sink = new BatchSink();
    const reader = await watchLive(loopback, sink);
    const ids = known ? publishAlbum('а', 'ә', 'б') : before;
    await until('the album', () => sink.position === ids[2]);
    loopback.world.remove(CHANNEL, ids[known ? 0 : 2] ?? 0);
    await until('the shorter album', () => sink.edits.length === 1);

    const left = known ? ids.slice(1) : ids.slice(0, 2);
    assert.deepEqual(sink.edits.map(shape), [
      { id: ids[0], parts: left, text: known ? 'ә\nб' : 'а\nә', media: 2 },
    ]);
    loopback.world.removeMany(CHANNEL, left);
    await until('the deletions', () => sink.deletedIds.length === 3);
    assert.equal(sink.edits.length, 1);
    await reader.unwatch(1);
    loopback.server.faults.forgetCalls();
    await loopback.close();
    loopback = await startLoopback();
  }
});
