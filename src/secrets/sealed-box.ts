import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { readMasterKey } from '../config/master-key.ts';
import type { Secret } from '../config/secret.ts';
import { PermanentError } from '../domain/failure.ts';
import type { SealedBox } from '../ports/sealed-box.ts';

/** Layout of sealed bytes: version, nonce, tag, ciphertext. */
const VERSION = 1;
/** 96 random bits, as GCM is meant to be used; one key seals far fewer than 2^32 things. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
const KEY_BYTES = 32;
/** Parts our keys from those that another program may derive from the same master key. */
const SALT = 'qyraghy';
/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const ED25519_PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The sealed box, and signing keys that come from the same master key. */
export interface MasterBox extends SealedBox {
  /** Ed25519 private key of a purpose, PEM; the same for the same master key. */
  signingKeyPem(purpose: string): string;
  /** Its public half, to be given away. */
  publicKeyPem(purpose: string): string;
}

/**
 * Seals with AES-256-GCM; each purpose has a key of its own (HKDF-SHA-256, RFC 5869). Throws PermanentError
 * `bad_master_key` when the master key is not 32 bytes.
 */
export function createSealedBox(masterKey: Secret): MasterBox {
  const master = readMasterKey(masterKey.reveal());
  if (master === null)
    throw new PermanentError('bad_master_key', 'MASTER_KEY is not 32 bytes in base64 or hexadecimal');
  const keys = new Map<string, Buffer>();
  const keyFor = (use: 'seal' | 'hash' | 'sign', purpose: string): Buffer => {
    const info = `${use}:${purpose}`;
    const known = keys.get(info);
    if (known !== undefined) return known;
    const key = Buffer.from(hkdfSync('sha256', master, SALT, info, KEY_BYTES));
    keys.set(info, key);
    return key;
  };
  const privateKey = (purpose: string): ReturnType<typeof createPrivateKey> =>
    createPrivateKey({
      key: Buffer.concat([ED25519_PKCS8_HEAD, keyFor('sign', purpose)]),
      format: 'der',
      type: 'pkcs8',
    });
  return {
    seal: (purpose, bytes) => seal(keyFor('seal', purpose), bytes),
    open: (purpose, sealed) => open(keyFor('seal', purpose), sealed),
    keyedHash: (purpose, text) =>
      createHmac('sha256', keyFor('hash', purpose)).update(text, 'utf8').digest('hex'),
    signingKeyPem: (purpose) => privateKey(purpose).export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKeyPem: (purpose) =>
      createPublicKey(privateKey(purpose)).export({ format: 'pem', type: 'spki' }).toString(),
  };
}

function seal(key: Buffer, bytes: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.of(VERSION));
  const hidden = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), hidden]);
}

function open(key: Buffer, sealed: Uint8Array): Uint8Array {
  const bytes = Buffer.from(sealed);
  if (bytes.length < HEAD_BYTES) throw wrongKey();
  if (bytes[0] !== VERSION) {
    throw new PermanentError(
      'wrong_master_key',
      `Sealed by another version of the program (format ${bytes[0]}, this one knows ${VERSION})`,
    );
  }
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.of(VERSION));
  decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]);
  } catch (error) {
    throw wrongKey(error);
  }
}

function wrongKey(cause?: unknown): PermanentError {
  return new PermanentError(
    'wrong_master_key',
    'Sealed data cannot be opened: it was sealed with another MASTER_KEY, or was changed. Set the MASTER_KEY with which it was written.',
    { cause },
  );
}
