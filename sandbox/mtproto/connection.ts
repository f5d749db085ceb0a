import { once } from 'node:events';
import type { Socket } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';

import type { AuthKey } from './auth-key.ts';
import { openMessage } from './auth-key.ts';
import { detectFraming } from './framing.ts';
import type { Framing } from './framing.ts';
import { Handshake } from './handshake.ts';
import { GZIP_PACKED, MSG_CONTAINER, RPC_RESULT, SERVICE } from './protocol-schema.ts';
import type { Session } from './session.ts';
import { TlReader } from './tl-reader.ts';
import type { TlObject } from './tl-schema.ts';
import { encodeBytes, encodeObject } from './tl-writer.ts';
import type { ServerCore } from './server-core.ts';

/** Results above this are packed where it makes them smaller, as Telegram does. */
const GZIP_FROM_BYTES = 1024;
/** A packed request may grow to this. */
const MAX_UNPACKED = 4 * 1024 * 1024;
/** Clocks may differ by this much before a message is refused (seconds; of the protocol). */
const OLDEST_SECONDS = 300;
const NEWEST_SECONDS = 30;
const BAD_ID_TOO_LOW = 16;
const BAD_ID_TOO_HIGH = 17;
const BAD_SALT = 48;

const UNKNOWN_KEY = Buffer.from(Int32Array.of(-404).buffer);

function long(value: bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64LE(value);
  return buffer;
}

