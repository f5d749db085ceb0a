import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoKeys, type DemoKeys } from '../../cli/demo/keys.ts';
import { DEMO_PHONE, type Outside, startOutside } from '../../cli/demo/outside.ts';
import type { CrashPoint } from '../../src/ports/crash-point.ts';
import type { ProcessRole } from '../../src/steps/pipeline.ts';
import { testDatabase } from './postgres.ts';
import { until } from './until.ts';

const MAIN = path.resolve(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
const COMMAND_TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 60_000;
export const ALL_ROLES: readonly ProcessRole[] = [
  'collect',
  'detect',
  'read',
  'capture',
  'dispatch',
  'track',
  'digest',
  'bot',
  'web',
];

/** The program running as a process of its own, as an operator runs it. */
export interface Program {
  readonly child: ChildProcess;
  /** Everything it wrote so far. */
  output(): string;
  /** Resolves with the signal or code when it ends. */
  readonly ended: Promise<string>;
  /** Ctrl+C; resolves when it is gone. */
  stop(): Promise<string>;
}

/** A whole installation on loopback: outside world, database, folder, and the commands of the program. */
export interface Town {
  readonly outside: Outside;
  readonly environment: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  readonly folder: string;
  readonly keys: DemoKeys;
  /** Runs a command to its end; throws with its output when the exit code is another than expected. */
  command(
    args: readonly string[],
    options?: { readonly stdin?: string; readonly exitCode?: number },
  ): Promise<string>;
  /** Starts roles and waits until they are ready, or until the crash point has killed them. */
  run(options?: {
    readonly roles?: readonly ProcessRole[];
    readonly crashAt?: CrashPoint;
    readonly environment?: Readonly<Record<string, string>>;
  }): Promise<Program>;
  close(): Promise<void>;
}

/** Makes the installation: migrated, signed in, with the given staff and sources left to the test. */
export async function buildTown(extra: Readonly<Record<string, string>> = {}): Promise<Town> {
  const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-town-'));
  const keys = await demoKeys(path.join(folder, 'outside'));
  const outside = await startOutside(path.join(folder, 'outside'), keys, 'off');
  const database = await testDatabase();
  const environment: Readonly<Record<string, string>> = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    ...outside.environment,
    DATABASE_URL: database.url,
    DATA_DIR: path.join(folder, 'data'),
    HTTP_PORT: '0',
    LOG_LEVEL: 'info',
    TRACK_EVERY_SECONDS: '1',
    ...extra,
  };
  const programs = new Set<Program>();
  const town: Town = {
    outside,
    environment,
    databaseUrl: database.url,
    folder,
    keys,
    command: (args, options = {}) => runCommand(environment, args, options),
    run: async (options = {}) => {
      const program = startProgram(
        {
          ...environment,
          ...options.environment,
          ...(options.crashAt === undefined ? {} : { QYRAGHY_CRASH_AT: options.crashAt }),
        },
        options.roles ?? ALL_ROLES,
      );
      programs.add(program);
      await waitReady(program);
      return program;
    },
    close: async () => {
      for (const program of programs) program.child.kill('SIGKILL');
      await Promise.all([...programs].map((program) => program.ended));
      await outside.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await town.command(['migrate']);
  await town.command(['account', 'login'], { stdin: `${DEMO_PHONE}\n${keys.loginCode}\n` });
  return town;
}

function runCommand(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
  options: { readonly stdin?: string; readonly exitCode?: number },
): Promise<string> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: COMMAND_TIMEOUT_MS,
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === (options.exitCode ?? 0)) resolve(code === 0 ? out : `${out}${err}`);
      else reject(new Error(`qyraghy ${args.join(' ')} ended with ${code ?? signal}:\n${out}${err}`));
    });
  });
}

function startProgram(environment: Readonly<Record<string, string>>, roles: readonly ProcessRole[]): Program {
  const child = spawn(process.execPath, [MAIN, 'run', ...roles], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? String(code)));
  });
  return {
    child,
    output: () => output,
    ended,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** `run` says on standard output that the roles are started. */
async function waitReady(program: Program): Promise<void> {
  await until(
    () =>
      program.output().includes('"roles are running"') ||
      program.child.exitCode !== null ||
      program.child.signalCode !== null,
    {
      what: 'the program is ready',
      timeoutMs: START_TIMEOUT_MS,
    },
  );
  if (program.child.exitCode !== null)
    throw new Error(`the program ended with ${program.child.exitCode}:\n${program.output()}`);
}
