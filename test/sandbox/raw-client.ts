import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

import { decryptIge, encryptIge } from '../../sandbox/mtproto/aes-ige.ts';
import { authKeyId, sha256 } from '../../sandbox/mtproto/auth-key.ts';
import type { MtprotoServer } from '../../sandbox/mtproto/server.ts';
import { SERVICE } from '../../sandbox/mtproto/protocol-schema.ts';
import { TlReader } from '../../sandbox/mtproto/tl-reader.ts';
import type { TlObject } from '../../sandbox/mtproto/tl-schema.ts';
import { encodeObject } from '../../sandbox/mtproto/tl-writer.ts';
import { agreeOnKey } from './client-handshake.ts';
import { until } from './loopback-telegram.ts';

const CONTAINER = 0x73f1f8dc;

/** Key and vector of one message, written down a second time so that the server's are checked. */
function keysOf(authKey: Buffer, messageKey: Buffer, x: 0 | 8): [key: Buffer, iv: Buffer] {
  const a = sha256(messageKey, authKey.subarray(x, 36 + x));
  const b = sha256(authKey.subarray(40 + x, 76 + x), messageKey);
  return [
    Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24)]),
    Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24)]),
  ];
}

function prefix(...longs: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(8 * longs.length);
  longs.forEach((value, i) => bytes.writeBigInt64LE(value, 8 * i));
  return bytes;
}

/** A client that is nothing but the protocol, so that a test can break each of its rules. */
export class RawClient {
  readonly #socket: Socket;
  readonly packets: Buffer[] = [];
  readonly sessionId = randomBytes(8).readBigInt64LE();
  authKey: Buffer = Buffer.alloc(0);
  salt = 0n;
  #lastId = 0n;
  isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    let buffer: Buffer = Buffer.alloc(0);
    socket.on('close', () => (this.isClosed = true));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      buffer = Buffer.concat([buffer, chunk]);
      while (buffer.length >= 4 && buffer.length >= 4 + buffer.readUInt32LE()) {
        const end = 4 + buffer.readUInt32LE();
        this.packets.push(buffer.subarray(4, end));
        buffer = buffer.subarray(end);
      }
    });
  }

  /** Connects with the tag of a transport in front (default: intermediate). */
  static async connect(server: MtprotoServer, tag: Buffer = Buffer.alloc(4, 0xee)): Promise<RawClient> {
    const socket = connect(server.port, server.host);
    await once(socket, 'connect');
    socket.write(tag);
    return new RawClient(socket);
  }

  close(): void {
    this.#socket.destroy();
  }

  write(packet: Buffer): void {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(packet.length);
    this.#socket.write(Buffer.concat([length, packet]));
  }

  async next(): Promise<Buffer> {
    return until('a packet of the server', () => this.packets.shift());
  }

  async shakeHands(server: MtprotoServer): Promise<void> {
    const agreed = await agreeOnKey(server, async (body) => {
      const length = Buffer.alloc(4);
      length.writeInt32LE(body.length);
      this.write(Buffer.concat([prefix(0n, this.messageId()), length, body]));
      return (await this.next()).subarray(20);
    });
    this.authKey = agreed.key;
    this.salt = agreed.salt;
  }

  /** A fresh id; `ageSeconds` makes it one of the past. */
  messageId(ageSeconds = 0): bigint {
    const clock = BigInt(Math.floor(Date.now() / 1000) - ageSeconds) << 32n;
    if (ageSeconds > 0) return clock;
    this.#lastId = clock > this.#lastId ? clock : this.#lastId + 4n;
    return this.#lastId;
  }

  /** Seals and sends one message, `padding` bytes longer than need be; gives its id. */
  send(body: Buffer, messageId = this.messageId(), padding = 0): bigint {
    this.write(Buffer.concat([this.seal(body, messageId), randomBytes(padding)]));
    return messageId;
  }

  seal(body: Buffer, messageId: bigint): Buffer {
    const head = Buffer.alloc(8);
    head.writeInt32LE(1, 0);
    head.writeInt32LE(body.length, 4);
    const message = Buffer.concat([prefix(this.salt, this.sessionId, messageId), head, body]);
    const plain = Buffer.concat([message, randomBytes(12 + ((16 - ((message.length + 12) % 16)) % 16))]);
    const messageKey = sha256(this.authKey.subarray(88, 120), plain).subarray(8, 24);
    const [key, iv] = keysOf(this.authKey, messageKey, 0);
    const id = Buffer.from(authKeyId(this.authKey), 'hex');
    return Buffer.concat([id, messageKey, encryptIge(plain, key, iv)]);
  }

  sendObject(object: TlObject): bigint {
    return this.send(encodeObject(SERVICE, object));
  }

  /** The bodies of the next packet, taken out of their container. */
  async receive(): Promise<Buffer[]> {
    const packet = await this.next();
    const messageKey = packet.subarray(8, 24);
    const [key, iv] = keysOf(this.authKey, messageKey, 8);
    const plain = decryptIge(packet.subarray(24), key, iv);
    if (!sha256(this.authKey.subarray(96, 128), plain).subarray(8, 24).equals(messageKey))
      throw new Error('The message key of the server is wrong.');
    const body = plain.subarray(32, 32 + plain.readInt32LE(28));
    if (body.readUInt32LE() !== CONTAINER) return [body];
    const reader = new TlReader(SERVICE, body, 4);
    return Array.from({ length: reader.word() }, () => {
      reader.raw(12);
      return reader.raw(reader.int());
    });
  }

  /** The next packet's messages of the service layer. */
  async objects(): Promise<TlObject[]> {
    return (await this.receive()).map((body) => new TlReader(SERVICE, body).object());
  }
}

/** Several messages as one container. */
export function container(messages: readonly { messageId: bigint; body: Buffer }[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(CONTAINER, 0);
  head.writeInt32LE(messages.length, 4);
  const inner = messages.map(({ messageId, body }) => {
    const sizes = Buffer.alloc(8);
    sizes.writeInt32LE(1, 0);
    sizes.writeInt32LE(body.length, 4);
    return Buffer.concat([prefix(messageId), sizes, body]);
  });
  return Buffer.concat([head, ...inner]);
}
