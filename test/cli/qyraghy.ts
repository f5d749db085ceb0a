import { spawn } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const MAIN = path.join(ROOT, 'dist', 'cli', 'main.js');
/** A command loads the program on a busy machine. */
const COMMAND_TIMEOUT_MS = 60_000;

/** What a command did. */
export interface Done {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the compiled program with nothing in its environment but what is given. */
export function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, [MAIN, ...args], {
    cwd: path.join(ROOT, 'test'),
    env: { PATH, HOME, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: COMMAND_TIMEOUT_MS,
  });
}

/** Runs a command to its end. */
export async function qyraghy(
  args: readonly string[],
  options: { readonly stdin?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<Done> {
  const child = start(args, options.environment);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => undefined).end(options.stdin ?? '');
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}
