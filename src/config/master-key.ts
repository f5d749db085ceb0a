/** AES-256 and every key derived for another purpose need this much. */
export const MASTER_KEY_BYTES = 32;

/** Reads a master key from 64 hexadecimal digits or from base64 (also base64url); null when it is not 32 bytes. */
export function readMasterKey(text: string): Uint8Array | null {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/iu.test(trimmed)) return Buffer.from(trimmed, 'hex');
  if (!/^[\w+/-]{43}=?$/u.test(trimmed)) return null;
  const bytes = Buffer.from(trimmed, 'base64');
  return bytes.length === MASTER_KEY_BYTES ? bytes : null;
}
