import { constants, publicEncrypt, randomBytes } from 'node:crypto';

import { decryptIge, encryptIge } from '../../sandbox/mtproto/aes-ige.ts';
import { sha1, sha256 } from '../../sandbox/mtproto/auth-key.ts';
import { DH_PRIME, modPow, toBytes, toNumber } from '../../sandbox/mtproto/numbers.ts';
import { SERVICE } from '../../sandbox/mtproto/protocol-schema.ts';
import { TlReader } from '../../sandbox/mtproto/tl-reader.ts';
import type { TlObject } from '../../sandbox/mtproto/tl-schema.ts';
import { encodeObject } from '../../sandbox/mtproto/tl-writer.ts';

const read = (bytes: Buffer): TlObject => new TlReader(SERVICE, bytes).object();

/** The client's half of RSA_PAD, tried until the block is below the modulus. */
function pad(data: Buffer, publicKeyPem: string): Buffer {
  const padded = Buffer.concat([data, randomBytes(192 - data.length)]);
  for (;;) {
    const temporary = randomBytes(32);
    const withHash = Buffer.concat([Buffer.from(padded).reverse(), sha256(temporary, padded)]);
    const sealed = encryptIge(withHash, temporary, Buffer.alloc(32));
    const mask = sha256(sealed);
    const block = Buffer.concat([temporary.map((byte, i) => byte ^ (mask[i] ?? 0)), sealed]);
    try {
      return publicEncrypt({ key: publicKeyPem, padding: constants.RSA_NO_PADDING }, block);
    } catch (error) {
      if (!/too large/u.test(String(error))) throw error;
    }
  }
}

export interface Agreed {
  readonly key: Buffer;
  readonly salt: bigint;
  readonly newNonce: Buffer;
  /** What the server says about the key it made. */
  readonly hash: Buffer;
}

/** Walks the key exchange as a client; `choose` picks the secret number when the server's half is known. */
export async function agreeOnKey(
  server: { readonly publicKeyPem: string; readonly fingerprint: bigint },
  exchange: (body: Buffer) => Promise<Buffer> | Buffer,
  choose: (gA: bigint) => bigint = () => toNumber(randomBytes(256)),
): Promise<Agreed> {
  const ask = async (call: TlObject): Promise<TlObject> => read(await exchange(encodeObject(SERVICE, call)));
  const [nonce, newNonce] = [randomBytes(16), randomBytes(32)];
  const offer = await ask({ _: 'req_pq_multi', nonce });
  const serverNonce = offer['server_nonce'] as Buffer;
  const nonces = { nonce, server_nonce: serverNonce };
  const factors = { p: toBytes(40_009n), q: toBytes(49_999n) };
  const inner = { _: 'p_q_inner_data', pq: offer['pq'], ...factors, ...nonces, new_nonce: newNonce };
  const params = await ask({
    _: 'req_DH_params',
    ...nonces,
    ...factors,
    public_key_fingerprint: server.fingerprint,
    encrypted_data: pad(encodeObject(SERVICE, inner), server.publicKeyPem),
  });
  const [forward, backward] = [sha1(newNonce, serverNonce), sha1(serverNonce, newNonce)];
  const key = Buffer.concat([forward, backward.subarray(0, 12)]);
  const iv = Buffer.concat([backward.subarray(12), sha1(newNonce, newNonce), newNonce.subarray(0, 4)]);
  const opened = read(decryptIge(params['encrypted_answer'] as Buffer, key, iv).subarray(20));
  const gA = toNumber(opened['g_a'] as Buffer);
  const secret = choose(gA);
  const gB = toBytes(modPow(BigInt(opened['g'] as number), secret, DH_PRIME));
  const data = encodeObject(SERVICE, { _: 'client_DH_inner_data', ...nonces, retry_id: 0n, g_b: gB });
  const plain = Buffer.concat([sha1(data), data]);
  const filled = Buffer.concat([plain, randomBytes((16 - (plain.length % 16)) % 16)]);
  const done = await ask({
    _: 'set_client_DH_params',
    ...nonces,
    encrypted_data: encryptIge(filled, key, iv),
  });
  const salt = Buffer.from(newNonce.subarray(0, 8).map((byte, i) => byte ^ (serverNonce[i] ?? 0)));
  return {
    key: toBytes(modPow(gA, secret, DH_PRIME)),
    salt: salt.readBigInt64LE(),
    newNonce,
    hash: done['new_nonce_hash1'] as Buffer,
  };
}
