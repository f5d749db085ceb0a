import { type Command, Option } from 'commander';
import { LOCALES, type Locale } from '../../src/domain/detection.ts';
import { ROLES, type Role } from '../../src/domain/staff.ts';
import { say, sayJson, sayTable, toId, WrongUseError } from '../output.ts';
import { withMemory, withOffice } from '../parts.ts';

/** `staff add|invite|list|remove`. */
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
  const name = nameOf(options.name);
  await withMemory(async (memory) => {
    const person = await memory.transaction(async (tx) => {
      const added = await tx.staff.add({
        telegramId: options.telegramId,
        name,
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

/** Longest name that fits in a document and in a card. */
const NAME_CHARACTERS_MAX = 200;

function nameOf(text: string): string {
  const name = text.trim();
  if (name === '') throw new WrongUseError('--name is empty: write the name as it appears in documents.');
  if (name.length > NAME_CHARACTERS_MAX)
    throw new WrongUseError(`--name is longer than ${NAME_CHARACTERS_MAX} characters.`);
  return name;
}

async function invitePerson(options: {
  readonly role: Role;
  readonly name: string;
  readonly json?: boolean;
}): Promise<void> {
  const name = nameOf(options.name);
  const { invite } = await import('../../src/steps/enroll-staff.ts');
  await withOffice(async (office) => {
    const { code, expiresAt } = await invite(office, { role: options.role, name });
    if (options.json === true) sayJson({ code, expiresAt });
    else
      say(
        `Invite for ${name} (${options.role}), good once until ${expiresAt.toISOString()}:\n/start ${code}`,
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
        ['id', 'role', 'locale', 'active', 'telegram id', 'name'],
        people.map((person) => [
          String(person.id),
          person.role,
          person.locale,
          person.active ? 'yes' : 'no',
          person.telegramId ?? '-',
          person.name,
        ]),
      );
  });
}

async function removePerson(id: string): Promise<void> {
  const personId = toId(id, 'person', 'qyraghy staff list');
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
