import type { Command } from 'commander';
import { PermanentError } from '../../src/domain/failure.ts';
import { rulePrecision } from '../../src/domain/rule-precision.ts';
import type { JudgedText, LearnedStatistics } from '../../src/ports/learner.ts';
import { say, sayJson, sayTable, WrongUseError } from '../output.ts';
import { withMemory, withOffice } from '../parts.ts';
import { loadDetector, loadRules, ownRulesFolder, readPacks } from '../rule-files.ts';

/** `model train|list|use`, `rules backtest`: what is learned from the decisions of people. */
export function addLearningCommands(program: Command): void {
  const model = program.command('model').description('the model that advises beside the rules');
  model
    .command('train')
    .description("train it from analysts' decisions; without any, from the examples of the packs")
    .option('--json', 'print JSON')
    .action(train);
  model.command('list').description('models, the newest first').option('--json', 'print JSON').action(list);
  model.command('use <version>').description('let another model advise').action(use);
  const rules = program.commands.find((command) => command.name() === 'rules');
  if (rules === undefined) throw new Error('unreachable: the commands of rules are added first');
  rules
    .command('backtest [folder]')
    .description('what the packs of a folder would have done with the stored findings')
    .option('--file <posts.jsonl>', 'count hits in posts {"id","text"} of a file too')
    .option('--rule <id>', 'only rules whose id begins so, like dropper.card-for-rent')
    .option('--json', 'print JSON')
    .action(backtest);
}

/** Examples of the packs as judged texts: of an offence pack what must match is an offer, everything else is none. */
async function packExamples(folder: string): Promise<readonly JudgedText[]> {
  const { compilePacks } = await import('../../src/detection/compile-packs.ts');
  const { packs } = compilePacks(await readPacks(folder));
  return packs.flatMap(({ pack }) =>
    pack.kind === 'offence'
      ? [
          ...pack.examples.match.map((text) => ({ text, isOffer: true })),
          ...pack.examples.notMatch.map((text) => ({ text, isOffer: false })),
        ]
      : [],
  );
}

