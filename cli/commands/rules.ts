import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { ScanResult } from '../../src/detection/scan.ts';
import { LOCALES, type Locale } from '../../src/domain/detection.ts';
import { messageOf, PermanentError } from '../../src/domain/failure.ts';
import { linesOf, LineTooLongError } from '../lines.ts';
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
  const input = file === undefined || file === '-' ? process.stdin : await openFile(file);
  const { SCAN_LINE_MAX, ScanLineError, scanLine } = await import('../../src/detection/scan.ts');
  const detector = await loadDetector(options.rules);
  const scanOne = (line: string): ScanResult => scanLine(detector, line);
  let number = 0;
  try {
    for await (const line of linesOf(input, SCAN_LINE_MAX)) {
      number += 1;
      if (line.trim() === '') continue;
      if (!process.stdout.write(`${JSON.stringify(scanOne(line))}\n`)) await once(process.stdout, 'drain');
    }
  } catch (error) {
    if (!(error instanceof ScanLineError || error instanceof LineTooLongError)) throw error;
    const at = error instanceof LineTooLongError ? number + 1 : number;
    throw new PermanentError('bad_line', `line ${at}: ${error.message}`, { cause: error });
  }
}

async function openFile(file: string): Promise<NodeJS.ReadableStream> {
  const cannot = (why: string): WrongUseError => new WrongUseError(`"${file}" cannot be read: ${why}`);
  const handle = await open(file).catch((error: unknown) => {
    throw cannot(messageOf(error));
  });
  if ((await handle.stat()).isDirectory()) {
    await handle.close();
    throw cannot('it is a folder; give a file of JSON lines.');
  }
  return createReadStream(file, { fd: handle });
}

async function check(folder: string | undefined, options: { readonly json?: boolean }): Promise<void> {
  const packs = await readPacks(folder ?? ownRulesFolder());
  const { compilePacks } = await import('../../src/detection/compile-packs.ts');
  const { checkExamples } = await import('../../src/detection/check-examples.ts');
  const compiled = compilePacks(packs);
  // Examples of packs that do not load say nothing about the rules.
  const problems = compiled.problems.length > 0 ? compiled.problems : checkExamples(compiled);
  const { rulesVersion } = compiled.detector;
  if (options.json === true) sayJson({ packs: packs.length, rulesVersion, problems });
  else for (const problem of problems) say(problemLine(problem));
  if (problems.length > 0)
    throw new PermanentError(
      'bad_rules',
      `${counted(problems.length, 'mistake')} in ${counted(packs.length, 'pack')}.`,
    );
  const examples = compiled.packs.reduce(
    (sum, { pack }) => sum + pack.examples.match.length + pack.examples.notMatch.length,
    0,
  );
  if (options.json !== true)
    say(
      `${counted(packs.length, 'pack')} with ${counted(examples, 'example')}: all sound. Version ${rulesVersion}.`,
    );
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

async function tryText(
  given: string | undefined,
  options: { readonly rules: string; readonly locale: Locale; readonly json?: boolean },
): Promise<void> {
  const text = given ?? (await readAll());
  if (text.trim() === '')
    throw new WrongUseError('There is no text: give it as an argument or on standard input.');
  const detector = await loadDetector(options.rules);
  const detection = detector.detect({ text, everyRule: true });
  if (options.json === true) sayJson(detection);
  else {
    const { explainText } = await import('../../src/detection/explain.ts');
    say(explainText(detection, options.locale));
  }
}

async function readAll(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of process.stdin) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts).toString('utf8');
}
