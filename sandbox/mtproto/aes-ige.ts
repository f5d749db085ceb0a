import { createCipheriv, createDecipheriv } from 'node:crypto';

const BLOCK = 16;

function xorInto(target: Buffer, at: number, a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): void {
  for (let i = 0; i < BLOCK; i += 1) target[at + i] = (a[aAt + i] ?? 0) ^ (b[bAt + i] ?? 0);
}

function checked(data: Uint8Array): void {
  if (data.length % BLOCK !== 0)
    throw new RangeError(`AES-IGE works on whole blocks of ${BLOCK} bytes, not on ${data.length} bytes.`);
}

/** AES-256 in infinite garble extension (core.telegram.org/mtproto/description): `iv` is two blocks. */
export function encryptIge(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Buffer {
  checked(data);
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const out = Buffer.allocUnsafe(data.length);
  const block = Buffer.allocUnsafe(BLOCK);
  for (let at = 0; at < data.length; at += BLOCK) {
    xorInto(block, 0, data, at, at === 0 ? iv : out, at === 0 ? 0 : at - BLOCK);
    const sealed = cipher.update(block);
    xorInto(out, at, sealed, 0, at === 0 ? iv : data, at === 0 ? BLOCK : at - BLOCK);
  }
  return out;
}

/** The inverse of {@link encryptIge}. */
export function decryptIge(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Buffer {
  checked(data);
  const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const out = Buffer.allocUnsafe(data.length);
  const block = Buffer.allocUnsafe(BLOCK);
  for (let at = 0; at < data.length; at += BLOCK) {
    xorInto(block, 0, data, at, at === 0 ? iv : out, at === 0 ? BLOCK : at - BLOCK);
    const opened = decipher.update(block);
    xorInto(out, at, opened, 0, at === 0 ? iv : data, at === 0 ? 0 : at - BLOCK);
  }
  return out;
}
