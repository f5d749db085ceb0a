import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  startMtprotoServer,
  type MtprotoServer,
  type MtprotoServerOptions,
} from '../../sandbox/mtproto/server.ts';
import { TelegramWorld } from '../../sandbox/telegram-world.ts';
import type { Post } from '../../src/domain/post.ts';
import type { DetectBatch } from '../../src/ports/job-queue.ts';
import type { TelegramConnectionOptions } from '../../src/sources/telegram/connect.ts';
import type { TelegramLimits, TelegramLog } from '../../src/sources/telegram/limits.ts';
import {
  createTelegramReader,
  type TelegramReader,
  type TelegramReaderOptions,
} from '../../src/sources/telegram/reader.ts';
import { signIn } from '../../src/sources/telegram/sign-in.ts';
import { sourceOf } from './telegram-source.ts';

export { sourceOf } from './telegram-source.ts';

export const PHONE = '+77010000001';
export const CODE = '12345';
export const API = { apiId: 1001, apiHash: '0123456789abcdef0123456789abcdef', timeoutMs: 8_000 } as const;

/** Making a key takes a good part of a second; one serves every test of a file. */
const PRIVATE_KEY = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;

export interface LogLine {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

/** A log that keeps its lines, so that a test can look for what must not stand in them. */
export function keptLog(): { readonly log: TelegramLog; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const keep = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return {
    log: { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') },
    lines,
  };
}

/** Waits until `ready` gives a value that is not false; fails after `limitMs` with what was waited for. */
export async function until<T>(
  what: string,
  ready: () => T | false | undefined,
  limitMs = 15_000,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const value = ready();
    if (value !== false && value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`waited ${limitMs} ms for ${what}`);
    await delay(10);
  }
}

/** Takes batches and checks what every reader promises: intervals that follow one another without a hole. */
export class BatchSink {
  readonly batches: DetectBatch[] = [];
  /** Called before a batch is taken; may wait (a slow queue) or throw (a broken one). */
  before: (batch: DetectBatch) => Promise<void> = async () => undefined;
  /** End of the contiguous run of intervals. */
  position: number;

  constructor(position = 0) {
    this.position = position;
  }

  readonly emit = async (batch: DetectBatch): Promise<void> => {
    await this.before(batch);
    if (batch.interval !== null) {
      const { from, to } = batch.interval;
      if (from > this.position + 1) throw new Error(`hole between ${this.position} and ${from}`);
      this.position = Math.max(this.position, to);
    }
    this.batches.push(batch);
  };

  /** Posts in the order they were emitted, edits not counted. */
  get posts(): Post[] {
    return this.batches.flatMap((batch) => (batch.interval === null ? [] : batch.posts));
  }

  get ids(): number[] {
    return this.posts.map((post) => post.messageId);
  }

  get edits(): Post[] {
    return this.batches.flatMap((batch) => (batch.interval === null ? batch.posts : []));
  }

  /** End of the contiguous run of events that begins after `from`. */
  eventsAfter(from: number): number {
    return this.batches.reduce((end, { events }) => {
      if (events !== undefined && events.from > end + 1)
        throw new Error(`no events from ${end} to ${events.from}`);
      return Math.max(end, events?.to ?? 0);
    }, from);
  }

  get deletedIds(): number[] {
    return this.batches.flatMap((batch) => batch.deletions.map((deletion) => deletion.messageId));
  }
}

/** A sandbox Telegram with one account and one channel, `@zhanga_qala`. */
export interface Loopback {
  readonly world: TelegramWorld;
  readonly server: MtprotoServer;
  readonly lines: LogLine[];
  readonly log: TelegramLog;
  /** Signs the account in once and gives its session. */
  session(): Promise<string>;
  /** What a client needs to reach the sandbox. */
  readonly connection: Omit<TelegramConnectionOptions, 'log' | 'session'>;
  reader(limits?: Partial<TelegramLimits>, more?: Partial<TelegramReaderOptions>): Promise<TelegramReader>;
  close(): Promise<void>;
}

export async function startLoopback(
  account: { readonly password?: string } = {},
  options: Partial<Omit<MtprotoServerOptions, 'world'>> = {},
  world = new TelegramWorld({ journalPath: null }),
): Promise<Loopback> {
  world.addAccount({ phone: PHONE, code: CODE, ...account });
  world.addChannel({ username: 'zhanga_qala', title: 'Жаңа қала' });
  const server = await startMtprotoServer({ ...options, world, privateKeyPem: PRIVATE_KEY });
  const { log, lines } = keptLog();
  const readers: TelegramReader[] = [];
  const address = { host: server.host, port: server.port };
  const connection = { ...API, address, publicKeyPem: server.publicKeyPem };
  let saved: Promise<string> | null = null;
  const session = (): Promise<string> => {
    saved ??= signIn({
      ...connection,
      log,
      phone: PHONE,
      askCode: async () => CODE,
      askPassword: async () => account.password ?? '',
    }).then((signedIn) => signedIn.session);
    return saved;
  };
  return {
    world,
    server,
    lines,
    log,
    session,
    connection,
    async reader(limits = {}, more = {}) {
      const quick = {
        callGapMs: 0,
        joinGapMs: 0,
        leisureGapMs: 0,
        backoffMinMs: 50,
        lookGapMs: 0,
        albumWaitMs: 300,
      };
      const reader = createTelegramReader({
        connection: { ...connection, session: await session() },
        log,
        clock: { now: () => new Date() },
        limits: { ...quick, ...limits },
        ...more,
      });
      readers.push(reader);
      return reader;
    },
    async close() {
      await Promise.all(readers.map((reader) => reader.close()));
      await server.close();
      world.close();
    },
  };
}

/** A reader that watches the channel live, from its present end. */
export async function watchLive(
  loopback: Loopback,
  sink: BatchSink,
  limits: Partial<TelegramLimits> = {},
): Promise<TelegramReader> {
  const reader = await loopback.reader(limits);
  const source = sourceOf(await reader.resolve(`@zhanga_qala`));
  sink.position = source.position;
  await reader.watch(source, sink.emit);
  const { faults } = loopback.server;
  // The look after the join is the last thing that happens by itself.
  const settled = () => {
    const methods = faults.calls().map((call) => call.method);
    const joinedAt = methods.lastIndexOf('channels.joinChannel');
    return joinedAt >= 0 && methods.lastIndexOf('messages.getHistory') > joinedAt;
  };
  await until('the join', settled);
  return reader;
}
