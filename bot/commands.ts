import { LOCALES } from '../src/domain/detection.ts';
import { MEASURE_MOVES } from '../src/domain/measure.ts';
import { permits, type Person, type Role } from '../src/domain/staff.ts';
import type { DocumentTexts } from '../src/steps/needs.ts';
import type { Log } from '../src/log.ts';
import { chatOf } from './desk.ts';
import type { TelegramCalls } from './telegram-calls.ts';
import { wordsIn, type Words } from './words.ts';

const everyone = (): boolean => true;

/** Whether the role approves measures: the table of moves says so. */
export function mayApprove(role: Role): boolean {
  return MEASURE_MOVES.some(
    (move) => move.verb === 'approve' && (move.by as readonly string[]).includes(role),
  );
}

/** Commands of the bot in the order of the menu, and who has them; the words are `bot-command-<command>`. */
export const COMMANDS: readonly { readonly command: string; readonly for: (role: Role) => boolean }[] = [
  { command: 'next', for: (role) => permits(role, 'take_finding') },
  { command: 'finding', for: (role) => permits(role, 'see_finding') },
  { command: 'mine', for: (role) => permits(role, 'take_finding') },
  { command: 'approvals', for: mayApprove },
  { command: 'digest', for: (role) => permits(role, 'see_digest') },
  { command: 'history', for: (role) => permits(role, 'see_history') },
  { command: 'cancel', for: (role) => permits(role, 'take_finding') || mayApprove(role) },
  { command: 'language', for: everyone },
  { command: 'help', for: everyone },
  { command: 'start', for: everyone },
];

/** The menu of a role. */
export function menuOf(
  role: Role,
  words: Words,
): { readonly command: string; readonly description: string }[] {
  return COMMANDS.filter((entry) => entry.for(role)).map(({ command }) => ({
    command,
    description: words.plain(`bot-command-${command}`),
  }));
}

/** The menu for people whom the bot does not know yet, in each language. */
export async function offerGeneralMenu(calls: TelegramCalls, texts: DocumentTexts): Promise<void> {
  for (const locale of LOCALES) {
    const commands = [{ command: 'start', description: wordsIn(texts, locale).plain('bot-command-start') }];
    await calls.patiently('setMyCommands', {
      commands,
      language_code: locale,
      scope: { type: 'all_private_chats' },
    });
  }
}

/** The menu of one person, by role and in the language they chose. That it failed is noted; the commands work without. */
export async function offerMenu(calls: TelegramCalls, person: Person, words: Words, log: Log): Promise<void> {
  try {
    const commands = menuOf(person.role, words);
    await calls.patiently('setMyCommands', { commands, scope: { type: 'chat', chat_id: chatOf(person) } });
  } catch (error) {
    log.warn({ err: error, personId: person.id }, 'menu of commands not set');
  }
}
