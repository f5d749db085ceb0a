import path from 'node:path';
import { connectMemory } from '../drizzle/connect.ts';
import { migrate } from '../drizzle/migrate.ts';
import { stampDatabase } from '../drizzle/stamp-database.ts';
import { type Config, describeMistakes, parseConfig } from '../src/config.ts';
import { readEnvFile } from '../src/config/read-env-file.ts';
import { PermanentError } from '../src/domain/failure.ts';
import { createLog, type Log } from '../src/log.ts';
import type { Memory } from '../src/ports/memory.ts';
import type { SealedBox } from '../src/ports/sealed-box.ts';
import { migrateQueue } from '../src/queue/backend.ts';
import { createSealedBox } from '../src/secrets/sealed-box.ts';
import { signIn, type SignedIn, type SignInOptions } from '../src/sources/telegram/sign-in.ts';
import type { TelegramReader } from '../src/sources/telegram/reader.ts';
import type { Needs } from '../src/steps/needs.ts';
import { openDemo } from './demo/demo-database.ts';
import { WrongUseError } from './output.ts';
import { systemClock, telegramConnection, type Wired, wire } from './wire.ts';

/** The environment with `.env` of this folder under it. */
export async function readEnvironment(): Promise<Readonly<Record<string, string | undefined>>> {
  return { ...(await readEnvFile(path.resolve('.env'))), ...process.env };
}

/** A configuration to work with, and what has to be closed after the work. */
export interface Opened {
  readonly mode: 'demo' | 'real';
  readonly config: Config;
  close(): Promise<void>;
}

/**
 * The configuration of a command. Where nothing is configured it is the demo's: the running one, or its database alone.
 * Throws WrongUseError that names every mistake at once.
 */
export async function openConfig(log: Log): Promise<Opened> {
  const parsed = parseConfig(await readEnvironment());
  if (!parsed.ok) throw new WrongUseError(describeMistakes(parsed.mistakes));
  if (parsed.mode === 'real') return { mode: 'real', config: parsed.config, close: async () => undefined };
  return await openDemo(parsed.config, log);
}

/** Commands are quiet unless something is wrong. */
export function commandLog(): Log {
  return createLog({ level: 'warn', name: 'qyraghy', destination: process.stderr });
}

/** Works with the database alone. */
export async function withMemory<T>(work: (memory: Memory) => Promise<T>): Promise<T> {
  const log = commandLog();
  const opened = await openConfig(log);
  try {
    const { connections, timeZone } = opened.config;
    const memory = await connectMemory({
      url: connections.databaseUrl.reveal(),
      clock: systemClock,
      timeZone,
      log,
    });
    try {
      return await work(memory);
    } finally {
      await memory.close();
    }
  } finally {
    await opened.close();
  }
}

/** Works with everything that the steps need. */
export async function withNeeds<T>(work: (needs: Needs, wired: Wired) => Promise<T>): Promise<T> {
  const log = commandLog();
  const opened = await openConfig(log);
  try {
    const wired = await wire(opened.config, log);
    try {
      return await work(wired.needs, wired);
    } finally {
      await wired.close();
    }
  } finally {
    await opened.close();
  }
}

/** Works with the collector's account. */
export async function withReader<T>(
  work: (parts: { readonly needs: Needs; readonly reader: TelegramReader }) => Promise<T>,
): Promise<T> {
  return await withNeeds(async (needs, wired) => {
    const reader = await wired.openReader();
    if (reader === null)
      throw new PermanentError(
        'no_account',
        'No Telegram account has signed in: run `qyraghy account login` first.',
      );
    try {
      return await work({ needs, reader });
    } finally {
      await reader.close();
    }
  });
}

/** Signs in, with the database and the box that keep the session. */
export async function withTelegramConnection<T>(
  work: (parts: {
    readonly signIn: (by: Pick<SignInOptions, 'phone' | 'askCode' | 'askPassword'>) => Promise<SignedIn>;
    readonly memory: Memory;
    readonly box: SealedBox;
  }) => Promise<T>,
): Promise<T> {
  const log = commandLog();
  const opened = await openConfig(log);
  try {
    const connection = await telegramConnection(opened.config);
    const memory = await connectMemory({
      url: opened.config.connections.databaseUrl.reveal(),
      clock: systemClock,
      log,
    });
    try {
      return await work({
        signIn: (by) => signIn({ ...connection, ...by, log }),
        memory,
        box: createSealedBox(opened.config.masterKey),
      });
    } finally {
      await memory.close();
    }
  } finally {
    await opened.close();
  }
}

/** Migrates the database and the queue of the configuration, and marks the database as demo or real. */
export async function migrateAll(): Promise<void> {
  const opened = await openConfig(commandLog());
  try {
    await prepareDatabase(opened.config, opened.mode);
  } finally {
    await opened.close();
  }
}

/** Brings the tables of the memory and of the queue up to date; refuses a database of the other mode. */
export async function prepareDatabase(config: Config, mode: 'demo' | 'real'): Promise<void> {
  const url = config.connections.databaseUrl.reveal();
  await migrate(url);
  await stampDatabase(url, mode);
  if (config.connections.redisUrl === null) await migrateQueue(url);
}
