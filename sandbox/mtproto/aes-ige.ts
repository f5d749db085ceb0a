import { createCipheriv, createDecipheriv } from 'node:crypto';

const BLOCK = 16;

function xorInto(target: Buffer, at: number, a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): void {
  for (let i = 0; i < BLOCK; i += 1) target[at + i] = (a[aAt + i] ?? 0) ^ (b[bAt + i] ?? 0);
}

/** `a` with the first bytes of `b` added. */
function xor(a: Uint8Array, b: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(a.length);
  for (let i = 0; i < a.length; i += 1) out[i] = (a[i] ?? 0) ^ (b[i] ?? 0);
  return out;
}

function checked(data: Uint8Array): void {
  if (data.length % BLOCK !== 0)
    throw new RangeError(`AES-IGE works on whole blocks of ${BLOCK} bytes, not on ${data.length} bytes.`);
}

/**
 * AES-256 in infinite garble extension (core.telegram.org/mtproto/description): `iv` is two blocks, the one that stands
 * for the sealed block before the first, then the one that stands for the plain one.
 */
export function encryptIge(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Buffer {
  checked(data);
  // c[i] = E(p[i] ^ c[i-1]) ^ p[i-1] is CBC over p[i] ^ p[i-2], with p[i-1] added afterwards: one fast call.
  const before = Buffer.concat([iv.subarray(BLOCK), data]);
  const mixed = xor(data, Buffer.concat([Buffer.alloc(BLOCK), before]));
  const out = createCipheriv('aes-256-cbc', key, iv.subarray(0, BLOCK)).setAutoPadding(false).update(mixed);
  return xor(out, before);
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
