import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { migrate, migrationsPending } from '../../drizzle/migrate.ts';
import { stampDatabase } from '../../drizzle/stamp-database.ts';
import { testDatabase } from '../support/postgres.ts';
import { administer, withDatabase } from '../support/postgres-server.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

async function emptyDatabase(): Promise<string> {
  const neighbour = await testDatabase();
  const name = `empty_${randomBytes(6).toString('hex')}`;
  await administer(neighbour.url, `create database ${name} template template0`);
  after(async () => {
    await administer(neighbour.url, `drop database if exists ${name} with (force)`);
    await neighbour.drop();
  });
  return withDatabase(neighbour.url, name);
}

async function tablesOf(url: string): Promise<readonly string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const rows = await sql<
      { name: string }[]
    >`select tablename as name from pg_tables where schemaname = 'public' order by 1`;
    return rows.map((row) => row.name);
  } finally {
    await sql.end();
  }
}

test('an empty database lacks every migration, and after the first run none', async () => {
  const url = await emptyDatabase();

  assert.equal(
    await migrationsPending(url),
    (await readdir(path.join(ROOT, 'drizzle/migrations'))).length - 1,
  );
  await migrate(url);

  assert.equal(await migrationsPending(url), 0);
  assert.ok((await tablesOf(url)).includes('findings'));
});

test('migrating twice changes nothing', async () => {
  const url = await emptyDatabase();
  await migrate(url);
  const before = await tablesOf(url);

  await migrate(url);

  assert.deepEqual(await tablesOf(url), before);
});

test('three processes that start at once all find a migrated database', async () => {
  const url = await emptyDatabase();

  await Promise.all([migrate(url), migrate(url), migrate(url)]);

  assert.equal(await migrationsPending(url), 0);
});

test('a database that is not there is named without its password', async () => {
  const refused = migrate('postgres://qyraghy:s3cret@127.0.0.1:1/none');

  await assert.rejects(refused, (error: Error & { reason?: string }) => {
    assert.equal(error.reason, 'database_unreachable');
    assert.match(error.message, /127\.0\.0\.1:1\/none/);
    assert.ok(!`${error.stack} ${JSON.stringify(error)}`.includes('s3cret'));
    return true;
  });
});

test('a database keeps the mode of its first stamp and refuses the other', async () => {
  const database = await testDatabase();
  after(() => database.drop());
  await stampDatabase(database.url, 'demo');
  await stampDatabase(database.url, 'demo');

  await assert.rejects(stampDatabase(database.url, 'real'), { name: 'PermanentError', reason: 'wrong_mode' });
});

test('the migrations say all that the schema says', async () => {
  const out = await mkdtemp(path.join(tmpdir(), 'qyraghy-migrations-'));
  after(() => rm(out, { recursive: true, force: true }));
  await cp(path.join(ROOT, 'drizzle/migrations'), out, { recursive: true });

  const kit = path.join(ROOT, 'node_modules/drizzle-kit/bin.cjs');
  const given = [
    'generate',
    '--dialect',
    'postgresql',
    '--casing',
    'snake_case',
    '--schema',
    './drizzle/schema',
    '--out',
    path.relative(ROOT, out),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [kit, ...given], { cwd: ROOT });

  assert.match(stdout, /No schema changes/);
});
