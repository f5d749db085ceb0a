import { type Command, Option } from 'commander';
import { CATEGORIES, type Category } from '../../src/domain/category.ts';
import { PermanentError } from '../../src/domain/failure.ts';
import type { LegalAct } from '../../src/domain/legal-act.ts';
import { isDay, say, sayJson, sayTable, WrongUseError } from '../output.ts';
import { withMemory } from '../parts.ts';

/** `act add|list`. */
export function addActCommands(program: Command): void {
  const act = program.command('act').description('registry of legal acts that a notification may rest on');
  act
    .command('add')
    .description('add a court act in force or a law')
    .addOption(
      new Option('--basis <basis>', 'what it is').choices(['court_act', 'law']).makeOptionMandatory(),
    )
    .requiredOption('--title-ru <text>', 'court, or name of the law, in Russian')
    .requiredOption('--title-kk <text>', 'the same in Kazakh')
    .requiredOption('--valid-from <day>', 'first day on which it may be used, YYYY-MM-DD')
    .option('--valid-to <day>', 'last day, YYYY-MM-DD')
    .option('--case <number>', 'court act: case number')
    .option('--date <day>', 'court act: its date, YYYY-MM-DD')
    .option('--in-force <day>', 'court act: the day it came into legal force, YYYY-MM-DD')
    .option('--operative <text>', 'court act: operative part')
    .option('--article <text>', 'law: article')
    .option('--part <text>', 'law: part or paragraph')
    .option('--category <category...>', `only for these categories: ${CATEGORIES.join(', ')}`)
    .option('--url <url>', 'where the official text is')
    .option('--checked-by <name>', 'who compared the wording with the official text')
    .option('--checked-at <day>', 'when, YYYY-MM-DD')
    .option('--json', 'print JSON')
    .action(addAct);
  act.command('list').description('legal acts').option('--json', 'print JSON').action(listActs);
}

interface ActOptions {
  readonly basis: 'court_act' | 'law';
  readonly titleRu: string;
  readonly titleKk: string;
  readonly validFrom: string;
  readonly validTo?: string;
  readonly case?: string;
  readonly date?: string;
  readonly inForce?: string;
  readonly operative?: string;
  readonly article?: string;
  readonly part?: string;
  readonly category?: readonly string[];
  readonly url?: string;
  readonly checkedBy?: string;
  readonly checkedAt?: string;
  readonly json?: boolean;
}

async function addAct(options: ActOptions): Promise<void> {
  const act = actOf(options);
  await withMemory(async (memory) => {
    const added = await memory.transaction(async (tx) => {
      const same = (await tx.acts.list()).find((known) => isSame(known, act));
      if (same !== undefined)
        throw new PermanentError('act_known', `The registry has this act already: ${same.id}.`);
      const row = await tx.acts.add(act);
      tx.audit.append({
        action: 'act.changed',
        actorId: null,
        subject: `act:${row.id}`,
        details: { basis: row.basis },
      });
      return row;
    });
    if (options.json === true) sayJson(added);
    else
      say(
        `Added legal act ${added.id}${added.checkedBy === null ? '. Its wording is not verified yet, and is shown so' : ''}.`,
      );
  });
}

/** Two entries of one act would be two buttons that mean the same. */
function isSame(known: Omit<LegalAct, 'id'>, act: Omit<LegalAct, 'id'>): boolean {
  const marks = ['basis', 'titleRu', 'caseNumber', 'actDate', 'article', 'part', 'validFrom'] as const;
  return marks.every((mark) => known[mark] === act[mark]);
}

/** What each basis must carry, with the option that gives it. */
const REQUIRED_OF_BASIS = {
  court_act: [
    ['case', '--case'],
    ['date', '--date'],
    ['inForce', '--in-force'],
  ],
  law: [['article', '--article']],
} as const;

function actOf(options: ActOptions): Omit<LegalAct, 'id'> {
  const lacking = REQUIRED_OF_BASIS[options.basis]
    .filter(([field]) => (options[field] ?? '').trim() === '')
    .map(([, option]) => option);
  if (lacking.length > 0) throw new WrongUseError(`A ${options.basis} needs ${lacking.join(', ')}.`);
  const validFrom = day(options.validFrom, '--valid-from') ?? options.validFrom;
  const validTo = day(options.validTo, '--valid-to');
  const actDate = day(options.date, '--date');
  const inForceDate = day(options.inForce, '--in-force');
  requireOrder([validFrom, '--valid-from'], [validTo, '--valid-to']);
  requireOrder([actDate, '--date'], [inForceDate, '--in-force']);
  return {
    basis: options.basis,
    titleRu: written(options.titleRu, '--title-ru'),
    titleKk: written(options.titleKk, '--title-kk'),
    caseNumber: options.case ?? null,
    actDate,
    inForceDate,
    article: options.article ?? null,
    part: options.part ?? null,
    operative: options.operative ?? null,
    validFrom,
    validTo,
    categories: (options.category ?? []).map(toCategory),
    sourceUrl: options.url ?? null,
    checkedBy: options.checkedBy ?? null,
    checkedAt: day(options.checkedAt, '--checked-at'),
  };
}

function written(text: string, option: string): string {
  if (text.trim() === '') throw new WrongUseError(`${option} is empty.`);
  return text.trim();
}

type DayOfOption = readonly [day: string | null, option: string];

function requireOrder([first, firstOption]: DayOfOption, [last, lastOption]: DayOfOption): void {
  if (first !== null && last !== null && last < first)
    throw new WrongUseError(`${lastOption} ${last} lies before ${firstOption} ${first}.`);
}

function toCategory(text: string): Category {
  const category = CATEGORIES.find((known) => known === text);
  if (category === undefined)
    throw new WrongUseError(`"${text}" is not a category. Known: ${CATEGORIES.join(', ')}.`);
  return category;
}

function day(text: string | undefined, option: string): string | null {
  if (text === undefined) return null;
  if (!isDay(text)) throw new WrongUseError(`${option} "${text}" is not a day: write YYYY-MM-DD.`);
  return text;
}

async function listActs(options: { readonly json?: boolean }): Promise<void> {
  await withMemory(async (memory) => {
    const acts = await memory.read.acts.list();
    if (options.json === true) for (const act of acts) sayJson(act);
    else if (acts.length === 0) say('The registry is empty: qyraghy act add --help');
    else {
      sayTable(
        ['id', 'basis', 'from', 'to', 'checked', 'title'],
        acts.map((act) => [
          String(act.id),
          act.basis,
          act.validFrom,
          act.validTo ?? '-',
          act.checkedAt ?? 'not verified',
          `${act.titleRu} ${act.caseNumber ?? act.article ?? ''}`,
        ]),
      );
    }
  });
}
