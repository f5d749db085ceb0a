import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../cli/free-port.ts';
import { until } from './until.ts';

const REMEDY =
  'redis-server is not installed: `apt-get install redis-server` (Debian) or `brew install redis`';

/**
 * Starts a Redis server of this test on a free port, in a temporary folder. Where the program is missing a test is
 * skipped with the remedy; with CI=true it fails.
 */
export async function testRedis(): Promise<
  { readonly url: string; stop(): Promise<void> } | { readonly missing: string }
> {
  if (spawnSync('redis-server', ['--version']).error !== undefined) {
    if (process.env['CI'] === 'true') throw new Error(REMEDY);
    return { missing: REMEDY };
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-test-redis-'));
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  const child = spawn('redis-server', [...args, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  await until(() => answers(port), { what: 'redis-server takes connections' });
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      process.removeListener('exit', killAtExit);
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}
