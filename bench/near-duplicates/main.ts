/**
 * Near-duplicates: `npm run bench near-duplicates`, with `--million` over as many posts as the index remembers. Prints how many
 * posts a second are signed, looked up and entered, how many edited reposts are known again, how many links are wrong, and the
 * memory. Times are of the processor, not of the clock: the machine is shared. Exits 1 when a goal is missed by more than noise.
 */
import { signText } from '../../src/detection/near-duplicate.ts';
import { NearIndex } from '../../src/detection/near-index.ts';
import { TextSketch } from '../../src/detection/near-sketch.ts';
import { EDITS } from './edits.ts';
import { streamOf, type Told } from './stream.ts';

const MILLION = 1_000_000;
const POSTS = process.argv.includes('--million') ? MILLION : Number(process.env['BENCH_POSTS'] ?? 200_000);
const BLOCK = 1_000;
const NOISE = 1.25;
/** The first blocks are not counted: the compiler has not seen them yet. */
const WARM_BLOCKS = Math.min(10, POSTS / BLOCK / 4);
const SPEED_GOAL = 100_000;
const RECALL_GOAL = 0.95;
const WRONG_GOAL = 0.001;
const MEGABYTES_GOAL = 300;

/** Microseconds of the processor. */
function cost(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

let characters = 0;
function plainPass(block: readonly Told[]): void {
  for (const { text } of block)
    for (let i = 0; i < text.length; i++) characters = Math.imul(characters ^ text.charCodeAt(i), 0x01000193);
}

interface Tally {
  reposts: number;
  found: number;
}

/** What was linked, by what it was linked with. */
class Truth {
  readonly byEdit = new Map<string, Tally>(EDITS.map((edit) => [edit, { reposts: 0, found: 0 }]));
  readonly templates: number[] = [];
  links = 0;
  wrong = 0;

  see({ template, edit }: Told, twin: number | null): void {
    const isRight = twin !== null && this.templates[twin] === template;
    this.templates.push(template);
    if (twin !== null) this.links++;
    if (twin !== null && !isRight) this.wrong++;
    const tally = edit === null ? undefined : this.byEdit.get(edit);
    if (tally === undefined) return;
    tally.reposts++;
    if (isRight) tally.found++;
  }
}

function printGoals(goals: readonly (readonly [said: string, value: string, isMet: boolean])[]): number {
  for (const [said, value, isMet] of goals) console.log(`${isMet ? 'met   ' : 'MISSED'} ${said}: ${value}`);
  return goals.some(([, , isMet]) => !isMet) ? 1 : 0;
}

function main(): number {
  const index = new NearIndex(MILLION);
  const sketch = new TextSketch();
  const truth = new Truth();
  const spent = { all: 0, sign: 0, stored: 0, pass: 0 };
  const twins: (number | null)[] = [];
  let block = 0;
  for (const posts of streamOf(POSTS / BLOCK, BLOCK)) {
    const pass = cost(() => plainPass(posts));
    const sign = cost(() => {
      for (const { text } of posts) sketch.write(text);
    });
    const stored = cost(() => {
      for (const { text } of posts) signText(text);
    });
    const all = cost(() => {
      for (let i = 0; i < posts.length; i++) {
        sketch.write(posts[i]?.text ?? '');
        twins[i] = index.find(sketch);
        index.add(sketch);
      }
    });
    posts.forEach((post, i) => truth.see(post, twins[i] ?? null));
    if (block++ < WARM_BLOCKS) continue;
    spent.pass += pass;
    spent.sign += sign;
    spent.stored += stored;
    spent.all += all;
  }
  return report(index, truth, spent, POSTS - WARM_BLOCKS * BLOCK);
}

function report(
  index: NearIndex,
  truth: Truth,
  spent: Readonly<Record<'all' | 'sign' | 'stored' | 'pass', number>>,
  counted: number,
): number {
  console.log('work                                us/post   posts/s   of a plain pass');
  for (const [name, us] of [
    ['plain pass over the characters', spent.pass],
    ['sign', spent.sign],
    ['sign, as it is stored', spent.stored],
    ['sign, look up, enter', spent.all],
  ] as const)
    console.log(
      `${name.padEnd(33)} ${(us / counted).toFixed(2).padStart(9)} ${((counted / us) * 1e6).toFixed(0).padStart(9)} ${(us / spent.pass).toFixed(1).padStart(9)}`,
    );
  console.log('\nedit          reposts    recall');
  let reposts = 0;
  let found = 0;
  for (const [edit, tally] of truth.byEdit) {
    reposts += tally.reposts;
    found += tally.found;
    console.log(
      `${edit.padEnd(12)} ${String(tally.reposts).padStart(8)} ${(tally.found / tally.reposts).toFixed(4).padStart(9)}`,
    );
  }
  const speed = (counted / spent.all) * 1e6;
  const recall = found / reposts;
  const wrong = truth.wrong / truth.links;
  const megabytes = index.bytes / 1e6;
  console.log(
    `\n${String(POSTS)} posts, ${String(truth.links)} links, ${String(truth.wrong)} wrong; ${String(characters >>> 0)}`,
  );
  return printGoals([
    [`posts a second (${String(SPEED_GOAL)})`, speed.toFixed(0), speed * NOISE >= SPEED_GOAL],
    [`recall of edited reposts (${String(RECALL_GOAL)})`, recall.toFixed(4), recall >= RECALL_GOAL],
    [`wrong links (${String(WRONG_GOAL)})`, wrong.toFixed(5), wrong <= WRONG_GOAL],
    [
      `MB for ${String(MILLION)} posts (${String(MEGABYTES_GOAL)})`,
      megabytes.toFixed(0),
      megabytes <= MEGABYTES_GOAL,
    ],
  ]);
}

process.exitCode = main();
