import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { decryptIge } from './aes-ige.ts';
import { sha1, sha256 } from './auth-key.ts';
import { encodeBytes } from './tl-writer.ts';

const MODULUS_BITS = 2048;
/** Bytes of data inside the padded block (RSA_PAD of core.telegram.org/mtproto/auth_key). */
const PADDED = 192;

/** The server's key: clients are given its public half and find it by its fingerprint. */
export interface ServerKey {
  readonly privateKey: KeyObject;
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
  /** Last 8 bytes of the SHA-1 over modulus and exponent, read as a signed little-endian number. */
  readonly fingerprint: bigint;
}

/** A fresh key, or the one in `pem` (PKCS #8, RSA). */
export function serverKey(pem?: string): ServerKey {
  const privateKey =
    pem === undefined
      ? generateKeyPairSync('rsa', { modulusLength: MODULUS_BITS, publicExponent: 65537 }).privateKey
      : createPrivateKey(pem);
  const { n, e } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (n === undefined || e === undefined) throw new Error('The server key must be an RSA key.');
  const digest = sha1(encodeBytes(Buffer.from(n, 'base64url')), encodeBytes(Buffer.from(e, 'base64url')));
  return {
    privateKey,
    privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKeyPem: createPublicKey(privateKey).export({ format: 'pem', type: 'pkcs1' }).toString(),
    fingerprint: digest.readBigInt64LE(12),
  };
}

/** Opens what a client padded with RSA_PAD; throws where the inner hash does not match. */
export function openPadded(key: ServerKey, encrypted: Uint8Array): Buffer {
  const block = privateDecrypt({ key: key.privateKey, padding: constants.RSA_NO_PADDING }, encrypted);
  const sealed = block.subarray(32);
  const mask = sha256(sealed);
  const temporaryKey = Buffer.from(block.subarray(0, 32).map((byte, i) => byte ^ (mask[i] ?? 0)));
  const opened = decryptIge(sealed, temporaryKey, Buffer.alloc(32));
  const data = Buffer.from(opened.subarray(0, PADDED)).reverse();
  if (!sha256(temporaryKey, data).equals(opened.subarray(PADDED)))
    throw new Error('The padded block does not carry its own hash; the client used another key.');
  return data;
}
