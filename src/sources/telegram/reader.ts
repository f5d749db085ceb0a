import { Api } from 'telegram';
import { messageOf, PermanentError, RetryableError } from '../../domain/failure.ts';
import { SOURCE_REFUSALS, type Source, SourceRefusedError } from '../../domain/source.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdRange } from '../../ports/job-queue.ts';
import type {
  BackfillTask,
  EmitBatch,
  OnReading,
  ResolvedSource,
  SourceReader,
} from '../../ports/source-reader.ts';
import type { AccountHooks } from './account-hooks.ts';
import type { MethodBudget } from './budgets.ts';
import { ChannelReader, type ReadingStatus } from './channel-reader.ts';
import { connectTelegram, type TelegramConnection, type TelegramConnectionOptions } from './connect.ts';
import { endsAccount } from './failures.ts';
import type { GramUpdate } from './gram-client.ts';
import { Joins } from './joins.ts';
import { DEFAULT_LIMITS, type TelegramLimits, type TelegramLog } from './limits.ts';
import { Room } from './live-buffer.ts';
import { type Call, politeCalls } from './polite-calls.ts';
import { resolveTelegram } from './resolve.ts';
import { deliver } from './updates.ts';

export interface TelegramReaderOptions extends AccountHooks {
  readonly connection: Omit<TelegramConnectionOptions, 'log'>;
  readonly log: TelegramLog;
  readonly clock: Clock;
  readonly limits?: Partial<TelegramLimits>;
  /** 0 to 1, for the spread of regular looks; Math.random when absent. */
  readonly random?: () => number;
  /**
   * Told when a source (or, with null, the whole account) cannot be read and a person has to act. The reader looks
   * again every few minutes and tells again, until the source is unwatched.
   */
  readonly onTrouble?: (sourceId: number | null, error: PermanentError) => void;
  /** Told how the reading of each source goes: when it changes, and at most every few seconds. */
  readonly onReading?: OnReading;
  /** How often each method may be used; the project's own table when absent. */
  readonly budgets?: readonly MethodBudget[];
}

export interface TelegramReader extends SourceReader {
  /** Reads a source again from the given position, as the given epoch; batches of the old run are no longer emitted. */
  rewind(sourceId: number, position: number, epoch?: number): Promise<void>;
  /** How the reading of a source goes; null when it is not watched. */
  status(sourceId: number): ReadingStatus | null;
  /** Throws when the account cannot be used; for the doctor and for readiness. */
  ping(): Promise<void>;
}

/**
 * Reads public channels and public groups with one Telegram account. Connects when it is first needed. One account
 * must be used by one reader at a time: Telegram revokes a session that is used from two places.
 */
export function createTelegramReader(options: TelegramReaderOptions): TelegramReader {
  return new AccountReader(options);
}

class AccountReader implements TelegramReader {
  readonly #options: TelegramReaderOptions;
  readonly #limits: TelegramLimits;
  readonly #closed = new AbortController();
  readonly #call: Call;
  readonly #joins: Joins;
  readonly #readers = new Map<number, ChannelReader>();
  /** The same by the channel's own id, as updates name it. */
  readonly #byChannel = new Map<string, ChannelReader>();
  readonly #room: Room;
  #connection: Promise<TelegramConnection> | null = null;

  constructor(options: TelegramReaderOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    const { clock, log } = options;
    const closed = this.#closed.signal;
    this.#room = new Room(this.#limits.bufferAllPosts);
    this.#call = politeCalls(() => this.#connect(), { ...options, clock, limits: this.#limits, closed });
    this.#joins = new Joins({ call: this.#call, limits: this.#limits, log, closed });
  }

