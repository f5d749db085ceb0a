import { Api } from 'telegram';
import { messageOf, PermanentError, RetryableError } from '../../domain/failure.ts';
import { telegramFailure } from './failures.ts';
import { GramClient, type GramListener, type GramUpdate } from './gram-client.ts';
import type { TelegramLog } from './limits.ts';
import { trustServerKey } from './server-key.ts';
import { type KeySession, openSession } from './session.ts';
import type { ServerAddress } from './socket.ts';
import { pause, timeLimit, unlessAborted } from './waiting.ts';

/** Everything that is needed to reach Telegram with one account. Holds secrets: never log it. */
export interface TelegramConnectionOptions {
  readonly apiId: number;
  readonly apiHash: string;
  /** A saved session, or null for a new one. */
  readonly session: string | null;
  /** A test server instead of the real ones. */
  readonly address?: ServerAddress;
  /** The test server's RSA public key in PEM. */
  readonly publicKeyPem?: string;
  readonly log: TelegramLog;
  /** Longest wait for a connection or one answer. */
  readonly timeoutMs: number;
  readonly keepAlive?: Partial<KeepAlive>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Data centre to ask: files are kept where they were uploaded. The account's own where absent. */
  readonly dcId?: number;
}

/** One account's connection. It mends itself; a call in between fails with a RetryableError. */
export interface TelegramConnection {
  /** Throws PermanentError or RetryableError only; FLOOD_WAIT is `flood_wait` with its time. */
  call<R extends Api.AnyRequest>(request: R, options?: CallOptions): Promise<R['__response']>;
  /** Updates in the order they came. */
  onUpdate(listener: (update: GramUpdate) => void): void;
  /** Called after the connection was lost and is there again: what was pushed in between is lost. */
  onReconnected(listener: () => void): void;
  /** The session as text. A secret: whoever has it is the account. */
  saveSession(): string;
  close(): Promise<void>;
}

/** How the connection is kept; every value can be set for one connection (tests shorten the waits). */
export interface KeepAlive {
  /** How often the connection is looked at. */
  readonly watchMs: number;
  /** How often a silent connection is asked whether it lives; a wait for the answer is as long. */
  readonly pingMs: number;
  /** After this long without a connection the client is built anew: gramjs gives up after a few tries. */
  readonly graceMs: number;
}

const KEEP_ALIVE: KeepAlive = { watchMs: 2_000, pingMs: 15_000, graceMs: 12_000 };
/**
 * gramjs acknowledges what was pushed only together with something that it sends, all in one list; a list may hold
 * 8,192 (https://core.telegram.org/mtproto/service_messages_about_messages).
 */
const ACKNOWLEDGE_EVERY = 4_000;
/** Waits between attempts to build it. */
const REBUILD_MIN_MS = 1_000;
const REBUILD_MAX_MS = 30_000;
/** The end must come even when a socket hangs: another holder may be about to use the session. */
const CLOSE_MS = 2_000;

/**
 * Connects and waits for the first answer. Throws RetryableError (`unreachable`, `timeout`) or PermanentError
 * (`session_revoked`, `bad_server_key`, …).
 */
export async function connectTelegram(options: TelegramConnectionOptions): Promise<TelegramConnection> {
  if (options.address !== undefined && options.publicKeyPem !== undefined)
    trustServerKey(options.publicKeyPem);
  const connection = new MendingConnection(
    options,
    openSession(options.session, options.address?.host ?? null),
  );
  try {
    await connection.open();
  } catch (error) {
    await connection.close();
    throw error;
  }
  return connection;
}

class MendingConnection implements TelegramConnection {
  readonly #options: TelegramConnectionOptions;
  readonly #keepAlive: KeepAlive;
  readonly #session: KeySession;
  readonly #closed = new AbortController();
  readonly #updates: ((update: GramUpdate) => void)[] = [];
  readonly #reconnects: (() => void)[] = [];
  #client: GramClient | null = null;
  /** Raised when the present client is given up: its calls would never be answered. */
  #lost = new AbortController();
  /** Why this account can never be used again; set once. */
  #broken: PermanentError | null = null;
  #wasOpen = false;
  #watching: NodeJS.Timeout | null = null;
  #rebuilding = false;
  #downSinceMs: number | null = null;
  #answeredAtMs = 0;
  #unacknowledged = 0;

  constructor(options: TelegramConnectionOptions, session: KeySession) {
    this.#options = options;
    this.#keepAlive = { ...KEEP_ALIVE, ...options.keepAlive };
    this.#session = session;
  }

  async open(): Promise<void> {
    await this.#build();
    this.#watching = setInterval(() => void this.#watch(), this.#keepAlive.watchMs);
    this.#watching.unref();
  }

