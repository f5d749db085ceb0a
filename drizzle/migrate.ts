import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import { type Database, openPool } from './database.ts';
import { databaseFailure, placeOf } from './failures.ts';

/** Key of the lock under which one process migrates while the others wait; any fixed number of our own. */
const MIGRATION_LOCK = 7_120_001;
/** Three processes may start at once on a slow machine, and an index on a full table takes its time. */
const MIGRATION_TIMEOUT_MS = 10 * 60_000;

/** The compiled program does not carry the SQL files, so they are read from the package itself. */
function migrationsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (folder !== dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly name?: string };
      if (name === 'qyraghy') return join(folder, 'drizzle', 'migrations');
    }
    folder = dirname(folder);
  }
  throw new Error('the migrations are not found: there is no package.json of qyraghy above this program');
}

/** One connection, so that a session lock taken on it is let go with it. */
async function withConnection<T>(databaseUrl: string, work: (db: Database) => Promise<T>): Promise<T> {
  const pool = openPool({
    url: databaseUrl,
    poolMax: 1,
    statementTimeoutMs: MIGRATION_TIMEOUT_MS,
    log: () => undefined,
  });
  try {
    return await work(pool.db);
  } catch (error) {
    throw databaseFailure(error, placeOf(databaseUrl));
  } finally {
    await pool.close();
  }
}

/**
 * Brings the tables up to date. Several processes may call it at once: one works, the others wait and find it done.
 * @throws RetryableError `database_unreachable`
 */
export async function migrate(databaseUrl: string): Promise<void> {
  await withConnection(databaseUrl, async (db) => {
    await db.execute(sql`select pg_advisory_lock(${MIGRATION_LOCK})`);
    await runMigrations(db as Parameters<typeof runMigrations>[0], { migrationsFolder: migrationsFolder() });
  });
}

/** How many migrations the database still lacks; 0 when it is up to date. */
export async function migrationsPending(databaseUrl: string): Promise<number> {
  const known = readMigrationFiles({ migrationsFolder: migrationsFolder() });
  return withConnection(databaseUrl, async (db) => {
    const [table] = await db.execute<{ present: boolean }>(
      sql`select to_regclass('drizzle.__drizzle_migrations') is not null as present`,
    );
    if (table?.present !== true) return known.length;
    const [row] = await db.execute<{ last: string | null }>(
      sql`select max(created_at) as last from drizzle.__drizzle_migrations`,
    );
    const last = Number(row?.last ?? 0);
    return known.filter((migration) => migration.folderMillis > last).length;
  });
}
