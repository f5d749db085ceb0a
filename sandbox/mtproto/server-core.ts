import type { TelegramWorld, WorldChange } from '../telegram-world.ts';
import type { ApiLayer } from './api-schema.ts';
import type { AuthKey } from './auth-key.ts';
import type { Connection } from './connection.ts';
import type { CallRecord, FaultScript } from './faults.ts';
import type { Call, DataCentre, SignIns } from './rpc/call.ts';
import { RpcError } from './rpc/call.ts';
import { carryOut, channelOf, followsUpdates, parseCall, rpcError } from './rpc/dispatch.ts';
import type { ParsedCall } from './rpc/dispatch.ts';
import type { PushedChange } from './rpc/updates.ts';
import { nameOf, pushed } from './rpc/updates.ts';
import type { ServerState } from './server-state.ts';
import { Session } from './session.ts';
import { TlError } from './tl-schema.ts';
import type { TlObject } from './tl-schema.ts';
import { encodeObject } from './tl-writer.ts';
import { pickLayer } from './api-schema.ts';

export interface CoreOptions {
  readonly world: TelegramWorld;
  readonly state: ServerState;
  readonly faults: FaultScript;
  readonly layers: readonly ApiLayer[];
  readonly tooLongAfter: number;
  readonly maxEvents: number;
  readonly log: (line: string) => void;
  readonly dcId: number;
  /** Of all data centres together. */
  readonly shared: SharedBetweenDataCentres;
}

export interface SharedBetweenDataCentres {
  readonly dataCentres: DataCentre[];
  readonly signIns: SignIns;
  connections: number;
}

/** What to push to one account. */
type Build = (call: Call) => TlObject;

/** What all connections share: sessions, calls, and the push of changes. */
export class ServerCore {
  readonly state: ServerState;
  readonly faults: FaultScript;
  readonly log: (line: string) => void;
  readonly #options: CoreOptions;
  readonly #connections = new Set<Connection>();
  readonly #sessions = new Map<string, Session>();
  readonly #held = new Map<Session, Buffer[]>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Keys that were used from two live connections. */
  readonly #duplicated = new Set<string>();
  /** While set, what would be pushed to this session is kept here instead. */
  #captured: { readonly session: Session; readonly bodies: Buffer[] } | null = null;

  constructor(options: CoreOptions) {
    this.#options = options;
    this.state = options.state;
    this.faults = options.faults;
    this.log = options.log;
  }

  nextConnection(): number {
    this.#options.shared.connections += 1;
    return this.#options.shared.connections;
  }

  attach(connection: Connection): void {
    this.#connections.add(connection);
  }

