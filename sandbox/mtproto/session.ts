import type { AuthKey } from './auth-key.ts';
import { sealMessage } from './auth-key.ts';
import { MSG_CONTAINER } from './protocol-schema.ts';

/** A container holds at most this many messages (protocol limit 1020), and about this many bytes. */
const MAX_IN_CONTAINER = 100;
const MAX_CONTAINER_BYTES = 256 * 1024;
/** Message ids remembered against repeats; older ones are refused by their time anyway. */
const MAX_SEEN = 2_000;

interface Outgoing {
  readonly body: Buffer;
  /** Counts in the sequence number and waits for an acknowledgement. */
  readonly isContent: boolean;
  /** Sent because of a client's message, as opposed to an update. */
  readonly isAnswer: boolean;
}

let lastMessageId = 0n;

/** Ids follow the clock (seconds in the upper half), grow strictly, and end in 1 for answers and 3 for updates. */
function nextMessageId(isAnswer: boolean): bigint {
  const now = Date.now();
  const clock =
    (BigInt(Math.floor(now / 1000)) << 32n) | (BigInt(Math.floor((now % 1000) * 4_294_967)) & ~3n);
  const base = clock > lastMessageId ? clock : (lastMessageId | 3n) + 1n;
  lastMessageId = base | (isAnswer ? 1n : 3n);
  return lastMessageId;
}

function inner(messageId: bigint, sequence: number, body: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeBigInt64LE(messageId, 0);
  head.writeInt32LE(sequence, 8);
  head.writeInt32LE(body.length, 12);
  return Buffer.concat([head, body]);
}

/** One session of a client: its sequence numbers, and what waits to be sent in the next packet. */
export class Session {
  readonly id: bigint;
  readonly authKey: AuthKey;
  /** True once the client made a call that shows it follows updates; a session that only downloads does not. */
  followsUpdates = false;
  /** The client was told that its session is new. */
  isAnnounced = false;
  /** Message ids the client acknowledged: a count is all that tests need. */
  acknowledged = 0;
  readonly #seen = new Set<bigint>();
  #send: (packet: Buffer) => void;
  #contentSent = 0;
  #queue: Outgoing[] = [];
  #flush: NodeJS.Immediate | null = null;

  constructor(id: bigint, authKey: AuthKey, send: (packet: Buffer) => void) {
    this.id = id;
    this.authKey = authKey;
    this.#send = send;
  }

  /** The client came back on another connection. */
  moveTo(send: (packet: Buffer) => void): void {
    this.#send = send;
  }

  /** True where this message id was not seen before. */
  isNew(messageId: bigint): boolean {
    if (this.#seen.has(messageId)) return false;
    this.#seen.add(messageId);
    if (this.#seen.size > MAX_SEEN) for (const oldest of this.#seen) return this.#seen.delete(oldest);
    return true;
  }

  hasSeen(messageId: bigint): boolean {
    return this.#seen.has(messageId);
  }

  /** Queues a message; all that is queued in one turn of the event loop leaves in one container. */
  push(message: Outgoing): void {
    this.#queue.push(message);
    this.#flush ??= setImmediate(() => this.flush());
  }

  close(): void {
    if (this.#flush !== null) clearImmediate(this.#flush);
    this.#flush = null;
    this.#queue = [];
  }

  flush(): void {
    this.#flush = null;
    while (this.#queue.length > 0) {
      let bytes = 0;
      const fits = this.#queue.findIndex((message) => (bytes += message.body.length) > MAX_CONTAINER_BYTES);
      const count = Math.min(MAX_IN_CONTAINER, fits === -1 ? this.#queue.length : Math.max(1, fits));
      this.#sendTogether(this.#queue.splice(0, count));
    }
  }

  /** The packets that updates leave in, `perContainer` of them together, sealed now and sent by nobody. */
  prepare(bodies: readonly Buffer[], perContainer: number): readonly Buffer[] {
    const packets: Buffer[] = [];
    for (let at = 0; at < bodies.length; at += perContainer) {
      const together = bodies.slice(at, at + perContainer);
      packets.push(this.#pack(together.map((body) => ({ body, isContent: true, isAnswer: false }))));
    }
    return packets;
  }

  #sendTogether(messages: readonly Outgoing[]): void {
    this.#send(this.#pack(messages));
  }

  #pack(messages: readonly Outgoing[]): Buffer {
    const numbered = messages.map(({ body, isContent, isAnswer }) => ({
      messageId: nextMessageId(isAnswer),
      sequence: this.#sequence(isContent),
      body,
    }));
    const [only] = numbered;
    if (only !== undefined && numbered.length === 1)
      return this.#seal(only.messageId, only.sequence, only.body);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(MSG_CONTAINER, 0);
    head.writeInt32LE(numbered.length, 4);
    const body = Buffer.concat([head, ...numbered.map((m) => inner(m.messageId, m.sequence, m.body))]);
    return this.#seal(nextMessageId(false), this.#sequence(false), body);
  }

  #sequence(isContent: boolean): number {
    const sequence = this.#contentSent * 2 + (isContent ? 1 : 0);
    if (isContent) this.#contentSent += 1;
    return sequence;
  }

  #seal(messageId: bigint, sequence: number, body: Buffer): Buffer {
    const { authKey, id: sessionId } = this;
    return sealMessage(authKey, { salt: authKey.salt, sessionId, messageId, sequence, body });
  }
}
