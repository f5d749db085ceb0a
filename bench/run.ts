import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** A benchmark ends by itself; one that runs this long hangs. */
const LONGEST_MS = 30 * 60_000;

/** Runs the benchmark that is named; without a name lists what there is. Each is `bench/<name>/main.ts`, in a process of its own. */
async function main([name, ...rest]: readonly string[]): Promise<number> {
  const entries = await readdir(import.meta.dirname, { withFileTypes: true });
  const known = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (name === undefined || !known.includes(name)) {
    console.error(`Name a benchmark: npm run bench ${known.sort().join(' | npm run bench ')}`);
    return 2;
  }
  const file = path.join(import.meta.dirname, name, 'main.ts');
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', file, ...rest], {
    stdio: 'inherit',
    timeout: LONGEST_MS,
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

process.exitCode = await main(process.argv.slice(2));
