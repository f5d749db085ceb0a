import { Composer } from 'telegraf';
import { permits } from '../../src/domain/staff.ts';
import { button, lines, type Rows } from '../cards/card.ts';
import { offerMenu } from '../commands.ts';
import { chatOf, type Desk, type StaffContext } from '../desk.ts';
import type { TelegramCalls } from '../telegram-calls.ts';

/** `/start` of a person of the staff: a welcome by role that says what to do. Invites are used up at the door. */
export function startFeature(desk: Desk, calls: TelegramCalls): Composer<StaffContext> {
  const composer = new Composer<StaffContext>();
  composer.start((ctx) => welcome(desk, calls, ctx));
  return composer;
}

/** The first message after enrolment, and the answer to `/start`. */
export async function welcome(
  desk: Desk,
  calls: TelegramCalls,
  ctx: Pick<StaffContext, 'person' | 'words'>,
  enrolled = false,
): Promise<void> {
  const { person, words } = ctx;
  const html = lines([
    enrolled ? words.html('bot-enrolled') : null,
    words.html('bot-welcome', { name: person.name, role: words.plain(`role-${person.role}`) }),
    words.html(`bot-welcome-${person.role}`),
  ]);
  const next = button(words.plain('card-button-next'), { on: 'next' });
  const rows: Rows = permits(person.role, 'take_finding') ? [[next]] : [];
  await desk.screen.send(chatOf(person), { html, rows });
  await offerMenu(calls, person, words, desk.log);
}
