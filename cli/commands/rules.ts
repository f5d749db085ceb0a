import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Command, Option } from 'commander';
import { compilePacks } from '../../src/detection/compile-packs.ts';
import { explainText } from '../../src/detection/explain.ts';
import { scanLine, ScanLineError } from '../../src/detection/scan.ts';
import { LOCALES, type Locale } from '../../src/domain/detection.ts';
import { PermanentError } from '../../src/domain/failure.ts';
import { say, sayJson, WrongUseError } from '../output.ts';
import { loadDetector, ownRulesFolder, problemLine, readPacks } from '../rule-files.ts';

/** `scan`, `rules check`, `rules try`. They need no database and no configuration. */
export function addRuleCommands(program: Command): void {
  program
    .command('scan [file]')
    .description(
      'posts {"id","text"} as JSON lines from a file or standard input: one JSON line each, in the same order',
    )
    .option('--rules <folder>', 'rule packs', ownRulesFolder())
    .action(scan);
  const rules = program.command('rules').description('rule packs');
  rules
    .command('check [folder]')
    .description('check packs and run their examples; names file, line and remedy')
    .option('--json', 'print JSON')
    .action(check);
  rules
    .command('try [text]')
    .description('explain one text, given here or on standard input')
    .option('--rules <folder>', 'rule packs', ownRulesFolder())
    .addOption(new Option('--locale <locale>', 'language of the reasons').choices(LOCALES).default('en'))
    .option('--json', 'print JSON')
    .action(tryText);
}

async function scan(file: string | undefined, options: { readonly rules: string }): Promise<void> {
  const detector = await loadDetector(options.rules);
  const input = file === undefined || file === '-' ? process.stdin : createReadStream(file);
  input.once('error', () => undefined);
  if (file !== undefined && file !== '-') {
    await Promise.race([once(input, 'open'), once(input, 'error').then(([error]) => fail(file, error))]);
  }
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    const answer = scanOne(detector, line, number);
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) await once(process.stdout, 'drain');
  }
}

function fail(file: string, error: unknown): never {
  throw new WrongUseError(
    `"${file}" cannot be read: ${error instanceof Error ? error.message : String(error)}`,
  );
}

function scanOne(detector: Parameters<typeof scanLine>[0], line: string, number: number): unknown {
  try {
    return scanLine(detector, line);
  } catch (error) {
    if (error instanceof ScanLineError)
      throw new PermanentError('bad_line', `line ${number}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function check(folder: string | undefined, options: { readonly json?: boolean }): Promise<void> {
  const packs = await readPacks(folder ?? ownRulesFolder());
  const { detector, problems } = compilePacks(packs);
  if (options.json === true) sayJson({ packs: packs.length, rulesVersion: detector.rulesVersion, problems });
  else for (const problem of problems) say(problemLine(problem));
  if (problems.length > 0)
    throw new PermanentError('bad_rules', `${problems.length} mistakes in ${packs.length} packs.`);
  if (options.json !== true) say(`${packs.length} packs are sound, version ${detector.rulesVersion}.`);
}

async function tryText(
  given: string | undefined,
  options: { readonly rules: string; readonly locale: Locale; readonly json?: boolean },
): Promise<void> {
  const text = given ?? (await readAll());
  if (text.trim() === '')
    throw new WrongUseError('There is no text: give it as an argument or on standard input.');
  const detector = await loadDetector(options.rules);
  const detection = detector.detect({ text });
  if (options.json === true) sayJson(detection);
  else say(explainText(detection, options.locale));
}

async function readAll(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of process.stdin) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts).toString('utf8');
}
