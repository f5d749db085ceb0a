import path from 'node:path';
import type { Config } from '../src/config.ts';
import { PermanentError } from '../src/domain/failure.ts';
import type { Log } from '../src/log.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { EvidenceFiles } from '../src/ports/evidence-files.ts';
import type { JobQueue } from '../src/ports/job-queue.ts';
import type { Memory } from '../src/ports/memory.ts';
import type { SealedBox } from '../src/ports/sealed-box.ts';
import type { SourceReader } from '../src/ports/source-reader.ts';
import type { MasterBox } from '../src/secrets/sealed-box.ts';
import type { SignedIn, SignInOptions } from '../src/sources/telegram/sign-in.ts';
import type { OfficeSettings } from '../src/steps/needs.ts';
import { WrongUseError } from './output.ts';
import type { Way } from './ways.ts';

// Libraries are loaded where they are used: a command that needs none of them answers at once.

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** The environment with `.env` of this folder under it. */
export async function readEnvironment(): Promise<Readonly<Record<string, string | undefined>>> {
  const { readEnvFile } = await import('../src/config/read-env-file.ts');
  return { ...(await readEnvFile(path.resolve('.env'))), ...process.env };
}

/** A configuration to work with, and what has to be closed after the work. */
export interface Opened {
  readonly mode: 'demo' | 'real';
  readonly config: Config;
  /** False for a demo whose database alone was started: its Telegram and its authority cannot be reached. */
  readonly outsideRuns: boolean;
  close(): Promise<void>;
}

/**
 * The configuration of a command. Where nothing is configured it is the demo's: the running one, or its database alone.
 * Throws WrongUseError that names every mistake at once.
 */
export async function openConfig(log: Log): Promise<Opened> {
  const { parseConfig, describeMistakes } = await import('../src/config.ts');
  const parsed = parseConfig(await readEnvironment());
  if (!parsed.ok) throw new WrongUseError(describeMistakes(parsed.mistakes));
  if (parsed.mode === 'real')
    return { mode: 'real', config: parsed.config, outsideRuns: true, close: async () => undefined };
  const { openDemo } = await import('./demo/demo-database.ts');
  return await openDemo(parsed.config, log);
}

/** Commands are quiet unless something is wrong, and then speak to a person. */
export async function commandLog(): Promise<Log> {
  const { createLog } = await import('../src/log.ts');
  const { linesForPerson } = await import('./terminal-log.ts');
  return createLog({ level: 'warn', name: 'qyraghy', destination: linesForPerson() });
}

/** What commands about the record work with: everything that is kept here, nothing that is elsewhere. */
export interface Office {
  readonly config: Config;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly box: MasterBox;
  readonly files: EvidenceFiles;
  readonly office: OfficeSettings;
}

/** Works with the database alone. */
export async function withMemory<T>(work: (memory: Memory) => Promise<T>): Promise<T> {
  return await withOpened(async (opened, log) => await connected(opened.config, log, work));
}

/** Works with the database and the queue; takes no jobs. */
export async function withQueue<T>(
  work: (parts: { readonly memory: Memory; readonly queue: JobQueue }) => Promise<T>,
): Promise<T> {
  const { createBullmqQueue } = await import('../src/queue/bullmq-queue.ts');
  return await withOpened(async ({ config }, log) => {
    const { redisUrl, databaseUrl } = config.connections;
    return await connected(config, log, async (memory) => {
      const queue = await createBullmqQueue({
        backend:
          redisUrl === null
            ? { kind: 'postgres', url: databaseUrl.reveal() }
            : { kind: 'redis', url: redisUrl.reveal() },
        log,
        onDead: async () => undefined,
      });
      try {
        return await work({ memory, queue });
      } finally {
        await queue.stop();
      }
    });
  });
}

/** Works with the database, the evidence files and the keys. */
export async function withOffice<T>(work: (office: Office) => Promise<T>): Promise<T> {
  const { createSealedBox } = await import('../src/secrets/sealed-box.ts');
  const { createEvidenceFiles } = await import('../src/evidence/evidence-files.ts');
  return await withOpened(
    async ({ config }, log) =>
      await connected(config, log, (memory) =>
        work({
          config,
          memory,
          clock: systemClock,
          box: createSealedBox(config.masterKey),
          files: createEvidenceFiles(path.join(config.dataDir, 'evidence')),
          office: officeOf(config),
        }),
      ),
  );
}

/** Names that appear in documents, and the time zone of the office. */
export function officeOf(config: Config): OfficeSettings {
  const { timeZone, unitName, addresseeName, systemName } = config;
  return { timeZone, unitName, addresseeName, systemName };
}

