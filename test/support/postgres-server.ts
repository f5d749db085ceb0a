import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import postgres from 'postgres';
import { clearLeftover } from '../../cli/embedded-postgres/leftover.ts';
import { startEmbeddedPostgres } from '../../cli/embedded-postgres/start.ts';
import { processIdentity } from '../../cli/process-identity.ts';
import { silentLog } from '../../src/log.ts';
import { migrateQueue } from '../../src/queue/backend.ts';

/** Address of the server that `npm test` started, handed to every test process. */
export const TEST_POSTGRES_VARIABLE = 'QYRAGHY_TEST_POSTGRES';
export const TEMPLATE = 'qyraghy_template';

const FOLDER_PREFIX = 'qyraghy-test-postgres-';

/** Speed over safety: what is lost with the power is a test database. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  max_wal_size: '256MB',
};

/** Starts a server in a temporary folder and makes the migrated template. */
export async function startTestPostgres(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  await clearKilledRuns();
  const folder = await mkdtemp(path.join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  await chmod(folder, 0o711);
  const server = await startEmbeddedPostgres({ folder, log: silentLog(), settings: SETTINGS });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await makeTemplate(server.url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, stop };
}

/** A run that was killed leaves its server behind: it is stopped and its folder removed. */
async function clearKilledRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${FOLDER_PREFIX}(\\d+)-`, 'u').exec(name)?.[1];
    if (pid === undefined || (await processIdentity(Number(pid))) !== null) continue;
    const folder = path.join(tmpdir(), name);
    await clearLeftover(path.join(folder, 'data'), silentLog());
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** Runs one statement that belongs to the server, not to a database. */
export async function administer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

async function makeTemplate(url: string): Promise<void> {
  await administer(url, `create database ${TEMPLATE}`);
  await migrateQueue(withDatabase(url, TEMPLATE));
  const file = path.resolve(import.meta.dirname, '../../drizzle/migrate.ts');
  if (!existsSync(file)) return;
  const { migrate } = (await import(pathToFileURL(file).href)) as {
    migrate: (databaseUrl: string) => Promise<void>;
  };
  await migrate(withDatabase(url, TEMPLATE));
}
