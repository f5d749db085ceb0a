/**
 * Speed of detection beside what a user would take instead: `npm run bench detect`. Every engine has a process of its own and
 * gets the same posts in turns, the first of them unmeasured; ours is given posts as written, the others folded ones. Times
 * are of the processor, and ratios count: the machine is shared. `--quick` takes a tenth of the posts. Exits 1 when engines
 * disagree on the number of matches.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { corpusOf } from './corpus.ts';
import type { EngineReply, EngineTask } from './engine-child.ts';
import { ENGINES, PACK_CELLS, type Block, type EngineName } from './engines.ts';
import { comparablePhrases, foldedText } from './folded.ts';
import { installReferences, type References } from './references.ts';
import { measureScan } from './scan-command.ts';

/** BENCH_SIZES and BENCH_POSTS make a run small, while something is tried out. */
const SIZES = (process.env['BENCH_SIZES'] ?? '1000 10000 100000').split(' ').map(Number);
const QUICK = process.argv.includes('--quick');
const REPEATS = QUICK ? 3 : 5;
const POSTS = Number(process.env['BENCH_POSTS'] ?? (QUICK ? 10_000 : 200_000));
const BLOCK = 1_000;
/** Blocks that are gone over first: the compiler of the engine makes its fast code meanwhile. */
const WARM_BLOCKS = 5;
const WARM_FIRST = 1_000_000;
/** Posts of the file that the whole command reads. */
const SCANNED = QUICK ? 20_000 : 100_000;
/** A slow engine gets so much time a repeat, and is compared on the posts that it managed. */
const CELL_MS = QUICK ? 1_500 : 8_000;
/** Longest time in which an engine may be built. */
const BUILD_MS = QUICK ? 30_000 : 60_000;
/** An alternation of more phrases takes minutes for a block. */
const REGEXP_MAX = 1_000;
/** Some phrases are lost because one begins another. */
const SPARE = 1.03;

interface Cell {
  readonly name: EngineName;
  readonly size: number;
  readonly child: ChildProcess;
  readonly buildMs: number;
  readonly bytes: number;
  /** Of this repeat. */
  ms: number;
  posts: number;
  /** Microseconds a post, one a repeat. */
  readonly costs: number[];
}

async function replyOf(child: ChildProcess, withinMs: number): Promise<EngineReply> {
  const [reply] = (await Promise.race([
    once(child, 'message', { signal: AbortSignal.timeout(withinMs) }),
    once(child, 'exit', { signal: AbortSignal.timeout(withinMs) }).then(() => [
      { kind: 'failed', reason: 'its process ended (out of memory?)' } satisfies EngineReply,
    ]),
  ])) as [EngineReply];
  return reply;
}

async function startCell(task: EngineTask, size: number): Promise<Cell | string> {
  const child = fork(path.join(import.meta.dirname, 'engine-child.ts'), { serialization: 'advanced' });
  child.send(task);
  const reply = await replyOf(child, BUILD_MS).catch(
    (error: unknown): EngineReply => ({
      kind: 'failed',
      reason:
        error instanceof Error && error.name === 'AbortError'
          ? `not built within ${String(BUILD_MS / 1000)} s`
          : String(error),
    }),
  );
  if (reply.kind !== 'built') {
    child.kill();
    return reply.kind === 'failed' ? reply.reason : 'answered out of turn';
  }
  return { name: task.name, size, child, buildMs: reply.ms, bytes: reply.bytes, ms: 0, posts: 0, costs: [] };
}