  async call<R extends Api.AnyRequest>(request: R, options: CallOptions = {}): Promise<R['__response']> {
    const doing = request.className;
    const client = this.#client;
    if (this.#closed.signal.aborted)
      throw new RetryableError('closed', `${doing}: the Telegram client is closed`);
    if (this.#broken !== null) throw this.#broken;
    if (client === null || this.#rebuilding) {
      throw new RetryableError('unreachable', `${doing}: no connection to Telegram`);
    }
    const silence = new RetryableError('timeout', `${doing}: no answer from Telegram in time`);
    const limit = timeLimit(options.timeoutMs ?? this.#options.timeoutMs, silence);
    const signals = [
      limit.signal,
      this.#lost.signal,
      ...(options.signal === undefined ? [] : [options.signal]),
    ];
    try {
      const answer = await unlessAborted(client.ask(request, options.dcId), ...signals);
      this.#answeredAtMs = performance.now();
      return answer;
    } catch (error) {
      throw telegramFailure(error, doing);
    } finally {
      limit.end();
    }
  }

  onUpdate(listener: (update: GramUpdate) => void): void {
    this.#updates.push(listener);
  }

  onReconnected(listener: () => void): void {
    this.#reconnects.push(listener);
  }

  saveSession(): string {
    return this.#session.save();
  }

  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort(new RetryableError('closed', 'the Telegram client is closed'));
    if (this.#watching !== null) clearInterval(this.#watching);
    await this.#drop(new RetryableError('closed', 'the Telegram client is closed'));
  }

  async #build(): Promise<void> {
    const { apiId, apiHash, address, log, timeoutMs } = this.#options;
    const lost = new AbortController();
    const listener: GramListener = {
      update: (update) => {
        if (lost.signal.aborted) return;
        for (const hear of this.#updates) hear(update);
        this.#unacknowledged += 1;
        if (this.#unacknowledged >= ACKNOWLEDGE_EVERY) this.#acknowledge();
      },
      connected: () => {
        if (this.#wasOpen && !lost.signal.aborted) this.#tellReconnected();
      },
      keyForgotten: () => {
        this.#broken = new PermanentError(
          'session_revoked',
          'Telegram no longer knows this session; sign in again',
        );
        lost.abort(this.#broken);
      },
    };
    const client = new GramClient(
      { apiId, apiHash, session: this.#session, address: address ?? null, log, timeoutMs },
      listener,
    );
    this.#client = client;
    this.#lost = lost;
    const limit = timeLimit(
      timeoutMs,
      new RetryableError('unreachable', `Telegram did not answer in ${timeoutMs} ms`),
    );
    try {
      const connected = await unlessAborted(client.connect(), limit.signal, lost.signal, this.#closed.signal);
      if (!connected) throw new RetryableError('unreachable', 'no connection to Telegram');
    } catch (error) {
      await this.#drop(new RetryableError('connection_lost', 'the connection to Telegram was given up'));
      throw telegramFailure(error, 'connecting to Telegram');
    } finally {
      limit.end();
    }
    this.#wasOpen = true;
    this.#downSinceMs = null;
    this.#answeredAtMs = performance.now();
  }

  #acknowledge(): void {
    this.#unacknowledged = 0;
    this.#client
      ?.ping()
      .catch((error: unknown) => this.#options.log.debug({ error: messageOf(error) }, 'no pong'));
  }

  /** Gives up the present client and everything that waits for it. */
  async #drop(reason: Error): Promise<void> {
    const client = this.#client;
    this.#client = null;
    this.#lost.abort(reason);
    if (client === null) return;
    const ended = client.end();
    ended.catch((error: unknown) =>
      this.#options.log.debug({ error: messageOf(error) }, 'client ended badly'),
    );
    const waited = new AbortController();
    await Promise.race([ended.catch(() => undefined), pause(CLOSE_MS, waited.signal)]);
    waited.abort();
  }

  async #watch(): Promise<void> {
    const client = this.#client;
    if (client === null || this.#rebuilding || this.#closed.signal.aborted || this.#broken !== null) return;
    const nowMs = performance.now();
    const { pingMs } = this.#keepAlive;
    if (client.connected !== true) {
      this.#downSinceMs ??= nowMs;
      if (nowMs - this.#downSinceMs > this.#keepAlive.graceMs)
        await this.#rebuild('gramjs did not reconnect');
      return;
    }
    this.#downSinceMs = null;
    if (nowMs - this.#answeredAtMs < pingMs) return;
    this.#answeredAtMs = nowMs;
    const limit = timeLimit(pingMs, new RetryableError('timeout', 'no answer to a ping'));
    try {
      await unlessAborted(client.ping(), limit.signal, this.#lost.signal);
    } catch (error) {
      if (client === this.#client) await this.#rebuild(messageOf(error));
    } finally {
      limit.end();
    }
  }

  async #rebuild(why: string): Promise<void> {
    if (this.#rebuilding) return;
    this.#rebuilding = true;
    this.#options.log.warn({ why }, 'connection to Telegram lost, connecting anew');
    await this.#drop(new RetryableError('connection_lost', 'the connection to Telegram was lost'));
    for (
      let waitMs = REBUILD_MIN_MS;
      !this.#closed.signal.aborted;
      waitMs = Math.min(waitMs * 2, REBUILD_MAX_MS)
    ) {
      try {
        this.#wasOpen = false;
        await this.#build();
        break;
      } catch (error) {
        this.#options.log.warn({ error: messageOf(error), waitMs }, 'Telegram cannot be reached yet');
        if (error instanceof PermanentError) this.#broken = error;
        if (this.#broken !== null) break;
        await pause(waitMs, this.#closed.signal);
      }
    }
    this.#rebuilding = false;
    if (!this.#closed.signal.aborted) this.#tellReconnected();
  }

  #tellReconnected(): void {
    this.#options.log.info({}, 'connected to Telegram again');
    for (const hear of this.#reconnects) hear();
  }
}