  async resolve(address: string): Promise<ResolvedSource> {
    return resolveTelegram(this.#call, this.#options.clock, address);
  }

  async watch(source: Source, emit: EmitBatch): Promise<void> {
    if (this.#readers.has(source.id)) await this.unwatch(source.id);
    const reader = this.#newReader(source, emit);
    this.#readers.set(source.id, reader);
    this.#byChannel.set(source.externalId, reader);
    try {
      await reader.open();
    } catch (error) {
      this.#forget(reader);
      await reader.stop();
      if (endsAccount(error)) this.#tellTrouble(source.id, error as PermanentError);
      throw asRefusal(error, source);
    }
    reader.start();
  }

  #newReader(source: Source, emit: EmitBatch): ChannelReader {
    const { log, clock, random = Math.random, onReading } = this.#options;
    return new ChannelReader(source, emit, {
      call: this.#call,
      joins: this.#joins,
      hooks: this.#options,
      limits: this.#limits,
      room: this.#room,
      channels: () => this.#readers.size,
      clock,
      log,
      random,
      onTrouble: (sourceId, error) => this.#tellTrouble(sourceId, error),
      onReading,
    });
  }

  #forget(reader: ChannelReader): void {
    const { id, externalId } = reader.source;
    if (this.#readers.get(id) === reader) this.#readers.delete(id);
    if (this.#byChannel.get(externalId) === reader) this.#byChannel.delete(externalId);
  }

  async unwatch(sourceId: number): Promise<void> {
    const reader = this.#readers.get(sourceId);
    if (reader === undefined) return;
    this.#forget(reader);
    await reader.stop();
  }

  async sweep(sourceId: number, ranges: readonly IdRange[]): Promise<void> {
    await this.#reader(sourceId).sweep(ranges);
  }

  async backfill(task: BackfillTask, emit: EmitBatch, signal: AbortSignal): Promise<void> {
    await this.#reader(task.sourceId).backfill(task, emit, signal);
  }

  async rewind(sourceId: number, position: number, epoch?: number): Promise<void> {
    const { source, emit } = this.#reader(sourceId);
    await this.watch({ ...source, position, epoch: epoch ?? source.epoch }, emit);
  }

  #reader(sourceId: number): ChannelReader {
    const reader = this.#readers.get(sourceId);
    if (reader === undefined) throw new PermanentError('not_watched', `source ${sourceId} is not watched`);
    return reader;
  }

  status(sourceId: number): ReadingStatus | null {
    return this.#readers.get(sourceId)?.status() ?? null;
  }

  async ping(): Promise<void> {
    await this.#call(new Api.updates.GetState());
  }

  async close(): Promise<void> {
    this.#closed.abort(new RetryableError('closed', 'the Telegram reader is closed'));
    const readers = [...this.#readers.values()];
    this.#readers.clear();
    this.#byChannel.clear();
    const stopping = readers.map((reader) => reader.stop());
    const connection = await this.#connection?.catch(() => null);
    await connection?.close();
    await Promise.all(stopping);
  }

  async #connect(): Promise<TelegramConnection> {
    if (this.#closed.signal.aborted) throw new RetryableError('closed', 'the Telegram reader is closed');
    this.#connection ??= this.#openConnection().catch((error: unknown) => {
      this.#connection = null;
      throw error;
    });
    return this.#connection;
  }

  async #openConnection(): Promise<TelegramConnection> {
    const { connection: settings, log } = this.#options;
    const connection = await connectTelegram({ ...settings, log });
    try {
      // Proves that the session is signed in, and tells the server that we want updates.
      await connection.call(new Api.updates.GetState());
    } catch (error) {
      await connection.close();
      throw error;
    }
    connection.onUpdate((update) => this.#take(update));
    connection.onReconnected(() => this.#resume(connection));
    log.info({}, 'connected to Telegram');
    return connection;
  }

  #take(update: GramUpdate): void {
    try {
      deliver(update, this.#byChannel, this.#options.clock);
    } catch (error) {
      this.#options.log.error(
        { error: messageOf(error) },
        'an update could not be read, catching up from history',
      );
      for (const reader of this.#readers.values()) reader.catchUp();
    }
  }

  #resume(connection: TelegramConnection): void {
    for (const reader of this.#readers.values()) reader.reconnected();
    // A new session of the server gets updates only after it has asked for something.
    connection.call(new Api.updates.GetState()).catch((error: unknown) => {
      this.#options.log.warn({ error: messageOf(error) }, 'no state after reconnecting');
    });
  }

  #tellTrouble(sourceId: number, error: PermanentError): void {
    const about = endsAccount(error) ? null : sourceId;
    this.#options.log.error(
      { sourceId: about, reason: error.reason, error: error.message },
      'cannot be read',
    );
    this.#options.onTrouble?.(about, error);
  }
}

/** A watched place that is not open any more is refused like one that never was. */
function asRefusal(error: unknown, source: Source): unknown {
  if (!(error instanceof PermanentError)) return error;
  const reason = SOURCE_REFUSALS.find((known) => known === error.reason);
  return reason === undefined ? error : new SourceRefusedError(reason, source.address);
}
