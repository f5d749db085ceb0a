import { Composer } from 'telegraf';
import { permits } from '../../src/domain/staff.ts';
import { lines } from '../cards/card.ts';
import { menuOf, offerMenu } from '../commands.ts';
import { answerPress, chatOf, type Desk, type StaffContext } from '../desk.ts';
import type { TelegramCalls } from '../telegram-calls.ts';

/** `/help` by role. */
export function helpFeature(desk: Desk, calls: TelegramCalls): Composer<StaffContext> {
  const composer = new Composer<StaffContext>();
  composer.help(async (ctx) => {
    const { person, words } = ctx;
    const rows = menuOf(person.role, words).map(({ command, description }) =>
      words.html('bot-help-row', { command, what: description }),
    );
    const silent = desk.publicUrl === null && permits(person.role, 'invite_staff');
    const html = lines([
      words.html('bot-help-title'),
      ...rows,
      silent ? words.html('bot-no-case-page') : null,
    ]);
    await desk.screen.send(chatOf(person), { html, rows: [] });
    await offerMenu(calls, person, words, desk.log);
  });
  return composer;
}

/** What nobody else understood: an unknown command, a sticker, a button of an older version. */
export function unknownFeature(desk: Desk): Composer<StaffContext> {
  const composer = new Composer<StaffContext>();
  composer.on('callback_query', (ctx) => answerPress(desk, ctx, ctx.words.plain('bot-unreadable'), true));
  composer.on('message', async (ctx) => {
    await desk.screen.send(chatOf(ctx.person), { html: ctx.words.html('bot-help-short'), rows: [] });
  });
  return composer;
}
