import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PermanentError } from '../../src/domain/failure.ts';
import type { Log } from '../../src/log.ts';

const run = promisify(execFile);
/** A fast shutdown writes a checkpoint first. */
const STOP_TIMEOUT_MS = 60_000;
const POLL_MS = 25;
const PS_TIMEOUT_MS = 5_000;

/** What postmaster.pid says: line 1 is the process, line 8 its state. */
export interface PostmasterFile {
  readonly pid: number;
  readonly state: string;
}

/** Reads postmaster.pid; null when there is none (or it is being written). */
export async function readPostmasterFile(data: string): Promise<PostmasterFile | null> {
  const text = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    },
  );
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, state: (lines[7] ?? '').trim() } : null;
}

/**
 * Deals with what a killed run left: a server that still runs on this data folder is stopped cleanly; a pid file whose
 * process is gone, or is another program by now, is removed.
 */
export async function clearLeftover(data: string, log: Log): Promise<void> {
  const left = await readPostmasterFile(data);
  if (left === null) return;
  if (await isServerOf(left.pid, data)) {
    log.warn({ processId: left.pid }, 'The database of an earlier run is still running: stopping it');
    await stopServer(left.pid, data);
    return;
  }
  log.info(
    { processId: left.pid },
    'The earlier run did not stop its database cleanly: it will recover by itself',
  );
  await rm(path.join(data, 'postmaster.pid'), { force: true });
}

async function stopServer(pid: number, data: string): Promise<void> {
  signal(pid, 'SIGINT');
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  while (await isServerOf(pid, data)) {
    if (performance.now() > deadline) {
      throw new PermanentError(
        'embedded_still_running',
        `A PostgreSQL of an earlier run (process ${pid}) uses ${data} and does not stop. Stop it with: kill -QUIT ${pid}`,
      );
    }
    await wait(POLL_MS);
  }
}

/** A process that is gone by the time of the signal is what was wanted. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A PostgreSQL server stands in its data folder; where /proc is missing its command line names the folder. */
async function isServerOf(pid: number, data: string): Promise<boolean> {
  const real = await realpath(data);
  if (process.platform === 'linux') return (await readlink(`/proc/${pid}/cwd`).catch(() => null)) === real;
  const command = await run('ps', ['-o', 'command=', '-p', String(pid)], { timeout: PS_TIMEOUT_MS }).catch(
    () => null,
  );
  return command !== null && (command.stdout.includes(real) || command.stdout.includes(data));
}
