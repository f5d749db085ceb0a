import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { MEDIA_BYTES_MAX } from '../../src/domain/post.ts';
import { BatchSink, type Loopback, sourceOf, startLoopback, until } from './telegram-loopback.ts';

let loopback: Loopback;

before(async () => {
  loopback = await startLoopback();
});
after(() => loopback.close());

/** Bytes that no two calls share and that no codec would leave alone by chance. */
function oneFile(seed: string, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < size; at += 32) parts.push(createHash('sha256').update(`${seed}/${at}`).digest());
  return Buffer.concat(parts).subarray(0, size);
}

/** Watches a fresh channel in which one post with this picture stands. */
async function readPicture(username: string, bytes: Uint8Array): Promise<BatchSink> {
  loopback.world.addChannel({ username, title: 'Суреттер' });
  loopback.world.publish(username, {
    text: 'сурет',
    photo: { bytes, mimeType: 'image/jpeg', width: 800, height: 600 },
  });
  const reader = await loopback.reader();
  const sink = new BatchSink();
  await reader.watch(sourceOf(await reader.resolve(`@${username}`), 0), sink.emit);
  await until('the post', () => sink.position === 1);
  return sink;
}

test('a picture is downloaded byte by byte', async () => {
  const bytes = oneFile('picture', 300_001);
  const sink = await readPicture('suret_bir', bytes);

  const [picture] = sink.posts[0]?.media ?? [];
  assert.equal(picture?.kind, 'photo');
  assert.equal(picture?.sizeBytes, bytes.length);
  assert.ok(Buffer.from(picture?.data ?? '', 'base64').equals(bytes));
  assert.equal(sink.posts[0]?.text, 'сурет');
});

test('a picture over the limit is noted and not downloaded', async () => {
  loopback.server.faults.forgetCalls();
  const sink = await readPicture('suret_eki', oneFile('large', MEDIA_BYTES_MAX + 1));

  assert.equal(sink.posts[0]?.media[0]?.skipped, 'too_large');
  assert.equal(sink.posts[0]?.media[0]?.data, undefined);
  assert.deepEqual(loopback.server.faults.calls('upload.getFile'), []);
});

test('a picture that cannot be had does not keep the text back', async () => {
  for (const message of ['FILE_REFERENCE_EXPIRED', 'FLOOD_WAIT_300']) {
    const code = message.startsWith('FLOOD') ? 420 : 400;
    loopback.server.faults.add({ kind: 'rpc_error', method: 'upload.getFile', code, message });
    const sink = await readPicture(`suret_${code}`, oneFile(message, 1_000));

    assert.equal(sink.posts[0]?.text, 'сурет');
    assert.equal(sink.posts[0]?.media[0]?.skipped, 'failed');
  }
});

test('large pictures travel one by one, small ones together', async () => {
  loopback.world.addChannel({ username: 'suret_kop', title: 'Суреттер' });
  for (const size of [400_000, 400_000, 1_000, 1_000]) {
    const photo = {
      bytes: oneFile(`many ${size}`, size),
      mimeType: 'image/jpeg' as const,
      width: 8,
      height: 6,
    };
    loopback.world.publish('suret_kop', { text: 'көп', photo });
  }
  const reader = await loopback.reader();
  const sink = new BatchSink();
  await reader.watch(sourceOf(await reader.resolve('@suret_kop'), 0), sink.emit);
  await until('all posts', () => sink.position === 4);

  assert.deepEqual(
    sink.batches.map((batch) => batch.posts.length),
    [1, 1, 2],
  );
});