function word(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

/** One TCP connection: finds its transport, shakes hands, opens messages and answers those of the service layer. */
export class Connection {
  readonly number: number;
  readonly #socket: Socket;
  readonly #core: ServerCore;
  readonly #handshake: Handshake;
  #framing: Framing | null = null;
  #buffer: Buffer = Buffer.alloc(0);
  #session: Session | null = null;
  #idle: NodeJS.Timeout | null = null;
  /** Packets that wait while the connection is frozen; null while it is not. */
  #waiting: Buffer[] | null = null;

  constructor(number: number, socket: Socket, core: ServerCore) {
    this.number = number;
    this.#socket = socket;
    this.#core = core;
    this.#handshake = new Handshake(core.state.serverKey, (key) => core.state.addKey(key));
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => core.log(`connection ${number}: ${error.message}`));
  }

  get session(): Session | null {
    return this.#session;
  }

  get transport(): string | null {
    return this.#framing?.name ?? null;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** Reads and writes nothing for `forMs` milliseconds, then goes on where it was; the socket stays open. */
  freeze(forMs: number): void {
    this.#waiting ??= [];
    this.#socket.pause();
    if (forMs !== Number.POSITIVE_INFINITY) this.#core.later(forMs, () => this.#thaw());
  }

  #thaw(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const packet of waiting) this.#send(packet);
    if (this.isOpen) this.#socket.resume();
  }

  /** Puts a packet into the form of this connection's transport. */
  wrap(packet: Buffer): Buffer {
    return this.#framing?.wrap(packet) ?? packet;
  }

  /** Writes bytes that {@link wrap} gave; resolves when the socket takes more. */
  async write(bytes: Buffer): Promise<void> {
    if (!this.isOpen) throw new Error(`Connection ${this.number} is closed.`);
    if (!this.#socket.write(bytes)) await once(this.#socket, 'drain');
  }

  drop(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#socket.destroy();
  }

  /** Answers a call; the result waits for nothing but this turn of the event loop. */
  answer(session: Session, messageId: bigint, result: Buffer): void {
    const packed = result.length >= GZIP_FROM_BYTES ? gzipSync(result) : result;
    const body =
      packed.length < result.length ? Buffer.concat([word(GZIP_PACKED), encodeBytes(packed)]) : result;
    const framed = Buffer.concat([word(RPC_RESULT), long(messageId), body]);
    session.push({ body: framed, isContent: true, isAnswer: true });
  }

  #send(packet: Buffer): void {
    if (this.#waiting !== null) this.#waiting.push(packet);
    else if (this.#framing !== null && this.isOpen) this.#writeWhole(this.#framing.wrap(packet));
  }

  #writeWhole(bytes: Buffer): void {
    const reset = this.#core.faults.strike('reset_in_packet', this.target());
    if (reset === undefined) this.#socket.write(bytes);
    else this.#socket.write(bytes.subarray(0, bytes.length >> 1), () => this.#socket.resetAndDestroy());
  }

  /** What faults of this connection are aimed with. */
  target(): { readonly connection: number; readonly phone?: string } {
    const phone = this.#session === null ? null : this.#core.state.phoneOf(this.#session.authKey.id);
    return { connection: this.number, ...(phone !== null && { phone }) };
  }

  #receive(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    try {
      if (this.#framing === null) {
        const found = detectFraming(this.#buffer);
        if (found === null) return;
        this.#framing = found.framing;
        this.#buffer = found.rest;
      }
      for (
        let taken = this.#framing.read(this.#buffer);
        taken !== null;
        taken = this.#framing.read(this.#buffer)
      ) {
        this.#buffer = taken.rest;
        this.#packet(taken.packet);
        if (!this.isOpen) return;
      }
    } catch (error) {
      // A client that breaks the protocol is cut off, as by Telegram; the reason is for the person at the sandbox.
      this.#core.log(
        `connection ${this.number} is cut: ${error instanceof Error ? error.message : String(error)}`,
      );
      this.drop();
    }
  }

  #packet(packet: Buffer): void {
    if (packet.length < 24) throw new Error(`A packet of ${packet.length} bytes is too short.`);
    if (packet.readBigInt64LE() === 0n) return this.#plain(packet);
    const key = this.#core.state.key(packet.subarray(0, 8).toString('hex'));
    if (key === undefined) return this.#send(UNKNOWN_KEY);
    return this.#encrypted(key, packet);
  }

  #plain(packet: Buffer): void {
    const length = packet.readInt32LE(16);
    const answer = this.#handshake.answer(packet.subarray(20, 20 + length));
    const head = Buffer.alloc(20);
    head.writeBigInt64LE((BigInt(Math.floor(Date.now() / 1000)) << 32n) | 1n, 8);
    head.writeInt32LE(answer.length, 16);
    this.#send(Buffer.concat([head, answer]));
  }

  #encrypted(key: AuthKey, packet: Buffer): void {
    const { salt, sessionId, messageId, sequence, body } = openMessage(key.key, packet);
    const session = this.#core.session(key, sessionId, (sealed) => this.#send(sealed));
    this.#session = session;
    if (!this.#acceptsId(session, messageId, sequence)) return;
    if (salt !== key.salt || this.#core.faults.strike('bad_salt', this.target()) !== undefined) {
      const bad = { bad_msg_id: messageId, bad_msg_seqno: sequence, error_code: BAD_SALT };
      return this.#service(session, { _: 'bad_server_salt', ...bad, new_server_salt: key.salt });
    }
    if (!session.isAnnounced) {
      session.isAnnounced = true;
      const created = { first_msg_id: messageId, unique_id: sessionId, server_salt: key.salt };
      session.push({
        body: encodeObject(SERVICE, { _: 'new_session_created', ...created }),
        isContent: true,
        isAnswer: false,
      });
    }
    this.#message(session, messageId, body);
  }

  #acceptsId(session: Session, messageId: bigint, sequence: number): boolean {
    const age = Math.floor(Date.now() / 1000) - Number(messageId >> 32n);
    if (age <= OLDEST_SECONDS && age >= -NEWEST_SECONDS) return true;
    const error_code = age > OLDEST_SECONDS ? BAD_ID_TOO_LOW : BAD_ID_TOO_HIGH;
    const bad = { bad_msg_id: messageId, bad_msg_seqno: sequence, error_code };
    this.#service(session, { _: 'bad_msg_notification', ...bad });
    return false;
  }

  #service(session: Session, object: TlObject): void {
    session.push({ body: encodeObject(SERVICE, object), isContent: false, isAnswer: true });
  }

  #message(session: Session, messageId: bigint, body: Buffer): void {
    const id = body.readUInt32LE();
    if (id === MSG_CONTAINER) return this.#container(session, body);
    if (id === GZIP_PACKED) {
      const packed = new TlReader(SERVICE, body, 4).bytes();
      return this.#message(session, messageId, gunzipSync(packed, { maxOutputLength: MAX_UNPACKED }));
    }
    if (!session.isNew(messageId)) return undefined;
    if (SERVICE.byId(id) === undefined) return this.#core.call(this, session, messageId, body);
    return this.#serve(session, messageId, new TlReader(SERVICE, body).object());
  }

  #container(session: Session, body: Buffer): void {
    const reader = new TlReader(SERVICE, body, 4);
    for (let left = reader.word(); left > 0 && this.isOpen; left -= 1) {
      const messageId = reader.long();
      reader.int();
      this.#message(session, messageId, reader.raw(reader.int()));
    }
  }

  #serve(session: Session, messageId: bigint, message: TlObject): void {
    switch (message._) {
      case 'msgs_ack':
        session.acknowledged += (message['msg_ids'] as readonly bigint[]).length;
        return;
      case 'ping':
      case 'ping_delay_disconnect':
        return this.#pong(session, messageId, message);
      case 'msgs_state_req': {
        const ids = message['msg_ids'] as readonly bigint[];
        const info = Buffer.from(ids.map((id) => (session.hasSeen(id) ? 4 : 1)));
        return this.#service(session, { _: 'msgs_state_info', req_msg_id: messageId, info });
      }
      case 'get_future_salts': {
        const now = Math.floor(Date.now() / 1000);
        const salts = [
          { _: 'future_salt', valid_since: now, valid_until: now + 86_400, salt: session.authKey.salt },
        ];
        return this.#service(session, { _: 'future_salts', req_msg_id: messageId, now, salts });
      }
      case 'destroy_session': {
        const session_id = message['session_id'] as bigint;
        const found = this.#core.destroySession(session.authKey, session_id, session);
        return this.#service(session, {
          _: found ? 'destroy_session_ok' : 'destroy_session_none',
          session_id,
        });
      }
      case 'rpc_drop_answer':
        return this.answer(session, messageId, encodeObject(SERVICE, { _: 'rpc_answer_unknown' }));
      default:
        // State infos, resend requests and http_wait ask nothing of a server that keeps no undelivered messages.
        return undefined;
    }
  }

  #pong(session: Session, messageId: bigint, ping: TlObject): void {
    if (ping._ === 'ping_delay_disconnect') {
      if (this.#idle !== null) clearTimeout(this.#idle);
      this.#idle = setTimeout(() => this.drop(), Number(ping['disconnect_delay']) * 1000).unref();
    }
    const pong = (): void =>
      this.#service(session, { _: 'pong', msg_id: messageId, ping_id: ping['ping_id'] });
    const slow = this.#core.faults.strike('delay_pong', this.target());
    if (slow === undefined) pong();
    else this.#core.later(slow.delayMs, pong);
  }
}
