import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** re2 may have to be compiled: minutes on a slow machine. */
const INSTALL_MS = 10 * 60_000;

async function npmCi(folder: string): Promise<string | null> {
  const child = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: INSTALL_MS,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    said = (said + more).slice(-400);
  });
  return await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) =>
      resolve(code === 0 ? null : said.trim() || `npm ci ended with ${String(code)}`),
    );
  });
}

export interface References {
  readonly folder: string;
  /** Why they are not there, or null. */
  readonly missing: string | null;
  remove(): Promise<void>;
}

/** Installs the references into a folder that is removed afterwards, or takes those of BENCH_REFERENCES. */
export async function installReferences(): Promise<References> {
  const given = process.env['BENCH_REFERENCES'];
  if (given !== undefined) return { folder: given, missing: null, remove: async () => undefined };
  const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-bench-'));
  const own = path.join(import.meta.dirname, 'references');
  for (const name of ['package.json', 'package-lock.json'])
    await cp(path.join(own, name), path.join(folder, name));
  const missing = await npmCi(folder);
  return { folder, missing, remove: () => rm(folder, { recursive: true, force: true }) };
}
