import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { decryptIge, encryptIge } from '../../sandbox/mtproto/aes-ige.ts';
import { clientLayer, pickLayer } from '../../sandbox/mtproto/api-schema.ts';
import { TlReader } from '../../sandbox/mtproto/tl-reader.ts';
import type { TlObject } from '../../sandbox/mtproto/tl-schema.ts';
import { TlError, TlSchema } from '../../sandbox/mtproto/tl-schema.ts';
import { encodeObject, encodeTl } from '../../sandbox/mtproto/tl-writer.ts';

const { schema } = clientLayer();
const MESSAGE: TlObject = {
  _: 'message',
  id: 1,
  peer_id: { _: 'peerChannel', channel_id: 5n },
  date: 2,
  message: 'мәтін',
};

function refused(object: TlObject, reason: RegExp): void {
  assert.throws(
    () => encodeObject(schema, object),
    (error) => error instanceof TlError && reason.test(error.message),
  );
}

test('an object comes back from its bytes as it was, flags included', () => {
  const whole = { ...MESSAGE, post: true, views: 3, forwards: 0, grouped_id: -7n, entities: [] };
  const reader = new TlReader(schema, encodeObject(schema, whole));
  assert.deepEqual(reader.object(), whole);
});

test('half of the fields that share a flag are refused by name', () => {
  refused({ ...MESSAGE, views: 3 }, /"views" and "forwards" share the bit flags\.10/u);
  refused({ _: 'channel', restricted: true }, /"restricted" and "restriction_reason" share/u);
});

test('a missing field, a stray field, a wrong type and an unknown constructor are refused by name', () => {
  const { date: _date, ...undated } = MESSAGE;
  refused(undated, /message\.date must be a 32-bit integer, but is nothing/u);
  refused({ ...MESSAGE, mesage: 'typo' }, /message has no field "mesage"/u);
  refused({ ...MESSAGE, id: 2 ** 31 }, /message\.id must be a 32-bit integer/u);
  refused({ ...MESSAGE, message: 7 }, /message\.message must be a string, but is the number 7/u);
  refused(
    { ...MESSAGE, peer_id: MESSAGE },
    /message\.peer_id must be an object of type Peer, but is an object "message"/u,
  );
  refused({ ...MESSAGE, media: { _: 'messageMediaNone' } }, /there is no constructor "messageMediaNone"/u);
  refused(
    { ...MESSAGE, entities: [{ _: 'messageEntityUrl', offset: 0 }] },
    /messageEntityUrl\.length must be/u,
  );
});

test('a result is checked against the type that its method promises', () => {
  const method = schema.methodNamed('users.getUsers');
  assert.ok(method);
  assert.equal(encodeTl(schema, method.result, []).readUInt32LE(), 0x1cb5c415);
  assert.throws(() => encodeTl(schema, method.result, MESSAGE), /must be a list/u);
});

test('bytes that end early, an unknown constructor and an endless list are errors, never a wrong object', () => {
  const bytes = encodeObject(schema, MESSAGE);
  for (let length = 0; length < bytes.length; length += 1)
    assert.throws(() => new TlReader(schema, bytes.subarray(0, length)).object(), TlError);
  assert.throws(() => new TlReader(schema, Buffer.from('efbeadde', 'hex')).object(), /0xdeadbeef/u);
  const endless = Buffer.from('15c4b51cffffffff', 'hex');
  const longs = { kind: 'vector', bare: false, item: { kind: 'primitive', name: 'long' } } as const;
  assert.throws(() => new TlReader(schema, endless).value(longs), /longer than/u);
});

test('strings and byte strings of any length keep the stream aligned', () => {
  const own = new TlSchema('pair#01020304 text:string data:bytes end:int = Pair;');
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.uint8Array({ maxLength: 600 }),
      (text, data) => {
        const bytes = encodeObject(own, { _: 'pair', text, data, end: -1 });
        assert.equal(bytes.length % 4, 0);
        const back = new TlReader(own, bytes).object();
        assert.deepEqual(back, { _: 'pair', text, data: Buffer.from(data), end: -1 });
      },
    ),
    { numRuns: 200 },
  );
});

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] ?? 0));

/** The definition, block by block: c[i] = E(p[i] ^ c[i-1]) ^ p[i-1]. */
function igeByDefinition(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Buffer {
  const ecb = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  let [sealed, plain] = [iv.subarray(0, 16), iv.subarray(16)];
  const blocks = Array.from({ length: data.length / 16 }, (_, i) => data.subarray(16 * i, 16 * (i + 1)));
  return Buffer.concat(
    blocks.map((block) => {
      sealed = xor(ecb.update(xor(block, sealed)), plain);
      plain = block;
      return sealed;
    }),
  );
}

test('AES-IGE follows its definition, undoes itself and refuses a half block', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      (key, iv, data) => {
        const sealed = encryptIge(data, key, iv);
        assert.ok(decryptIge(sealed, key, iv).equals(data));
        assert.ok(sealed.equals(igeByDefinition(data, key, iv)));
      },
    ),
    { numRuns: 50 },
  );
  assert.throws(() => encryptIge(Buffer.alloc(15), Buffer.alloc(32), Buffer.alloc(32)), /whole blocks/u);
});

test('a client of a newer layer is served in the nearest older one, and one that is too old is not', () => {
  const layers = [100, 200].map((layer) => ({ layer, schema: new TlSchema('') }));
  assert.equal(pickLayer(layers, 250)?.layer, 200);
  assert.equal(pickLayer(layers, 199)?.layer, 100);
  assert.equal(pickLayer(layers, 99), undefined);
});
