import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import type { Log } from '../../src/log.ts';
import { portInUseText } from '../free-port.ts';
import type { PostgresBinaries } from './binaries.ts';
import { readPostmasterFile } from './leftover.ts';
import type { Place } from './place.ts';
import { spawnIdentity } from './run-as.ts';

/** Recovery after a power cut replays the log; minutes on a slow disk. */
const START_TIMEOUT_MS = 300_000;
const POLL_MS = 20;
/** A fast shutdown writes a checkpoint; then an immediate one (recovered at the next start) is asked for. */
const FAST_STOP_MS = 30_000;
const IMMEDIATE_STOP_MS = 10_000;
/** The end of what the server said, for the message when it does not start. */
const KEPT_LINES = 20;

/**
 * Loopback only and no socket file. Statements and details of failed ones stay out of its log: they hold post texts.
 */
const FIXED_SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/** One running server, our child process. */
export interface ServerProcess {
  stop(): Promise<void>;
}

/** Starts the server and waits until it takes connections. Throws RetryableError `memory_in_use` right after a kill. */
export async function startServerProcess(
  place: Place,
  binaries: PostgresBinaries,
  port: number,
  settings: Readonly<Record<string, string>>,
  log: Log,
): Promise<ServerProcess> {
  const all = { ...settings, ...FIXED_SETTINGS, port: String(port) };
  const args = [
    '-D',
    place.data,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  // Detached: Ctrl+C goes to our whole group, and the database has to outlive everyone who still writes to it.
  const child = spawn(binaries.postgres, args, {
    ...spawnIdentity(place.runAs),
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = keepOutput(child, log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(`code ${code ?? signal ?? 'unknown'}`));
  });
  const killAtExit = (): void => void child.kill('SIGINT');
  process.once('exit', killAtExit);
  try {
    await untilReady(place, child, ended, said, port);
  } catch (error) {
    process.removeListener('exit', killAtExit);
    child.kill('SIGQUIT');
    throw error;
  }
  return {
    async stop() {
      process.removeListener('exit', killAtExit);
      await stopChild(child, ended, log);
    },
  };
}

function keepOutput(child: ChildProcess, log: Log): string[] {
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      if (said.length > KEPT_LINES) said.shift();
      log.debug({ line }, 'PostgreSQL says');
    });
  }
  return said;
}

async function untilReady(
  place: Place,
  child: ChildProcess,
  ended: Promise<string>,
  said: readonly string[],
  port: number,
): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  let how: string | null = null;
  void ended.then((text) => (how = text));
  while (performance.now() < deadline) {
    const file = await readPostmasterFile(place.data);
    if (file !== null && file.pid === child.pid && file.state === 'ready') return;
    if (how !== null) throw startFailure(how, said.join('\n'), port);
    await wait(POLL_MS);
  }
  throw new PermanentError(
    'embedded_start_failed',
    `PostgreSQL did not become ready in ${START_TIMEOUT_MS / 1000} s: ${said.join('\n')}`,
  );
}

function startFailure(how: string, said: string, port: number): Error {
  if (/could not bind|Address already in use/u.test(said)) {
    return new PermanentError(
      'port_in_use',
      portInUseText('The embedded PostgreSQL', port, 'EMBEDDED_POSTGRES_PORT'),
    );
  }
  if (said.includes('No space left on device')) {
    return new PermanentError(
      'disk_full',
      'The disk is full: the database could not start. Free some space and start again.',
    );
  }
  if (/pre-existing shared memory block|lock file .* already exists/u.test(said)) {
    return new RetryableError('memory_in_use', `The database of an earlier run is still going down: ${said}`);
  }
  return new PermanentError('embedded_start_failed', `PostgreSQL stopped while starting (${how}): ${said}`);
}

async function stopChild(child: ChildProcess, ended: Promise<string>, log: Log): Promise<void> {
  child.kill('SIGINT');
  if (await within(ended, FAST_STOP_MS)) return;
  log.warn('PostgreSQL does not stop: asking it to stop at once; it will recover at the next start');
  child.kill('SIGQUIT');
  if (await within(ended, IMMEDIATE_STOP_MS)) return;
  throw new PermanentError(
    'embedded_still_running',
    `PostgreSQL (process ${child.pid ?? 'unknown'}) does not stop`,
  );
}

async function within(ended: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([ended.then(() => true), wait(timeoutMs, false, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
