import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import type { Corpus } from './corpus.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const BLOCK = 1_000;
/** A scan that takes longer hangs. */
const LONGEST_MS = 10 * 60_000;

function* linesOf(corpus: Corpus, posts: number): Generator<string> {
  for (let block = 0; block < posts / BLOCK; block++) {
    const lines = corpus
      .block(block, BLOCK)
      .map((text, i) => JSON.stringify({ id: block * BLOCK + i, text }));
    yield `${lines.join('\n')}\n`;
  }
}

/** Memory of a process as Linux tells it, in MB; NaN elsewhere. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1000;
}

/**
 * Throughput of the whole `scan` command, its start included, and its memory on the way: flat means that the size of the file
 * does not matter.
 * @throws Error when it does not answer each post in order
 */
export async function measureScan(corpus: Corpus, posts: number): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-bench-'));
  try {
    const file = path.join(folder, 'posts.jsonl');
    await pipeline(linesOf(corpus, posts), createWriteStream(file));
    const from = performance.now();
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', path.join(ROOT, 'cli', 'main.ts'), 'scan', file],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], timeout: LONGEST_MS },
    );
    const memory: number[] = [];
    let seen = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith(`{"id":${String(seen)},`))
        throw new Error(`scan: post ${String(seen)} is not answered in order`);
      seen++;
      if (seen % (posts / 4) === 0) memory.push(await residentMb(child.pid ?? 0));
    }
    if (seen !== posts) throw new Error(`scan: ${String(seen)} of ${String(posts)} posts answered`);
    const seconds = (performance.now() - from) / 1000;
    const rates = `${(posts / seconds).toFixed(0)} posts/s (${seconds.toFixed(1)} s in all, with its start)`;
    return `scan       ${String(posts)} posts: ${rates}; MB at each quarter: ${memory.map((mb) => mb.toFixed(0)).join(', ')}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