async function train(options: { readonly json?: boolean }): Promise<void> {
  const { createLearner } = await import('../../src/detection/learn/learner.ts');
  const { trainModel } = await import('../../src/steps/train-model.ts');
  await withOffice(async ({ config, memory, box, clock }) => {
    const folder = config.rulesDir ?? ownRulesFolder();
    const detector = await loadRules(folder);
    const needs = {
      memory,
      box,
      clock,
      learner: createLearner(detector),
      rulesVersion: detector.rulesVersion,
    };
    const trained = await trainModel(needs, await packExamples(folder));
    if (options.json === true) return sayJson(trained);
    say(
      `Model ${trained.version}: ${trained.decisions} decisions, ${trained.examples} examples of the packs.`,
    );
    sayStatistics(trained.statistics);
    say(
      'It advises from now on; running programs take it within a minute. The rules alone decide what is shown.',
    );
  });
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** The reliability table: how far the probabilities can be taken at their word. */
function sayStatistics(statistics: LearnedStatistics): void {
  const { basis, recall, precision, brier, calibrationError, reliability } = statistics;
  if (basis !== 'decisions') say('Provisional: it rests on examples until there are 500 decisions.');
  say(
    `On texts it had not seen: recall ${percent(recall)}, precision ${percent(precision)}, Brier ${brier.toFixed(3)}, calibration error ${calibrationError.toFixed(3)}.`,
  );
  sayTable(
    ['probability', 'texts', 'promised', 'offers'],
    reliability
      .filter((row) => row.count > 0)
      .map((row) => [
        `${row.from.toFixed(1)}–${row.to.toFixed(1)}`,
        String(row.count),
        percent(row.meanProbability),
        percent(row.offers / row.count),
      ]),
  );
}

async function list(options: { readonly json?: boolean }): Promise<void> {
  await withMemory(async (memory) => {
    const rows = await memory.read.learning.models();
    if (options.json === true) for (const row of rows) sayJson(row);
    else if (rows.length === 0) say('No model yet: qyraghy model train');
    else
      sayTable(
        ['version', 'state', 'trained', 'rules'],
        rows.map((row) => [row.version, row.state, row.trainedAt.toISOString(), row.rulesVersion]),
      );
  });
}

async function use(version: string): Promise<void> {
  if (!/^[0-9a-f]{12}$/u.test(version))
    throw new WrongUseError(`"${version}" is not the version of a model: see \`qyraghy model list\`.`);
  await withMemory(async (memory) => {
    await memory.transaction(async (tx) => {
      await tx.learning.useModel(version);
      tx.audit.append({ action: 'model.changed', actorId: null, subject: `model:${version}`, details: {} });
    });
    say(`Model ${version} advises from now on.`);
  });
}

interface BacktestOptions {
  readonly file?: string;
  readonly rule?: string;
  readonly json?: boolean;
}

async function backtest(folder: string | undefined, options: BacktestOptions): Promise<void> {
  const { backtestRules } = await import('../../src/steps/backtest-rules.ts');
  await withOffice(async ({ config, memory, box }) => {
    const detector = await loadDetector(folder ?? config.rulesDir ?? ownRulesFolder(), { trial: true });
    const result = await backtestRules({ memory, box }, detector);
    const rules = result.rules.filter(({ rule }) => rule.startsWith(options.rule ?? ''));
    const file = options.file === undefined ? null : await countInFile(options.file, detector);
    if (options.json === true) return sayJson({ ...result, rules, file });
    if (result.findings === 0) say('There are no findings yet.');
    else {
      say(`${result.findings} stored findings, rules ${detector.rulesVersion}.`);
      for (const { rule, hits, offers, noViolation, undecided } of rules) {
        const record = rulePrecision(offers, noViolation);
        const share =
          record === null
            ? ''
            : `, right in ${percent(record.precision)} (${percent(record.low)} to ${percent(record.high)})`;
        const advice = record?.retire === true ? ' Mostly wrong: consider state: shadow, or retire it.' : '';
        say(
          `${rule}: ${hits} hits, ${noViolation} of them decided as no violation, ${undecided} undecided${share}.${advice}`,
        );
      }
      say(`Would no longer be found although decided as offers: ${numbered(result.lost)}.`);
      say(`Would be left alone and were decided as no violation: ${numbered(result.spared)}.`);
    }
    if (file !== null) {
      say(`${options.file}: ${file.posts} posts, ${file.suspicious} suspicious.`);
      sayTable(
        ['rule', 'hits'],
        file.rules
          .filter(({ rule }) => rule.startsWith(options.rule ?? ''))
          .map(({ rule, hits }) => [rule, String(hits)]),
      );
    }
  });
}

/** Numbers named at most: the rest is counted. */
const NAMED_MAX = 20;

function numbered(ids: readonly number[]): string {
  if (ids.length === 0) return 'none';
  const named = ids
    .slice(0, NAMED_MAX)
    .map((id) => `№${id}`)
    .join(', ');
  return ids.length > NAMED_MAX ? `${ids.length} (${named}, …)` : named;
}

interface FileCount {
  readonly posts: number;
  readonly suspicious: number;
  readonly rules: readonly { readonly rule: string; readonly hits: number }[];
}

async function countInFile(
  file: string,
  detector: Awaited<ReturnType<typeof loadDetector>>,
): Promise<FileCount> {
  const { createReadStream } = await import('node:fs');
  const { linesOf } = await import('../lines.ts');
  const { SCAN_LINE_MAX, ScanLineError, scanLine } = await import('../../src/detection/scan.ts');
  const hits = new Map<string, number>();
  let posts = 0;
  let suspicious = 0;
  try {
    for await (const line of linesOf(createReadStream(file), SCAN_LINE_MAX)) {
      if (line.trim() === '') continue;
      posts += 1;
      const result = scanLine(detector, line);
      if (result.suspicious) suspicious += 1;
      for (const rule of new Set(result.matches.map((match) => match.rule)))
        hits.set(rule, (hits.get(rule) ?? 0) + 1);
    }
  } catch (error) {
    if (!(error instanceof ScanLineError)) throw error;
    throw new PermanentError('bad_line', `${file}, post ${posts}: ${error.message}`, { cause: error });
  }
  const rules = [...hits].map(([rule, count]) => ({ rule, hits: count })).sort((a, b) => b.hits - a.hits);
  return { posts, suspicious, rules };
}
