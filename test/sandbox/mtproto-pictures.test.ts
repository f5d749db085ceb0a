import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Api } from 'telegram';

import { CHANNEL, history, loopback, resolve, rpcFailure, signedIn } from './loopback-telegram.ts';

/** Three full parts of 64 KB and a rest, so that the parts must be put together. */
const PICTURE = randomBytes(3 * 64 * 1024 + 1234);

test("the picture of a post is downloaded in parts, byte for byte, through the client's own code", async (context) => {
  const { server, world, log } = await loopback(context);
  world.publish(CHANNEL, {
    text: 'сурет',
    photo: { bytes: PICTURE, mimeType: 'image/jpeg', width: 800, height: 600 },
  });
  const made = await signedIn(context, server);
  const { peer } = await resolve(made);
  const [message] = await history(made, peer);
  assert.ok(message?.media instanceof Api.MessageMediaPhoto);
  const downloaded = await made.client.downloadMedia(message.media, {});
  assert.ok(Buffer.isBuffer(downloaded));
  assert.ok(downloaded.equals(PICTURE));
  assert.ok(server.faults.calls('upload.getFile').length >= 2);
  assert.deepEqual(log, []);
});

test('a wrong place, a stale reference and an odd part of a picture are refused', async (context) => {
  const { server, world } = await loopback(context);
  world.publish(CHANNEL, { text: '', photo: { bytes: PICTURE, mimeType: 'image/png', width: 8, height: 6 } });
  const made = await signedIn(context, server);
  const { peer } = await resolve(made);
  const [message] = await history(made, peer);
  assert.ok(message?.media instanceof Api.MessageMediaPhoto && message.media.photo instanceof Api.Photo);
  const { id, accessHash, fileReference } = message.media.photo;
  const right = { id, accessHash, fileReference, thumbSize: 'x' };
  const part = (location: Partial<typeof right>, limit = 4096): Promise<Api.upload.TypeFile> =>
    made.client.invoke(
      new Api.upload.GetFile({
        location: new Api.InputPhotoFileLocation({ ...right, ...location }),
        offset: 0n as never,
        limit,
      }),
    );
  assert.equal(await rpcFailure(part({ accessHash: id })), 'LOCATION_INVALID');
  assert.equal(await rpcFailure(part({ fileReference: Buffer.from('old') })), 'FILE_REFERENCE_EXPIRED');
  assert.equal(await rpcFailure(part({}, 1000)), 'LIMIT_INVALID');
  const first = await part({});
  assert.ok(first instanceof Api.upload.File && first.type instanceof Api.storage.FilePng);
  assert.ok(first.bytes.equals(PICTURE.subarray(0, 4096)));
});