  detach(connection: Connection): void {
    this.#connections.delete(connection);
    const { session } = connection;
    if (session === null || [...this.#connections].some((other) => other.session === session)) return;
    session.close();
    this.#held.delete(session);
    this.#sessions.delete(`${session.authKey.id}/${session.id}`);
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  /** The session a message belongs to; it moves to the connection that used it last. */
  session(key: AuthKey, id: bigint, send: (packet: Buffer) => void): Session {
    const name = `${key.id}/${id}`;
    const known = this.#sessions.get(name);
    if (known !== undefined) {
      known.moveTo(send);
      return known;
    }
    const session = new Session(id, key, send);
    this.#sessions.set(name, session);
    return session;
  }

  destroySession(key: AuthKey, id: bigint, asking: Session): boolean {
    return id !== asking.id && this.#sessions.delete(`${key.id}/${id}`);
  }

  call(connection: Connection, session: Session, messageId: bigint, body: Buffer): void {
    let parsed: ParsedCall;
    try {
      parsed = parseCall(body, this.#options.layers, this.state.layerOf(session.authKey.id));
    } catch (error) {
      if (error instanceof TlError) this.log(`a call cannot be read: ${error.message}`);
      else if (!(error instanceof RpcError)) throw error;
      const known = error instanceof RpcError ? error : new RpcError(400, 'INPUT_FETCH_ERROR');
      return connection.answer(session, messageId, rpcError(known));
    }
    this.state.setLayer(session.authKey.id, parsed.layer.layer);
    if (followsUpdates(parsed)) session.followsUpdates = true;
    if (this.faults.voidsDuplicateKeys) this.#voidDuplicate(session);
    return this.#carryOut(connection, session, messageId, parsed);
  }

  #voidDuplicate(session: Session): void {
    const { id } = session.authKey;
    const isTwin = (other: Session): boolean =>
      other !== session && other.authKey.id === id && other.followsUpdates && session.followsUpdates;
    if (![...this.#sessions.values()].some(isTwin)) return;
    this.state.signOut(id);
    this.#duplicated.add(id);
  }

  #carryOut(connection: Connection, session: Session, messageId: bigint, parsed: ParsedCall): void {
    const { _: method, ...params } = parsed.params;
    const channel = channelOf(parsed.params, this.#options);
    const given = parsed.params['phone_number'];
    const target = {
      method,
      ...(typeof given === 'string' && { phone: given }),
      ...connection.target(),
      ...(channel !== undefined && { channel }),
    };
    const record: CallRecord = {
      method,
      params,
      phone: this.state.phoneOf(session.authKey.id),
      connection: connection.number,
      at: new Date(),
      outcome: 'dropped',
      refusedAsWrite: false,
    };
    this.faults.record(record);
    const cut = this.faults.strike('drop_at_call', target);
    if (cut?.when === 'before') return connection.drop();
    const call = this.#context(session, parsed.layer);
    const result = carryOut(parsed, call, target, record, this.log);
    if (cut !== undefined) return connection.drop();
    const slow = this.faults.strike('delay_answer', target);
    if (slow === undefined) return connection.answer(session, messageId, result);
    return this.later(slow.delayMs, () => connection.answer(session, messageId, result));
  }

  #context(session: Session, layer: ApiLayer): Call {
    const { world, tooLongAfter, maxEvents, dcId, shared } = this.#options;
    return {
      world,
      maxEvents,
      dcId,
      dataCentres: shared.dataCentres,
      isDuplicated: this.#duplicated.has(session.authKey.id),
      state: this.state,
      faults: this.faults,
      schema: layer.schema,
      keyId: session.authKey.id,
      tooLongAfter,
      signIns: shared.signIns,
    };
  }

  /** Sessions that follow updates of an account that may see the channel. */
  #followers(channelId: number | null): readonly Session[] {
    return [...this.#sessions.values()].filter((session) => {
      const phone = this.state.phoneOf(session.authKey.id);
      if (!session.followsUpdates || phone === null || this.#options.world.account(phone) === undefined)
        return false;
      return channelId === null || this.state.joinedAt(phone, channelId) !== undefined;
    });
  }

  /** Pushes a change of the world to everyone who joined its channel, through the armed faults. */
  push(change: WorldChange): void {
    if (change.kind === 'channel_added') return;
    const channel = nameOf(change.channel);
    for (const session of this.#followers(change.channel.id)) this.#pushTo(session, channel, change);
  }

  #pushTo(session: Session, channel: string, change: PushedChange): void {
    const body = this.#encode(session, (call) => pushed(change, call));
    if (body !== null && this.#captured?.session === session) {
      this.#captured.bodies.push(body);
      return;
    }
    const connection = [...this.#connections].find((candidate) => candidate.session === session);
    if (body === null || connection === undefined) return;
    const target = { channel, ...connection.target() };
    if (this.faults.strike('withhold', target) !== undefined) return;
    if (this.faults.strike('reorder', target) !== undefined) {
      this.#held.set(session, [...(this.#held.get(session) ?? []), body]);
      return;
    }
    const copies = this.faults.strike('duplicate', target) === undefined ? 1 : 2;
    for (let i = 0; i < copies; i += 1) session.push({ body, isContent: true, isAnswer: false });
    this.#releaseHeld(session);
  }

  /** Carries out changes of the world; what they push to the session comes back instead of being sent. */
  capture(session: Session, changes: () => void): readonly Buffer[] {
    const captured = { session, bodies: [] };
    this.#captured = captured;
    try {
      changes();
    } finally {
      this.#captured = null;
    }
    return captured.bodies;
  }

  #encode(session: Session, build: Build): Buffer | null {
    const layer = pickLayer(this.#options.layers, this.state.layerOf(session.authKey.id) ?? 0);
    if (layer === undefined) return null;
    try {
      return encodeObject(layer.schema, build(this.#context(session, layer)));
    } catch (error) {
      if (!(error instanceof TlError)) throw error;
      this.log(`an update does not fit the schema: ${error.message}`);
      return null;
    }
  }

  #releaseHeld(session: Session): void {
    for (const body of this.#held.get(session) ?? [])
      session.push({ body, isContent: true, isAnswer: false });
    this.#held.delete(session);
  }

  releaseHeld(): void {
    for (const session of this.#held.keys()) this.#releaseHeld(session);
  }

  /** Pushes what is no change of a channel, such as updatesTooLong; only to one account where it is named. */
  pushObject(build: Build, to: { readonly channelId?: number; readonly phone?: string } = {}): void {
    for (const session of this.#followers(to.channelId ?? null)) {
      if (to.phone !== undefined && this.state.phoneOf(session.authKey.id) !== to.phone) continue;
      const body = this.#encode(session, build);
      if (body !== null) session.push({ body, isContent: true, isAnswer: false });
    }
  }

  /** Runs `action` after `delayMs`, unless the server is closed before. */
  later(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const connection of this.#connections) connection.drop();
  }
}
