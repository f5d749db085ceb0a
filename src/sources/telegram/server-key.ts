import { createHash, createPublicKey } from 'node:crypto';
import bigInt from 'big-integer';
import { _serverKeys } from 'telegram/crypto/RSA.js';
import { PermanentError } from '../../domain/failure.ts';

/**
 * Makes gramjs accept a test server's key (an RSA public key in PEM). The table is the library's own and is shared
 * by the process: call it only when the connection goes to a test server.
 */
export function trustServerKey(pem: string): void {
  const { n, e } = numbersOf(pem);
  const hash = createHash('sha1').update(tlBytes(n)).update(tlBytes(e)).digest();
  const fingerprint = hash.readBigInt64LE(hash.length - 8).toString();
  _serverKeys.set(fingerprint, {
    n: bigInt(n.toString('hex'), 16),
    e: Number.parseInt(e.toString('hex'), 16),
  });
}

function numbersOf(pem: string): { readonly n: Buffer; readonly e: Buffer } {
  try {
    const { n, e } = createPublicKey(pem).export({ format: 'jwk' });
    if (n !== undefined && e !== undefined)
      return { n: Buffer.from(n, 'base64url'), e: Buffer.from(e, 'base64url') };
  } catch (error) {
    throw new PermanentError(
      'bad_server_key',
      'the public key of the Telegram test server is not a PEM key',
      {
        cause: error,
      },
    );
  }
  throw new PermanentError('bad_server_key', 'the public key of the Telegram test server is not an RSA key');
}

/** `bytes` of TL: length, content, zeros to a multiple of four (https://core.telegram.org/mtproto/serialize). */
function tlBytes(value: Buffer): Buffer {
  const size = value.length;
  const head =
    size < 254 ? Buffer.from([size]) : Buffer.from([254, size & 255, (size >> 8) & 255, size >> 16]);
  const padding = (4 - ((head.length + size) % 4)) % 4;
  return Buffer.concat([head, value, Buffer.alloc(padding)]);
}
