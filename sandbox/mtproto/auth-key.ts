import { createHash, randomBytes } from 'node:crypto';

import { decryptIge, encryptIge } from './aes-ige.ts';

export const sha1 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha1').update(Buffer.concat(parts)).digest();
export const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

/** A key agreed in the handshake: every later message is sealed with it. */
export interface AuthKey {
  readonly key: Buffer;
  /** Hex of the 8 bytes that name the key on the wire. */
  readonly id: string;
  readonly salt: bigint;
}

export function authKeyId(key: Uint8Array): string {
  return sha1(key).subarray(12).toString('hex');
}

/** One message inside an encrypted packet, before its body is read. */
export interface OpenedMessage {
  readonly salt: bigint;
  readonly sessionId: bigint;
  readonly messageId: bigint;
  readonly sequence: number;
  readonly body: Buffer;
}

/** Key and vector of MTProto 2.0; `x` is 0 for messages of the client and 8 for those of the server. */
function messageKeys(authKey: Buffer, messageKey: Buffer, x: 0 | 8): { key: Buffer; iv: Buffer } {
  const a = sha256(messageKey, authKey.subarray(x, x + 36));
  const b = sha256(authKey.subarray(x + 40, x + 76), messageKey);
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  };
}

/** Opens a packet of a client; throws where the message key does not match its content. */
export function openMessage(authKey: Buffer, packet: Buffer): OpenedMessage {
  const messageKey = packet.subarray(8, 24);
  const { key, iv } = messageKeys(authKey, messageKey, 0);
  // The padded transport adds bytes behind the last whole block.
  const sealed = packet.subarray(24, packet.length - ((packet.length - 24) % 16));
  const plain = decryptIge(sealed, key, iv);
  if (plain.length < 48) throw new Error('The packet is too short for a message.');
  const expected = sha256(authKey.subarray(88, 120), plain).subarray(8, 24);
  if (!expected.equals(messageKey)) throw new Error('The message key does not match the message.');
  const length = plain.readInt32LE(28);
  const padding = plain.length - 32 - length;
  if (length < 0 || padding < 12 || padding > 1024)
    throw new Error(
      `The message states ${length} bytes, which leaves ${padding} bytes of padding (12 to 1024).`,
    );
  return {
    salt: plain.readBigInt64LE(0),
    sessionId: plain.readBigInt64LE(8),
    messageId: plain.readBigInt64LE(16),
    sequence: plain.readInt32LE(24),
    body: plain.subarray(32, 32 + length),
  };
}

/** Seals a message of the server into a packet. */
export function sealMessage(authKey: AuthKey, message: OpenedMessage): Buffer {
  const head = Buffer.alloc(32);
  head.writeBigInt64LE(message.salt, 0);
  head.writeBigInt64LE(message.sessionId, 8);
  head.writeBigInt64LE(message.messageId, 16);
  head.writeInt32LE(message.sequence, 24);
  head.writeInt32LE(message.body.length, 28);
  const padding = 12 + ((16 - ((32 + message.body.length + 12) % 16)) % 16);
  const plain = Buffer.concat([head, message.body, randomBytes(padding)]);
  const messageKey = sha256(authKey.key.subarray(96, 128), plain).subarray(8, 24);
  const { key, iv } = messageKeys(authKey.key, messageKey, 8);
  return Buffer.concat([Buffer.from(authKey.id, 'hex'), messageKey, encryptIge(plain, key, iv)]);
}
