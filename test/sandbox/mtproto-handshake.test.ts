import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import type { AuthKey } from '../../sandbox/mtproto/auth-key.ts';
import { sha1 } from '../../sandbox/mtproto/auth-key.ts';
import { Handshake } from '../../sandbox/mtproto/handshake.ts';
import { DH_PRIME, modPow } from '../../sandbox/mtproto/numbers.ts';
import { serverKey } from '../../sandbox/mtproto/rsa-key.ts';
import { SERVICE } from '../../sandbox/mtproto/protocol-schema.ts';
import { encodeObject } from '../../sandbox/mtproto/tl-writer.ts';
import { agreeOnKey } from './client-handshake.ts';

const KEY = serverKey();

test('a shared number with a leading zero byte gives the key that clients make of it', async () => {
  const made: AuthKey[] = [];
  const server = new Handshake(KEY, (key) => made.push(key));
  const secretWithZero = (gA: bigint): bigint => {
    for (let secret = 2n; ; secret += 1n) if (modPow(gA, secret, DH_PRIME) >> 2040n === 0n) return secret;
  };
  const agreed = await agreeOnKey(KEY, (body) => server.answer(body), secretWithZero);
  assert.ok(agreed.key.length < 256);
  assert.ok(made[0]?.key.equals(agreed.key));
  assert.equal(made[0]?.salt, agreed.salt);
  const told = sha1(agreed.newNonce, Buffer.from([1]), sha1(agreed.key).subarray(0, 8)).subarray(4);
  assert.ok(agreed.hash.equals(told));
});

test('a client that uses another key than the offered one is refused', async () => {
  const server = new Handshake(KEY, () => undefined);
  const { publicKeyPem } = serverKey();
  const other = { publicKeyPem, fingerprint: KEY.fingerprint };
  await assert.rejects(
    agreeOnKey(other, (body) => server.answer(body)),
    /the client used another key|too large/u,
  );
  const unknown = { publicKeyPem: KEY.publicKeyPem, fingerprint: 1n };
  await assert.rejects(
    agreeOnKey(unknown, (body) => server.answer(body)),
    /a key that was not offered/u,
  );
});

test('a handshake out of order or with nonces of another is refused', () => {
  const server = new Handshake(KEY, () => undefined);
  const early = { nonce: randomBytes(16), server_nonce: randomBytes(16), encrypted_data: randomBytes(16) };
  const agree = encodeObject(SERVICE, { _: 'set_client_DH_params', ...early });
  assert.throws(() => server.answer(agree), /came before req_pq_multi/u);
  server.answer(encodeObject(SERVICE, { _: 'req_pq_multi', nonce: randomBytes(16) }));
  assert.throws(() => server.answer(agree), /nonces of another handshake/u);
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
