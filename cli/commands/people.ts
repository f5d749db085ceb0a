import { type Command, Option } from 'commander';
import { DateTime } from 'luxon';
import { CATEGORIES, type Category } from '../../src/domain/category.ts';
import { LOCALES, type Locale } from '../../src/domain/detection.ts';
import type { LegalAct } from '../../src/domain/legal-act.ts';
import { ROLES, type Role } from '../../src/domain/staff.ts';
import { invite } from '../../src/steps/enroll-staff.ts';
import { say, sayJson, sayTable, WrongUseError } from '../output.ts';
import { withMemory, withNeeds } from '../parts.ts';

/** `staff add|invite|list|remove` and `act add|list`. */
export function addPeopleCommands(program: Command): void {
  const staff = program.command('staff').description('people who work with the bot');
  staff
    .command('add')
    .description('add a person whose Telegram id is known')
    .requiredOption('--telegram-id <n>', "the person's Telegram user id")
    .addOption(new Option('--role <role>', 'role').choices(ROLES).makeOptionMandatory())
    .requiredOption('--name <name>', 'name as it appears in documents')
    .addOption(new Option('--locale <locale>', 'language').choices(LOCALES).default('ru'))
    .option('--json', 'print JSON')
    .action(addPerson);
  staff
    .command('invite')
    .description('make a one-time invite: the person sends it to the bot as /start CODE')
    .addOption(new Option('--role <role>', 'role').choices(ROLES).makeOptionMandatory())
    .requiredOption('--name <name>', 'name as it appears in documents')
    .option('--json', 'print JSON')
    .action(invitePerson);
  staff.command('list').description('people and roles').option('--json', 'print JSON').action(listPeople);
  staff
    .command('remove <id>')
    .description('end the access of a person; the record keeps the name')
    .action(removePerson);

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

async function addPerson(options: {
  readonly telegramId: string;
  readonly role: Role;
  readonly name: string;
  readonly locale: Locale;
  readonly json?: boolean;
}): Promise<void> {
  if (!/^\d{1,16}$/u.test(options.telegramId))
    throw new WrongUseError(
      `--telegram-id "${options.telegramId}" is not a Telegram user id: write its digits only.`,
    );
  if (options.name.trim() === '')
    throw new WrongUseError('--name is empty: write the name as it appears in documents.');
  await withMemory(async (memory) => {
    const person = await memory.transaction(async (tx) => {
      const added = await tx.staff.add({
        telegramId: options.telegramId,
        name: options.name.trim(),
        role: options.role,
        locale: options.locale,
      });
      tx.audit.append({
        action: 'staff.changed',
        actorId: null,
        subject: `staff:${added.id}`,
        details: { role: added.role, how: 'command' },
      });
      return added;
    });
    if (options.json === true)
      sayJson({
        id: person.id,
        telegramId: person.telegramId,
        name: person.name,
        role: person.role,
        locale: person.locale,
      });
    else say(`Added ${person.name} as ${person.role} (${person.id}). Ask them to press Start in the bot.`);
  });
}

async function invitePerson(options: {
  readonly role: Role;
  readonly name: string;
  readonly json?: boolean;
}): Promise<void> {
  await withNeeds(async (needs) => {
    const { code, expiresAt } = await invite(needs, options);
    if (options.json === true) sayJson({ code, expiresAt });
    else
      say(
        `Invite for ${options.name} (${options.role}), good once until ${expiresAt.toISOString()}:\n/start ${code}`,
      );
  });
}

async function listPeople(options: { readonly json?: boolean }): Promise<void> {
  await withMemory(async (memory) => {
    const people = await memory.read.staff.list();
    if (options.json === true) for (const person of people) sayJson(person);
    else if (people.length === 0)
      say('Nobody yet: qyraghy staff add --telegram-id N --role admin --name NAME');
    else
      sayTable(
        ['id', 'role', 'locale', 'active', 'name'],
        people.map((person) => [
          String(person.id),
          person.role,
          person.locale,
          person.active ? 'yes' : 'no',
          person.name,
        ]),
      );
  });
}

async function removePerson(id: string): Promise<void> {
  const personId = Number(id);
  if (!Number.isInteger(personId))
    throw new WrongUseError('The id of a person is a whole number: see `qyraghy staff list`.');
  await withMemory(async (memory) => {
    await memory.transaction(async (tx) => {
      await tx.staff.get(personId);
      await tx.staff.deactivate(personId);
      tx.audit.append({
        action: 'staff.changed',
        actorId: null,
        subject: `staff:${personId}`,
        details: { active: false },
      });
    });
    say(`Person ${personId} has no access any more.`);
  });
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
  const categories = (options.category ?? []).map(toCategory);
  return {
    basis: options.basis,
    titleRu: options.titleRu,
    titleKk: options.titleKk,
    caseNumber: options.case ?? null,
    actDate: day(options.date, '--date'),
    inForceDate: day(options.inForce, '--in-force'),
    article: options.article ?? null,
    part: options.part ?? null,
    operative: options.operative ?? null,
    validFrom: day(options.validFrom, '--valid-from') ?? options.validFrom,
    validTo: day(options.validTo, '--valid-to'),
    categories,
    sourceUrl: options.url ?? null,
    checkedBy: options.checkedBy ?? null,
    checkedAt: day(options.checkedAt, '--checked-at'),
  };
}

function toCategory(text: string): Category {
  const category = CATEGORIES.find((known) => known === text);
  if (category === undefined)
    throw new WrongUseError(`"${text}" is not a category. Known: ${CATEGORIES.join(', ')}.`);
  return category;
}

function day(text: string | undefined, option: string): string | null {
  if (text === undefined) return null;
  const real = /^\d{4}-\d{2}-\d{2}$/u.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
  if (!real) throw new WrongUseError(`${option} "${text}" is not a day: write YYYY-MM-DD.`);
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
