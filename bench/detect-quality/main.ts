/**
 * Quality of detection on the project's own evaluation set, half of which nobody looks at while writing rules.
 * `npm run bench detect-quality`; `--misses` lists what went wrong in the tuning half. With BENCH_DATA naming a folder of
 * ordinary real posts, alarms on those are counted too. Exits 1 when a goal is missed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compilePacks } from '../../src/detection/compile-packs.ts';
import { CATEGORIES } from '../../src/domain/category.ts';
import type { Detection } from '../../src/domain/detection.ts';
import type { Detector } from '../../src/ports/detector.ts';
import { readOrdinary, readPosts, type LabelledPost, type Part } from './posts.ts';

const RECALL_GOAL = 0.9;
const KAZAKH_RECALL_GOAL = 0.85;
const PRECISION_GOAL = 0.95;
const ALARMS_PER_THOUSAND_GOAL = 2;

interface Judged {
  readonly post: LabelledPost;
  readonly found: Detection;
}

function detectorOf(folder: string): Detector {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
  const { detector, problems } = compilePacks(files);
  for (const problem of problems)
    console.error(`${problem.file}:${String(problem.line)}: ${problem.mistake} ${problem.remedy}`);
  return detector;
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
const shown = (value: number): string => value.toFixed(3);

interface Row {
  readonly recall: number;
  readonly named: number;
  readonly offers: number;
}

function recallOf(judged: readonly Judged[]): Row {
  const offers = judged.filter(({ post }) => post.category !== null);
  const found = offers.filter(({ found }) => found.suspicious);
  const named = found.filter(({ post, found }) =>
    found.categories.some((one) => one.category === post.category && one.score >= 0.5),
  );
  return {
    recall: share(found.length, offers.length),
    named: share(named.length, found.length),
    offers: offers.length,
  };
}

function precisionOf(judged: readonly Judged[]): { readonly precision: number; readonly alarms: number } {
  const found = judged.filter(({ found }) => found.suspicious);
  const wrong = found.filter(({ post }) => post.category === null).length;
  return { precision: share(found.length - wrong, found.length), alarms: wrong };
}

function printRow(name: string, judged: readonly Judged[]): Row {
  const row = recallOf(judged);
  console.log(
    `  ${name.padEnd(22)} ${String(row.offers).padStart(4)} offers  recall ${shown(row.recall)}  right category ${shown(row.named)}`,
  );
  return row;
}

/** Prints the table of one part and tells which goals it misses. */
function printPart(part: Part, all: readonly Judged[]): readonly string[] {
  const judged = all.filter(({ post }) => post.part === part);
  const lookAlikes = judged.filter(({ post }) => post.category === null).length;
  console.log(`\n${part}: ${String(judged.length)} posts, ${String(lookAlikes)} of them look-alikes`);
  for (const category of CATEGORIES) {
    const own = judged.filter(({ post }) => post.category === category);
    printRow(category, own);
  }
  for (const writing of [...new Set(judged.map(({ post }) => post.writing))].sort())
    printRow(
      writing,
      judged.filter(({ post }) => post.writing === writing),
    );
  const kazakh = printRow(
    'all Kazakh',
    judged.filter(({ post }) => post.writing.startsWith('kk')),
  );
  const whole = printRow('all', judged);
  const { precision, alarms } = precisionOf(judged);
  console.log(
    `  precision ${shown(precision)}: ${String(alarms)} alarms on ${String(lookAlikes)} look-alikes`,
  );
  const misses: string[] = [];
  if (whole.recall < RECALL_GOAL) misses.push(`${part}: recall ${shown(whole.recall)}`);
  if (kazakh.recall < KAZAKH_RECALL_GOAL) misses.push(`${part}: Kazakh recall ${shown(kazakh.recall)}`);
  if (precision < PRECISION_GOAL) misses.push(`${part}: precision ${shown(precision)}`);
  return misses;
}

function printOrdinary(detector: Detector, folder: string): readonly string[] {
  const misses: string[] = [];
  console.log('\nordinary posts');
  let posts = 0;
  let alarms = 0;
  for (const { name, texts } of readOrdinary(folder)) {
    const wrong = texts.filter((text) => detector.detect({ text }).suspicious).length;
    posts += texts.length;
    alarms += wrong;
    console.log(`  ${name.padEnd(26)} ${String(texts.length).padStart(5)} posts  ${String(wrong)} alarms`);
  }
  const rate = share(alarms * 1000, posts);
  console.log(`  ${rate.toFixed(2)} alarms in 1,000`);
  if (posts > 0 && rate > ALARMS_PER_THOUSAND_GOAL)
    misses.push(`ordinary posts: ${rate.toFixed(2)} alarms in 1,000`);
  return misses;
}

function printMisses(all: readonly Judged[]): void {
  for (const { post, found } of all) {
    if (post.part !== 'tuning' || found.suspicious === (post.category !== null)) continue;
    const scores = found.categories.map((one) => `${one.category} ${shown(one.score)}`).join(', ');
    console.log(
      `\n${post.category === null ? 'ALARM' : 'MISS'} ${post.id} [${scores}]\n  ${post.text.replaceAll('\n', ' ⏎ ')}`,
    );
    for (const match of found.matches)
      console.log(`    ${match.weight.toFixed(1)} ${match.rule} «${match.text}»`);
  }
}

function main(args: readonly string[]): number {
  const detector = detectorOf(path.resolve(import.meta.dirname, '../../rules'));
  const judged = readPosts().map((post): Judged => ({ post, found: detector.detect({ text: post.text }) }));
  if (args.includes('--misses')) printMisses(judged);
  const data = process.env['BENCH_DATA'];
  const misses = [
    ...printPart('tuning', judged),
    ...printPart('held-out', judged),
    ...(data === undefined ? [] : printOrdinary(detector, data)),
  ];
  console.log(misses.length === 0 ? '\nEvery goal is reached.' : `\nGoals missed:\n  ${misses.join('\n  ')}`);
  return misses.length === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
