import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { freePort, isPortFree, portInUseText } from '../../cli/free-port.ts';
import { acquireLock, lockOwner } from '../../cli/lock.ts';
import { projectRoot } from '../../cli/project-root.ts';
import { createLog, silentLog } from '../../src/log.ts';

const log = silentLog();
const folders: string[] = [];
const children: ChildProcess[] = [];
after(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-lock-'));
  folders.push(folder);
  return folder;
}

async function otherHolder(folder: string): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, 'hold-lock.ts'), [folder], {
    execArgv: ['--import', 'tsx'],
  });
  children.push(child);
  await once(child, 'message');
  return child;
}

describe('the lock of a data folder', () => {
  it('is refused while another program holds it, with its process number and what to do', async () => {
    const folder = await temporaryFolder();
    const child = await otherHolder(folder);

    assert.equal((await lockOwner(folder))?.pid, child.pid);
    await assert.rejects(acquireLock(folder, log), {
      reason: 'locked',
      message: new RegExp(`process ${child.pid}, since .*kill ${child.pid}.*DATA_DIR`, 'u'),
    });
  });

  it('is taken over with a message when its owner was killed', async () => {
    const folder = await temporaryFolder();
    const child = await otherHolder(folder);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const said: string[] = [];

    const lock = await acquireLock(
      folder,
      createLog({ level: 'warn', name: 'test', destination: { write: (line) => void said.push(line) } }),
    );

    assert.equal((await lockOwner(folder))?.pid, process.pid);
    assert.match(said.join(''), /gone was found: taking it over/u);
    await lock.release();
    assert.equal(await lockOwner(folder), null);
    assert.deepEqual(await readdir(folder), []);
  });

  it('is taken over when its number belongs to another program by now, or when it is half written', async () => {
    const folder = await temporaryFolder();
    const held = await acquireLock(folder, log);
    const file = path.join(folder, 'qyraghy.lock');
    const owner = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await assert.rejects(acquireLock(folder, log), { reason: 'locked' });

    await writeFile(file, JSON.stringify({ ...owner, identity: 'long ago' }));
    await acquireLock(folder, log);
    await writeFile(file, '{"pid":');
    await acquireLock(folder, log);
    await held.release();
  });

  it('goes to one of several that start at once', async () => {
    const folder = path.join(await temporaryFolder(), 'new', 'data');
    await mkdir(folder, { recursive: true });
    await writeFile(
      path.join(folder, 'qyraghy.lock'),
      JSON.stringify({ pid: 4_194_300, host: 'x', startedAt: 'then', identity: null }),
    );
    await assert.rejects(acquireLock(folder, log), {
      message: /runs on x; if that machine is gone, remove/u,
    });
    await rm(path.join(folder, 'qyraghy.lock'));

    await writeFile(path.join(folder, 'qyraghy.lock'), '{"pid":');
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => acquireLock(folder, log)));

    assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
  });
});

describe('ports', () => {
  it('are found free or taken, and the message names the port and the variable', async () => {
    const port = await freePort();
    assert.equal(await isPortFree(port), true);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');

    assert.equal(await isPortFree(port), false);
    assert.match(
      portInUseText('The web server', port, 'HTTP_PORT'),
      new RegExp(`port ${port}.*HTTP_PORT`, 'u'),
    );
    server.close();
  });
});

describe('the project root', () => {
  it('is found from any folder of the project, and not outside of it', () => {
    const root = path.resolve(import.meta.dirname, '../..');

    assert.equal(projectRoot(), root);
    assert.equal(projectRoot(path.join(root, 'dist', 'cli')), root);
    assert.throws(() => projectRoot(tmpdir()), /installation is broken/u);
  });
});