/** One block in turns. @returns what the engines disagree on */
async function runBlock(cells: readonly Cell[], block: Block): Promise<readonly string[]> {
  const wrong: string[] = [];
  const counts = new Map<number, number>();
  for (const cell of cells) {
    if (cell.ms > CELL_MS) continue;
    cell.child.send(block);
    const reply = await replyOf(cell.child, BUILD_MS);
    if (reply.kind !== 'counted') throw new Error(`${cell.name} at ${String(cell.size)} did not count`);
    cell.ms += reply.ms;
    cell.posts += block.written.length;
    if (reply.count === null) continue;
    const ours = counts.get(cell.size);
    if (ours === undefined) counts.set(cell.size, reply.count);
    else if (ours !== reply.count)
      wrong.push(`${cell.name} at ${String(cell.size)} counts ${String(reply.count)}, ours ${String(ours)}`);
  }
  return wrong;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function costOf(cells: readonly Cell[], name: EngineName, size: number): number {
  return median(cells.find((cell) => cell.name === name && cell.size === size)?.costs ?? []);
}

function printTable(cells: readonly Cell[]): void {
  console.log('engine        phrases   build ms      MB   us/post (min–max)          of ours');
  for (const { name, size, costs, buildMs, bytes } of cells) {
    const cost = median(costs);
    const range = `${cost.toFixed(2)} (${Math.min(...costs).toFixed(2)}–${Math.max(...costs).toFixed(2)})`;
    const ratio = (cost / costOf(cells, size === 0 ? 'packs-count' : 'ours', size)).toFixed(2);
    console.log(
      `${name.padEnd(13)} ${String(size).padStart(7)} ${buildMs.toFixed(0).padStart(10)} ${(bytes / 1e6).toFixed(1).padStart(7)}   ${range.padEnd(26)} ${ratio}`,
    );
  }
}

/** Goals are ratios within this run, and the two of building. @returns goals that were missed */
function printGoals(cells: readonly Cell[]): number {
  let missed = 0;
  const goal = (said: string, value: number, isMet: boolean): void => {
    if (Number.isNaN(value)) return;
    if (!isMet) missed++;
    console.log(`${isMet ? 'met   ' : 'MISSED'} ${said}: ${value.toFixed(2)}`);
  };
  for (const size of SIZES) {
    const ours = costOf(cells, 'ours', size);
    const machine = costOf(cells, 'aho-corasick', size) / ours;
    goal(`times the best Aho-Corasick of npm at ${String(size)} (10)`, machine, machine >= 10);
    const set = costOf(cells, 're2', size) / ours;
    goal(`times RE2.Set at ${String(size)} (5)`, set, set >= 5);
  }
  const whole = costOf(cells, 'packs-detect', 0) / costOf(cells, 'packs-count', 0);
  goal('full work of counting alone, with the packs (at most 2.5)', whole, whole <= 2.5);
  const flat = costOf(cells, 'ours', 100_000) / costOf(cells, 'ours', 1_000);
  goal('cost at 100,000 of cost at 1,000 (at most 2.5)', flat, flat <= 2.5);
  const largest = cells.find((cell) => cell.name === 'ours' && cell.size === 100_000);
  const buildMs = largest?.buildMs ?? Number.NaN;
  goal('ms to build 100,000 (under 1000)', buildMs, buildMs < 1000);
  const megabytes = (largest?.bytes ?? Number.NaN) / 1e6;
  goal('MB of 100,000 (under 50)', megabytes, megabytes < 50);
  return missed;
}

async function startCells(phrases: readonly string[], references: References): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  const start = async (name: EngineName, size: number): Promise<void> => {
    const task: EngineTask = { name, phrases: phrases.slice(0, size), folder: references.folder };
    const cell = await startCell(task, size);
    if (typeof cell === 'string') console.log(`SKIP ${name} at ${String(size)}: ${cell}`);
    else cells.push(cell);
  };
  for (const size of SIZES)
    for (const name of ENGINES) {
      const isReference = name === 're2' || name === 'aho-corasick';
      if (name === 'regexp' && size > REGEXP_MAX)
        console.log(`SKIP regexp at ${String(size)}: a block would take minutes`);
      else if (!isReference || references.missing === null) await start(name, size);
    }
  for (const name of PACK_CELLS) await start(name, 0);
  // Ours first: the others are compared with it.
  return cells.sort((a, b) => Number(b.name === 'ours') - Number(a.name === 'ours'));
}

function reset(cells: readonly Cell[]): void {
  for (const cell of cells) {
    cell.ms = 0;
    cell.posts = 0;
  }
}

async function main(): Promise<number> {
  const corpus = corpusOf(Math.ceil(Math.max(...SIZES) * SPARE));
  const blockOf = (number: number, size: number): Block => {
    const written = corpus.block(number, size);
    return { written, folded: written.map(foldedText) };
  };
  const references = await installReferences();
  if (references.missing !== null)
    console.log(
      `SKIP re2, aho-corasick: they could not be installed (${references.missing}). npm ci needs a registry.`,
    );
  const cells = await startCells(comparablePhrases(corpus.phrases), references);
  if (!existsSync('/usr/include/hs/hs.h'))
    console.log('SKIP hyperscan: not installed (apt-get install libhyperscan-dev gcc)');
  const wrong: string[] = [];
  for (let block = 0; block < WARM_BLOCKS; block++)
    wrong.push(...(await runBlock(cells, blockOf(WARM_FIRST + block, BLOCK))));
  reset(cells);
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (let block = 0; block < Math.ceil(POSTS / BLOCK); block++)
      wrong.push(...(await runBlock(cells, blockOf(block, Math.min(BLOCK, POSTS - block * BLOCK)))));
    for (const cell of cells) cell.costs.push((cell.ms * 1000) / cell.posts);
    reset(cells);
  }
  for (const { child } of cells) child.kill();
  await references.remove();
  printTable(cells);
  const missed = printGoals(cells);
  console.log(await measureScan(corpus, SCANNED));
  for (const line of wrong.slice(0, 20)) console.error(`DISAGREE ${line}`);
  return wrong.length > 0 || missed > 0 ? 1 : 0;
}

process.exitCode = await main();
