import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import postgres from 'postgres';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../cli/embedded-postgres/start.ts';
import { verifyCollation } from '../../drizzle/health.ts';
import { createLog, silentLog } from '../../src/log.ts';

const log = silentLog();
const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
after(async () => {
  for (const server of servers) await server.stop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ settings: { fsync: 'off' }, ...options });
  servers.push(server);
  return server;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-embedded-'));
  await chmod(folder, 0o711);
  folders.push(folder);
  return folder;
}

/** One stopped database for the tests that need no fresh one; each leaves it as it was. */
let made: Promise<string> | null = null;
function existingDatabase(): Promise<string> {
  made ??= (async () => {
    const folder = path.join(await temporaryFolder(), 'postgres');
    await (await start({ folder, log })).stop();
    return folder;
  })();
  return made;
}

async function query<T>(url: string, text: string): Promise<T[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return (await sql.unsafe(text)) as unknown as T[];
  } finally {
    await sql.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('understands Kazakh letters, keeps its data and its port, and asks for the password', async () => {
    const folder = path.join(await temporaryFolder(), 'postgres');

    const first = await start({ folder, log, settings: {} });
    const health = await verifyCollation(first.url);
    await query(first.url, "create extension pg_trgm; create table kept as select 'Қаскелең'::text as word");
    const similar = await query<{ s: number }>(
      first.url,
      "select similarity('онлайн казино', 'казино онлайн') as s",
    );
    await first.stop();
    const second = await start({ folder, log });

    assert.equal(health.encoding, 'UTF8');
    assert.equal(similar[0]?.s, 1);
    assert.equal(second.port, first.port);
    assert.deepEqual([...(await query(second.url, 'select word from kept'))], [{ word: 'Қаскелең' }]);
    const wrong = new URL(second.url);
    wrong.password = 'guess';
    await assert.rejects(query(wrong.href, 'select 1'), /password authentication failed/u);
    assert.equal((await stat(path.join(folder, 'password'))).mode & 0o777, 0o600);
    await second.stop();
  });

  it('takes over from a run that was killed while its database goes on', async () => {
    const folder = path.join(await temporaryFolder(), 'postgres');
    const child = fork(path.join(import.meta.dirname, 'start-and-die.ts'), [folder], {
      execArgv: ['--import', 'tsx'],
    });
    const [url] = (await once(child, 'message')) as [string];
    await query(url, 'create table kept as select 7 as number');
    const orphan = Number(
      (await readFile(path.join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0],
    );
    child.kill('SIGKILL');
    await once(child, 'exit');

    const said: string[] = [];
    const again = await start({
      folder,
      log: createLog({ level: 'warn', name: 'test', destination: { write: (line) => void said.push(line) } }),
    });

    assert.deepEqual([...(await query(again.url, 'select number from kept'))], [{ number: 7 }]);
    assert.notEqual(
      Number((await readFile(path.join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]),
      orphan,
    );
    assert.match(said.join(''), /still running: stopping it/u);
    await again.stop();
  });

  it('outlives a Ctrl+C of the whole group for as long as its program still writes', async () => {
    const folder = path.join(await temporaryFolder(), 'postgres');
    const child = fork(path.join(import.meta.dirname, 'start-and-die.ts'), [folder], {
      execArgv: ['--import', 'tsx'],
      detached: true,
    });
    const [url] = (await once(child, 'message')) as [string];
    await query(url, 'create table kept as select 7 as number');
    const ended = once(child, 'exit');

    process.kill(-(child.pid ?? 0), 'SIGINT');

    assert.deepEqual(await ended, [0, null]);
    const again = await start({ folder, log });
    assert.deepEqual(
      [...(await query(again.url, 'select number from kept'))],
      [{ number: 7 }, { number: 8 }],
    );
  });

  it('starts over a pid file whose process is gone or is another program by now', async () => {
    const folder = await existingDatabase();
    const first = await start({ folder, log });
    const pidFile = path.join(folder, 'data', 'postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    await first.stop();
    await writeFile(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));

    const second = await start({ folder, log });

    assert.equal((await query(second.url, 'select 1')).length, 1);
    await second.stop();
  });

  it('says which port is taken when the port is fixed, and takes another when it is not', async () => {
    const folder = await existingDatabase();
    const port = Number(await readFile(path.join(folder, 'port'), 'utf8'));
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');

    const fixed = start({ folder, log, port });

    await assert.rejects(fixed, {
      reason: 'port_in_use',
      message: new RegExp(`port ${port}: another program`, 'u'),
    });
    const moved = await start({ folder, log });
    assert.notEqual(moved.port, port);
    await moved.stop();
    other.close();
  });

  it('refuses data of another major version, and data whose password is gone', async () => {
    const folder = await existingDatabase();
    const versionFile = path.join(folder, 'data', 'PG_VERSION');
    const version = await readFile(versionFile, 'utf8');

    await writeFile(versionFile, '15\n');
    await assert.rejects(start({ folder, log }), {
      reason: 'data_version',
      message: /made by PostgreSQL 15/u,
    });
    await writeFile(versionFile, version);
    const passwordFile = path.join(folder, 'password');
    await rename(passwordFile, `${passwordFile}.away`);
    await assert.rejects(start({ folder, log }), { reason: 'embedded_password_missing' });
    await rename(`${passwordFile}.away`, passwordFile);
  });

  it('runs as root in a project that its own user cannot enter, and says where the data lie', {
    skip: process.getuid?.() === 0 ? false : 'only root meets this',
  }, async () => {
    const closed = await temporaryFolder();
    await chmod(closed, 0o700);
    const reachableRoot = await temporaryFolder();
    const folder = path.join(closed, 'postgres');
    await mkdir(folder);

    const server = await start({ folder, log, reachableRoot });

    const where = (await readFile(path.join(folder, 'where-the-data-are.txt'), 'utf8')).trim();
    assert.ok(where.startsWith(reachableRoot));
    assert.notEqual((await stat(where)).uid, 0);
    assert.equal((await query(server.url, 'select 1')).length, 1);
    await server.stop();
  });

  it('refuses a database whose text rules break Kazakh letters', async () => {
    const server = await start({ folder: await existingDatabase(), log });
    await query(
      server.url,
      "create database broken template template0 encoding 'UTF8' locale_provider libc locale 'C'",
    );
    const url = new URL(server.url);
    url.pathname = '/broken';

    await assert.rejects(verifyCollation(url.href), {
      reason: 'wrong_collation',
      message: /lower\('ҚАЗ'\) gives 'ҚАЗ'/u,
    });

    await server.stop();
  });
});
