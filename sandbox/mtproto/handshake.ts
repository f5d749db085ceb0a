import { randomBytes } from 'node:crypto';

import { decryptIge, encryptIge } from './aes-ige.ts';
import type { AuthKey } from './auth-key.ts';
import { authKeyId, sha1 } from './auth-key.ts';
import { DH_GENERATOR, DH_PRIME, modPow, toBytes, toNumber } from './numbers.ts';
import type { ServerKey } from './rsa-key.ts';
import { openPadded } from './rsa-key.ts';
import { SERVICE } from './protocol-schema.ts';
import { TlReader } from './tl-reader.ts';
import type { TlObject } from './tl-schema.ts';
import { encodeObject } from './tl-writer.ts';

/** Small enough for every client: some read pq as a signed number, and factor it in JavaScript. */
const P = 40_009n;
const Q = 49_999n;

interface Agreement {
  readonly nonce: Buffer;
  readonly serverNonce: Buffer;
  newNonce: Buffer | null;
  secret: bigint;
}

interface TemporaryKey {
  readonly key: Buffer;
  readonly iv: Buffer;
}

function temporaryKey(serverNonce: Buffer, newNonce: Buffer): TemporaryKey {
  const forward = sha1(newNonce, serverNonce);
  const backward = sha1(serverNonce, newNonce);
  return {
    key: Buffer.concat([forward, backward.subarray(0, 12)]),
    iv: Buffer.concat([backward.subarray(12, 20), sha1(newNonce, newNonce), newNonce.subarray(0, 4)]),
  };
}

/** The key exchange of one connection (core.telegram.org/mtproto/auth_key): plain messages in, plain answers out. */
export class Handshake {
  readonly #serverKey: ServerKey;
  readonly #onKey: (key: AuthKey) => void;
  #agreement: Agreement | null = null;

  constructor(serverKey: ServerKey, onKey: (key: AuthKey) => void) {
    this.#serverKey = serverKey;
    this.#onKey = onKey;
  }

  /** Takes the body of a plain message, gives the body of the answer; throws where the client broke the protocol. */
  answer(body: Buffer): Buffer {
    const call = new TlReader(SERVICE, body).object();
    switch (call._) {
      case 'req_pq':
      case 'req_pq_multi':
        return this.#offer(call['nonce'] as Buffer);
      case 'req_DH_params':
        return this.#params(call);
      case 'set_client_DH_params':
        return this.#agree(call);
      default:
        throw new Error(`"${call._}" cannot be sent without encryption.`);
    }
  }

  #offer(nonce: Buffer): Buffer {
    this.#agreement = { nonce: Buffer.from(nonce), serverNonce: randomBytes(16), newNonce: null, secret: 0n };
    return encodeObject(SERVICE, {
      _: 'resPQ',
      nonce,
      server_nonce: this.#agreement.serverNonce,
      pq: toBytes(P * Q),
      server_public_key_fingerprints: [this.#serverKey.fingerprint],
    });
  }

  #expect(call: TlObject): Agreement {
    const agreement = this.#agreement;
    if (agreement === null) throw new Error(`"${call._}" came before req_pq_multi.`);
    const { nonce, server_nonce: serverNonce } = call;
    if (!agreement.nonce.equals(nonce as Buffer) || !agreement.serverNonce.equals(serverNonce as Buffer))
      throw new Error(`"${call._}" carries the nonces of another handshake.`);
    return agreement;
  }

  #params(call: TlObject): Buffer {
    const agreement = this.#expect(call);
    if (toNumber(call['p'] as Buffer) !== P || toNumber(call['q'] as Buffer) !== Q)
      throw new Error('The client did not factor pq.');
    if (call['public_key_fingerprint'] !== this.#serverKey.fingerprint)
      throw new Error('The client chose a key that was not offered.');
    const inner = new TlReader(
      SERVICE,
      openPadded(this.#serverKey, call['encrypted_data'] as Buffer),
    ).object();
    this.#expect(inner);
    agreement.newNonce = Buffer.from(inner['new_nonce'] as Buffer);
    agreement.secret = toNumber(randomBytes(256));
    const data = encodeObject(SERVICE, {
      _: 'server_DH_inner_data',
      nonce: agreement.nonce,
      server_nonce: agreement.serverNonce,
      g: DH_GENERATOR,
      dh_prime: toBytes(DH_PRIME),
      g_a: toBytes(modPow(BigInt(DH_GENERATOR), agreement.secret, DH_PRIME), 256),
      server_time: Math.floor(Date.now() / 1000),
    });
    const unpadded = Buffer.concat([sha1(data), data]);
    const padded = Buffer.concat([unpadded, randomBytes((16 - (unpadded.length % 16)) % 16)]);
    const { key, iv } = temporaryKey(agreement.serverNonce, agreement.newNonce);
    return encodeObject(SERVICE, {
      _: 'server_DH_params_ok',
      nonce: agreement.nonce,
      server_nonce: agreement.serverNonce,
      encrypted_answer: encryptIge(padded, key, iv),
    });
  }

  #agree(call: TlObject): Buffer {
    const { serverNonce, newNonce, nonce, secret } = this.#expect(call);
    if (newNonce === null) throw new Error('"set_client_DH_params" came before req_DH_params.');
    const temporary = temporaryKey(serverNonce, newNonce);
    const plain = decryptIge(call['encrypted_data'] as Buffer, temporary.key, temporary.iv);
    const reader = new TlReader(SERVICE, plain, 20);
    const inner = reader.object();
    if (!sha1(plain.subarray(20, reader.position)).equals(plain.subarray(0, 20)))
      throw new Error('The answer of the client does not carry its own hash.');
    this.#expect(inner);
    // Clients drop leading zero bytes of the shared number, so the server does, or one handshake in 256 would fail.
    const key = toBytes(modPow(toNumber(inner['g_b'] as Buffer), secret, DH_PRIME));
    const saltBytes = Buffer.from(newNonce.subarray(0, 8).map((byte, i) => byte ^ (serverNonce[i] ?? 0)));
    this.#onKey({ key, id: authKeyId(key), salt: saltBytes.readBigInt64LE() });
    this.#agreement = null;
    return encodeObject(SERVICE, {
      _: 'dh_gen_ok',
      nonce,
      server_nonce: serverNonce,
      new_nonce_hash1: sha1(newNonce, Buffer.from([1]), sha1(key).subarray(0, 8)).subarray(4),
    });
  }
}
