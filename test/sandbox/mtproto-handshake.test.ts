import assert from 'node:assert/strict';
import { constants, publicEncrypt, randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { decryptIge, encryptIge } from '../../sandbox/mtproto/aes-ige.ts';
import type { AuthKey } from '../../sandbox/mtproto/auth-key.ts';
import { sha1, sha256 } from '../../sandbox/mtproto/auth-key.ts';
import { Handshake } from '../../sandbox/mtproto/handshake.ts';
import { DH_PRIME, modPow, toBytes, toNumber } from '../../sandbox/mtproto/numbers.ts';
import type { ServerKey } from '../../sandbox/mtproto/rsa-key.ts';
import { serverKey } from '../../sandbox/mtproto/rsa-key.ts';
import { SERVICE } from '../../sandbox/mtproto/service-schema.ts';
import { TlReader } from '../../sandbox/mtproto/tl-reader.ts';
import type { TlObject } from '../../sandbox/mtproto/tl-schema.ts';
import { encodeObject } from '../../sandbox/mtproto/tl-writer.ts';

const KEY = serverKey();
const read = (bytes: Buffer): TlObject => new TlReader(SERVICE, bytes).object();

/** The client's half of RSA_PAD, tried until the block is below the modulus. */
function pad(data: Buffer, key: ServerKey): Buffer {
  const padded = Buffer.concat([data, randomBytes(192 - data.length)]);
  for (;;) {
    const temporary = randomBytes(32);
    const withHash = Buffer.concat([Buffer.from(padded).reverse(), sha256(temporary, padded)]);
    const sealed = encryptIge(withHash, temporary, Buffer.alloc(32));
    const mask = sha256(sealed);
    const block = Buffer.concat([temporary.map((byte, i) => byte ^ (mask[i] ?? 0)), sealed]);
    try {
      return publicEncrypt({ key: key.publicKeyPem, padding: constants.RSA_NO_PADDING }, block);
    } catch (error) {
      if (!/too large/u.test(String(error))) throw error;
    }
  }
}

/** Walks a handshake as a client whose secret makes the shared number start with a zero byte. */
function shakeHands(choose: (gA: bigint) => bigint): {
  agreed: AuthKey[];
  shared: bigint;
  hash: Buffer;
  newNonce: Buffer;
} {
  const agreed: AuthKey[] = [];
  const server = new Handshake(KEY, (key) => agreed.push(key));
  const [nonce, newNonce] = [randomBytes(16), randomBytes(32)];
  const offer = read(server.answer(encodeObject(SERVICE, { _: 'req_pq_multi', nonce })));
  const nonces = { nonce, server_nonce: offer['server_nonce'] as Buffer };
  const factors = { p: toBytes(40_009n), q: toBytes(49_999n) };
  const inner = {
    _: 'p_q_inner_data',
    pq: offer['pq'] as Buffer,
    ...factors,
    ...nonces,
    new_nonce: newNonce,
  };
  const params = read(
    server.answer(
      encodeObject(SERVICE, {
        _: 'req_DH_params',
        ...nonces,
        ...factors,
        public_key_fingerprint: KEY.fingerprint,
        encrypted_data: pad(encodeObject(SERVICE, inner), KEY),
      }),
    ),
  );
  const [forward, backward] = [sha1(newNonce, nonces.server_nonce), sha1(nonces.server_nonce, newNonce)];
  const key = Buffer.concat([forward, backward.subarray(0, 12)]);
  const iv = Buffer.concat([backward.subarray(12), sha1(newNonce, newNonce), newNonce.subarray(0, 4)]);
  const opened = read(decryptIge(params['encrypted_answer'] as Buffer, key, iv).subarray(20));
  const gA = toNumber(opened['g_a'] as Buffer);
  const secret = choose(gA);
  const gB = toBytes(modPow(BigInt(opened['g'] as number), secret, DH_PRIME));
  const data = encodeObject(SERVICE, { _: 'client_DH_inner_data', ...nonces, retry_id: 0n, g_b: gB });
  const plain = Buffer.concat([sha1(data), data]);
  const filled = Buffer.concat([plain, randomBytes((16 - (plain.length % 16)) % 16)]);
  const call = { _: 'set_client_DH_params', ...nonces, encrypted_data: encryptIge(filled, key, iv) };
  const done = read(server.answer(encodeObject(SERVICE, call)));
  return { agreed, shared: modPow(gA, secret, DH_PRIME), hash: done['new_nonce_hash1'] as Buffer, newNonce };
}

test('a shared number with a leading zero byte gives the key that clients make of it', () => {
  const secretWithZero = (gA: bigint): bigint => {
    for (let secret = 2n; ; secret += 1n) if (modPow(gA, secret, DH_PRIME) >> 2040n === 0n) return secret;
  };
  const { agreed, shared, hash, newNonce } = shakeHands(secretWithZero);
  const key = toBytes(shared);
  assert.ok(key.length < 256);
  assert.ok(agreed[0]?.key.equals(key));
  assert.ok(hash.equals(sha1(newNonce, Buffer.from([1]), sha1(key).subarray(0, 8)).subarray(4)));
});

test('a handshake out of order or with nonces of another is refused', () => {
  const server = new Handshake(KEY, () => undefined);
  const early = { nonce: randomBytes(16), server_nonce: randomBytes(16), encrypted_data: randomBytes(16) };
  assert.throws(
    () => server.answer(encodeObject(SERVICE, { _: 'set_client_DH_params', ...early })),
    /came before req_pq_multi/u,
  );
  server.answer(encodeObject(SERVICE, { _: 'req_pq_multi', nonce: randomBytes(16) }));
  assert.throws(
    () => server.answer(encodeObject(SERVICE, { _: 'set_client_DH_params', ...early })),
    /nonces of another handshake/u,
  );
  assert.throws(
    () => server.answer(encodeObject(SERVICE, { _: 'ping', ping_id: 1n })),
    /without encryption/u,
  );
});

test('the fingerprint of a key is the one its published form has', () => {
  const again = serverKey(KEY.privateKeyPem);
  assert.equal(again.fingerprint, KEY.fingerprint);
  assert.match(again.publicKeyPem, /^-----BEGIN RSA PUBLIC KEY-----/u);
});