/**
 * Works with a reader that looks places up.
 * @param wished null takes an account, and the public preview pages while none has signed in
 */
export async function withReader<T>(
  work: (parts: {
    readonly memory: Memory;
    readonly reader: SourceReader;
    readonly office: OfficeSettings;
    readonly via: Way;
  }) => Promise<T>,
  wished: Way | null,
): Promise<T> {
  return await withOpened(async (opened, log) => {
    requireOutside(opened);
    const { config } = opened;
    return await connected(config, log, async (memory) => {
      const account = wished === 'preview' ? null : await accountReader(config, memory, log);
      if (account === null && wished === 'account')
        throw new PermanentError(
          'no_account',
          'No Telegram account has signed in: run `qyraghy account login` first.',
        );
      const { openPreviewReader } = await import('./preview.ts');
      const reader = account ?? (await openPreviewReader(config, log));
      const via = account === null ? 'preview' : 'account';
      try {
        return await work({ memory, reader, office: officeOf(config), via });
      } finally {
        await reader.close();
      }
    });
  });
}

async function accountReader(config: Config, memory: Memory, log: Log): Promise<SourceReader | null> {
  const { openReader } = await import('./telegram.ts');
  const { createSealedBox } = await import('../src/secrets/sealed-box.ts');
  return await openReader(config, memory, createSealedBox(config.masterKey), log);
}

/** Ways to get an account, with the database and the box that keep its session. */
export interface TelegramParts {
  readonly signIn: (by: Pick<SignInOptions, 'phone' | 'askCode' | 'askPassword'>) => Promise<SignedIn>;
  /** Takes the text of a session that another program saved. */
  readonly importSession: (text: string) => Promise<SignedIn>;
  readonly memory: Memory;
  readonly box: SealedBox;
}

/** Works with Telegram before there is an account. */
export async function withTelegramConnection<T>(work: (parts: TelegramParts) => Promise<T>): Promise<T> {
  const { telegramConnection } = await import('./telegram.ts');
  const { signIn } = await import('../src/sources/telegram/sign-in.ts');
  const { importSession } = await import('../src/sources/telegram/import-session.ts');
  const { createSealedBox } = await import('../src/secrets/sealed-box.ts');
  return await withOpened(async (opened, log) => {
    requireOutside(opened);
    const connection = await telegramConnection(opened.config);
    return await connected(opened.config, log, (memory) =>
      work({
        signIn: (by) => signIn({ ...connection, ...by, log }),
        importSession: (text) => importSession({ ...connection, text, log }),
        memory,
        box: createSealedBox(opened.config.masterKey),
      }),
    );
  });
}

/** Migrates the database and the queue of the configuration, and marks the database as demo or real. */
export async function migrateAll(): Promise<void> {
  await withOpened(async ({ config, mode }) => await prepareDatabase(config, mode));
}

/** Brings the tables of the memory and of the queue up to date; refuses a database of the other mode. */
export async function prepareDatabase(config: Config, mode: 'demo' | 'real'): Promise<void> {
  await prepareMemory(config, mode);
  if (config.connections.redisUrl !== null) return;
  const { migrateQueue } = await import('../src/queue/backend.ts');
  await migrateQueue(config.connections.databaseUrl.reveal());
}

/** The same without the queue. */
export async function prepareMemory(config: Config, mode: 'demo' | 'real'): Promise<void> {
  const { migrate } = await import('../drizzle/migrate.ts');
  const { stampDatabase } = await import('../drizzle/stamp-database.ts');
  const url = config.connections.databaseUrl.reveal();
  await migrate(url);
  await stampDatabase(url, mode);
}

async function withOpened<T>(work: (opened: Opened, log: Log) => Promise<T>): Promise<T> {
  const log = await commandLog();
  const opened = await openConfig(log);
  try {
    return await work(opened, log);
  } finally {
    await opened.close();
  }
}

async function connected<T>(config: Config, log: Log, work: (memory: Memory) => Promise<T>): Promise<T> {
  const { connectMemory } = await import('../drizzle/connect.ts');
  const memory = await connectMemory({
    url: config.connections.databaseUrl.reveal(),
    clock: systemClock,
    timeZone: config.timeZone,
    log,
  });
  try {
    return await work(memory);
  } finally {
    await memory.close();
  }
}

function requireOutside(opened: Opened): void {
  if (opened.outsideRuns) return;
  throw new PermanentError(
    'demo_stopped',
    'The demo is not running, and its Telegram runs only with it: run `npm start` in another terminal first.',
  );
}
