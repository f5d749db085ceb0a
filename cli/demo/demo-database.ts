import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Config, describeMistakes, parseConfig, type Settings } from '../../src/config.ts';
import { PermanentError } from '../../src/domain/failure.ts';
import type { Log } from '../../src/log.ts';
import { startEmbeddedPostgres } from '../embedded-postgres/start.ts';
import { acquireLock, lockOwner } from '../lock.ts';
import { type Opened, prepareMemory, readEnvironment } from '../parts.ts';
import { demoKeys } from './keys.ts';

/** Where a demo keeps what is its own. */
export function demoFolder(settings: Pick<Settings, 'dataDir'>): string {
  return path.resolve(settings.dataDir, 'demo');
}

/** Written by a running demo: the connection variables by which other commands find it. */
export function environmentFile(settings: Pick<Settings, 'dataDir'>): string {
  return path.join(demoFolder(settings), 'environment.json');
}

/** What a running demo has to say to an engineer. */
export function logFile(settings: Pick<Settings, 'dataDir'>): string {
  return path.join(demoFolder(settings), 'log.jsonl');
}

/** Addresses at which nothing listens: a command that needs them says that the demo must run. */
const NOBODY = {
  TELEGRAM_BOT_API_ROOT: 'http://127.0.0.1:9',
  TELEGRAM_API_ID: '1',
  TELEGRAM_MTPROTO_ADDRESS: '127.0.0.1:9',
  AUTHORITY_URL: 'http://127.0.0.1:9',
} as const;

/** The real configuration of the demo: its own settings, with connection variables that point at loopback. */
export async function demoConfig(connections: Readonly<Record<string, string>>): Promise<Config> {
  const parsed = parseConfig({ ...(await readEnvironment()), TRACK_EVERY_SECONDS: '2', ...connections });
  if (!parsed.ok) throw new PermanentError('bad_demo_config', describeMistakes(parsed.mistakes));
  if (parsed.mode !== 'real') throw new Error('the demo has connection variables');
  return parsed.config;
}

/** Finds the running demo, or starts its database for one command. */
export async function openDemo(settings: Settings, log: Log): Promise<Opened> {
  if ((await lockOwner(settings.dataDir)) !== null) {
    const text = await readFile(environmentFile(settings), 'utf8').catch(() => null);
    if (text === null)
      throw new PermanentError(
        'demo_starting',
        'The demo is starting or was started from another folder: try again in a moment.',
      );
    return {
      mode: 'demo',
      config: await demoConfig(JSON.parse(text) as Record<string, string>),
      outsideRuns: true,
      close: async () => undefined,
    };
  }
  const postgresFolder = path.join(settings.dataDir, 'postgres');
  if (!(await wasStarted(postgresFolder)))
    throw new PermanentError(
      'demo_never_started',
      `Nothing is configured (no .env in this folder, no variables), and no demo was started in ${path.resolve(settings.dataDir)}: ` +
        'run `npm start` first, or configure the installation (docs/operate.md).',
    );
  const lock = await acquireLock(settings.dataDir, log);
  const closing: (() => Promise<void>)[] = [() => lock.release()];
  const close = async (): Promise<void> => {
    for (const end of closing.reverse()) await end();
  };
  try {
    process.stderr.write(
      `This is about the demo in ${path.resolve(settings.dataDir)}, which is not running.\n`,
    );
    const postgres = await startEmbeddedPostgres({ folder: postgresFolder, log, ...portOf(settings) });
    closing.push(() => postgres.stop());
    const config = await stoppedConfig(settings, postgres.url);
    await prepareMemory(config, 'demo');
    return { mode: 'demo', config, outsideRuns: false, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A folder that this user may not read is one that was started, by somebody else. */
async function wasStarted(postgresFolder: string): Promise<boolean> {
  return await access(path.join(postgresFolder, 'password')).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

/** The port of the embedded PostgreSQL, where one is wanted. */
export function portOf(settings: Settings): { readonly port?: number } {
  return settings.embeddedPostgresPort === null ? {} : { port: settings.embeddedPostgresPort };
}

async function stoppedConfig(settings: Settings, databaseUrl: string): Promise<Config> {
  const folder = demoFolder(settings);
  const keys = await demoKeys(folder);
  return await demoConfig({
    ...NOBODY,
    DATABASE_URL: databaseUrl,
    BOT_TOKEN: keys.botToken,
    TELEGRAM_API_HASH: keys.apiHash,
    TELEGRAM_MTPROTO_PUBLIC_KEY: path.join(folder, 'telegram-public-key.pem'),
    AUTHORITY_TOKEN: keys.authorityToken,
    AUTHORITY_SIGNING_KEY: keys.signingKeyPem.replaceAll('\n', '\\n'),
    MASTER_KEY: keys.masterKey,
    DATA_DIR: settings.dataDir,
  });
}
