import type { Context } from 'telegraf';
import type { Person } from '../src/domain/staff.ts';
import type { DocumentTexts, Needs } from '../src/steps/needs.ts';
import type { Log } from '../src/log.ts';
import type { CallbackData } from './callback-data.ts';
import type { Drawn, Screen } from './screen.ts';
import type { Words } from './words.ts';

/** What the bot asks of the world: what its steps need. */
export type BotNeeds = Pick<Needs, 'memory' | 'clock' | 'files' | 'office' | 'reach' | 'log' | 'texts'>;

/** What every feature works with. */
export interface Desk {
  readonly needs: BotNeeds;
  readonly texts: DocumentTexts;
  readonly log: Log;
  readonly screen: Screen;
  /** https address of the case pages; absent: no link buttons. */
  readonly publicUrl: string | null;
  /** The one group that gets counts and case numbers. */
  readonly groupChatId: number | null;
}

/** An update of a person of the staff, in the private chat with the bot. */
export interface StaffContext extends Context {
  person: Person;
  words: Words;
  /** The button that was pressed; null for messages and for buttons that nobody can read. */
  press: CallbackData | null;
  /** Whether the press has its answer. */
  answered: boolean;
}

/** Private chats have the id of the person. */
export function chatOf(person: Pick<Person, 'telegramId'>): number {
  return Number(person.telegramId);
}

/** Short id of an update: said to the person and written to the log, so that the two can be brought together. */
export function failureId(ctx: Pick<Context, 'update'>): string {
  return ctx.update.update_id.toString(36);
}

/** The message under the button that was pressed. */
export function pressedMessage(ctx: StaffContext): Drawn | null {
  const message = ctx.callbackQuery?.message;
  if (message === undefined) return null;
  return { chatId: message.chat.id, messageId: message.message_id, photo: 'photo' in message };
}

/** Answers the press once, as a toast (or as an alert that the person closes); a message has nothing to answer. */
export async function answerPress(
  desk: Desk,
  ctx: StaffContext,
  text: string | null = null,
  alert = false,
): Promise<void> {
  if (ctx.callbackQuery === undefined || ctx.answered) return;
  ctx.answered = true;
  await desk.screen.answer(ctx.callbackQuery.id, text, alert);
}
