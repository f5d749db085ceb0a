import bigInt from 'big-integer';
import { Api, TelegramClient } from 'telegram';
import { type MTProtoSender, UpdateConnectionState } from 'telegram/network/index.js';
import { RPCResult } from 'telegram/tl/core/index.js';
import { Raw } from 'telegram/events/index.js';
import { messageOf } from '../../domain/failure.ts';
import { FileCentres } from './file-centres.ts';
import { GramLogger } from './gram-logger.ts';
import type { TelegramLog } from './limits.ts';
import { decodeQuickly } from './quick-decoding.ts';
import { type KeySession, NoEntityCache } from './session.ts';
import { type ServerAddress, socketFamily, type SocketFamily } from './socket.ts';

/** What the account's list of devices shows to its owner. */
const DEVICE = { deviceModel: 'Qyraghy collector', systemVersion: 'Node.js', appVersion: '0.1' } as const;
/** gramjs's own attempts after a lost connection, a second apart; after that the client is built anew. */
const RECONNECT_TRIES = 5;
/** The server lets go of a connection that was silent this long; several pings fit in. */
const DISCONNECT_DELAY_S = 75;

export interface GramClientOptions {
  readonly apiId: number;
  readonly apiHash: string;
  readonly session: KeySession;
  readonly address: ServerAddress | null;
  readonly log: TelegramLog;
  readonly timeoutMs: number;
}

/** An update as gramjs hands it over: the update with the chats and users it came with. */
export type GramUpdate = (Api.TypeUpdate | Api.TypeUpdates) & { readonly _entities?: Map<string, unknown> };

/** What the connection wants to hear of. */
export interface GramListener {
  update(update: GramUpdate): void;
  connected(): void;
  /** The server no longer knows the key of this session. */
  keyForgotten(): void;
}

/**
 * gramjs's client with its traps closed: no ping loop of its own (ours is `ping`), no growing caches, nothing on the
 * console, sockets of a known address, and an end that really ends.
 */
export class GramClient extends TelegramClient {
  readonly #sockets: SocketFamily;
  readonly #log: TelegramLog;
  readonly #files: FileCentres;

  constructor(options: GramClientOptions, listener: GramListener) {
    const sockets = socketFamily(options.address, options.timeoutMs);
    super(options.session, options.apiId, options.apiHash, {
      ...DEVICE,
      baseLogger: new GramLogger(options.log),
      connectionRetries: RECONNECT_TRIES,
      floodSleepThreshold: 0,
      networkSocket: sockets.SocketClass,
      retryDelay: 1000,
      timeout: options.timeoutMs / 1000,
    });
    this.#sockets = sockets;
    this.#log = options.log;
    this.#files = new FileCentres(this);
    // The loop of gramjs takes a late answer for a lost connection and leaves timers behind.
    this._loopStarted = true;
    // With a peer set, gramjs does not ask for the account before it hands over an update.
    this._selfInputPeer = new Api.InputPeerUser({ userId: bigInt.zero, accessHash: bigInt.zero });
    this._entityCache = new NoEntityCache();
    this.onError = async (error) =>
      options.log.debug({ from: 'gramjs', error: messageOf(error) }, 'gramjs error');
    this.addEventHandler((update: GramUpdate | UpdateConnectionState) => hear(listener, update), new Raw({}));
  }

  override async connect(): Promise<boolean> {
    const connected = await super.connect();
    if (this._sender !== undefined) {
      keepContainersWhole(this._sender, this.#log);
      decodeQuickly(this._sender);
    }
    return connected;
  }

  /** Asks the account's own data centre, or the one that keeps a file. */
  async ask<R extends Api.AnyRequest>(request: R, dcId?: number): Promise<R['__response']> {
    if (dcId === undefined || dcId === this.session.dcId) return this.invoke(request);
    return this.#files.ask(request, dcId);
  }

  /** Keeps the connection alive and proves it is; also carries the acknowledgements gramjs holds back. */
  async ping(): Promise<void> {
    const pingId = bigInt.randBetween(0, Number.MAX_SAFE_INTEGER);
    await this.invoke(new Api.PingDelayDisconnect({ pingId, disconnectDelay: DISCONNECT_DELAY_S }));
  }

  /** Ends everything: gramjs forgets the connections to other data centres, and reconnects after destroy(). */
  async end(): Promise<void> {
    if (this._sender !== undefined) stopReconnecting(this._sender);
    this.#files.end();
    try {
      await this.destroy();
    } finally {
      this.#sockets.closeAll();
    }
  }
}

/** Parts of gramjs's sender that its types call private. */
interface SenderInside {
  /** By the number of what was received. */
  readonly _handlers: Record<string, (message: unknown) => unknown>;
  _retries: number;
  _reconnect: () => Promise<void>;
}

/** A reconnect that is already on its way does not look whether the client was ended meanwhile. */
function stopReconnecting(sender: MTProtoSender): void {
  const inside = sender as unknown as SenderInside;
  inside._retries = 0;
  inside._reconnect = async () => undefined;
}

/**
 * gramjs throws an error answer once more after it was given to the caller, and so drops everything that came after
 * it in the same container: answers that others wait for, and updates.
 */
function keepContainersWhole(sender: MTProtoSender, log: TelegramLog): void {
  const { _handlers: handlers } = sender as unknown as SenderInside;
  const id = RPCResult.CONSTRUCTOR_ID.toString();
  const answered = handlers[id];
  handlers[id] = async (message) => {
    try {
      await answered?.(message);
    } catch (error) {
      log.debug({ from: 'gramjs', error: messageOf(error) }, 'an error was answered');
    }
  };
}

function hear(listener: GramListener, update: GramUpdate | UpdateConnectionState): void {
  if (!(update instanceof UpdateConnectionState)) listener.update(update);
  else if (update.state === UpdateConnectionState.connected) listener.connected();
  else if (update.state === UpdateConnectionState.broken) listener.keyForgotten();
}
