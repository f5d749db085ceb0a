import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { startTestPostgres, TEST_POSTGRES_VARIABLE } from './support/postgres-server.ts';

/** One file may start servers and a browser on a busy machine; a file that takes longer hangs. */
const FILE_TIMEOUT_MS = 300_000;
/** The suite is meant for two cores. */
const CONCURRENCY = 2;

/** Suites that take many minutes run only when they are named: `npm run test:chaos`, `npm run test:faults`. */
const LONG = ['test/chaos/', 'test/faults/'];
/** A long file kills and starts the program over and over. */
const LONG_FILE_TIMEOUT_MS = 30 * 60_000;

/** Ctrl+C and kill end the tests first; we stay to stop the database after them. */
const interrupted = untilInterrupted();

/** Runs the test files whose path contains one of the arguments, all of them without arguments; gives the exit code. */
async function main(wanted: readonly string[]): Promise<number> {
  const files = await testFiles(wanted);
  if (files.length === 0) {
    console.error(`No test file matches: ${wanted.join(' ') || 'test/**/*.test.ts'}`);
    return 1;
  }
  const given = process.env[TEST_POSTGRES_VARIABLE];
  const server =
    given === undefined || given === ''
      ? await startTestPostgres()
      : { url: given, stop: async () => undefined };
  try {
    return interrupted.aborted ? 1 : await runFiles(files, server.url);
  } finally {
    await server.stop();
  }
}

function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

async function testFiles(wanted: readonly string[]): Promise<readonly string[]> {
  const root = path.resolve(import.meta.dirname, '..');
  const entries = await readdir(import.meta.dirname, { recursive: true });
  return entries
    .filter((entry) => entry.endsWith('.test.ts'))
    .map((entry) => path.relative(root, path.join(import.meta.dirname, entry)))
    .filter((file) => (wanted.length === 0 ? !isLong(file) : wanted.some((part) => file.includes(part))))
    .sort();
}

function isLong(file: string): boolean {
  return LONG.some((folder) => file.startsWith(folder));
}

function runFiles(files: readonly string[], postgresUrl: string): Promise<number> {
  const args = [
    '--import',
    'tsx',
    '--test',
    `--test-concurrency=${CONCURRENCY}`,
    `--test-timeout=${files.some(isLong) ? LONG_FILE_TIMEOUT_MS : FILE_TIMEOUT_MS}`,
  ];
  const child = spawn(process.execPath, [...args, '--test-reporter=spec', ...files], {
    cwd: path.resolve(import.meta.dirname, '..'),
    stdio: 'inherit',
    env: { ...process.env, [TEST_POSTGRES_VARIABLE]: postgresUrl },
  });
  interrupted.addEventListener('abort', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

process.exitCode = await main(process.argv.slice(2));
