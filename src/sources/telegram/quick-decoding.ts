import { createHash } from 'node:crypto';
import bigInt from 'big-integer';
import { IGE } from 'telegram/crypto/IGE.js';
import { InvalidBufferError, SecurityError } from 'telegram/errors/index.js';
import { BinaryReader } from 'telegram/extensions/index.js';
import type { MTProtoSender } from 'telegram/network/index.js';
import { TLMessage } from 'telegram/tl/core/index.js';

/** Places in an encrypted packet and in what it holds (https://core.telegram.org/mtproto/description#encrypted-message). */
const MESSAGE_KEY_AT = 8;
const BODY_AT = 24;
const CONTENT_AT = 32;

/** Reads numbers of 64 bits as numbers: gramjs reads them as hexadecimal text, a third of its work. */
class QuickReader extends BinaryReader {
  override readLong(signed = true): bigInt.BigInteger {
    const { stream, offset } = this as unknown as { readonly stream: Buffer; offset: number };
    const value = signed ? stream.readBigInt64LE(offset) : stream.readBigUInt64LE(offset);
    this.setPosition(offset + 8);
    return bigInt(value);
  }
}

/** Parts of gramjs's state that its types call private. */
interface StateInside {
  readonly authKey: { readonly keyId?: bigInt.BigInteger; getKey(): Buffer | undefined };
  decryptMessageData(body: Buffer): Promise<TLMessage>;
}

/**
 * Opens packets with the same checks as gramjs (key, and message key over the content), and decodes them faster. Errors
 * are gramjs's own, for its receiving loop tells them apart.
 */
export function decodeQuickly(sender: MTProtoSender): void {
  const { _state: state } = sender as unknown as { readonly _state: StateInside };
  state.decryptMessageData = async (body) => {
    const { authKey } = state;
    const key = authKey.getKey();
    // A short packet is an error number of the transport.
    if (body.length < MESSAGE_KEY_AT) throw new InvalidBufferError(body);
    if (key === undefined || authKey.keyId?.neq(bigInt(body.readBigUInt64LE(0))) !== false)
      throw new SecurityError('Server replied with an invalid auth key');
    const messageKey = body.subarray(MESSAGE_KEY_AT, BODY_AT);
    const plain = decrypted(body.subarray(BODY_AT), key, messageKey);
    const hash = sha256(key.subarray(96, 128), plain);
    if (!messageKey.equals(hash.subarray(8, 24)))
      throw new SecurityError("Received msg_key doesn't match with expected one");
    const reader = new QuickReader(plain);
    reader.setPosition(16);
    const messageId = reader.readLong();
    const sequence = reader.readInt();
    reader.setPosition(CONTENT_AT);
    return new TLMessage(messageId, sequence, reader.tgReadObject());
  };
}

/** Opens a packet of the server (https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector). */
function decrypted(body: Buffer, key: Buffer, messageKey: Buffer): Buffer {
  const a = sha256(messageKey, key.subarray(8, 44));
  const b = sha256(key.subarray(48, 84), messageKey);
  const aesKey = Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]);
  const start = Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]);
  return Buffer.from(new IGE(aesKey, start).decryptIge(body));
}

function sha256(one: Buffer, two: Buffer): Buffer {
  return createHash('sha256').update(one).update(two).digest();
}
