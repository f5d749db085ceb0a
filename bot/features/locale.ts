import { Composer } from 'telegraf';
import { LOCALES } from '../../src/domain/detection.ts';
import { button } from '../cards/card.ts';
import { offerMenu } from '../commands.ts';
import { answerPress, chatOf, type Desk, type StaffContext } from '../desk.ts';
import { redraw } from '../drawing.ts';
import type { TelegramCalls } from '../telegram-calls.ts';
import { wordsIn } from '../words.ts';

/** `/language` and its buttons: the language of everything that the bot says to this person. */
export function localeFeature(desk: Desk, calls: TelegramCalls): Composer<StaffContext> {
  const composer = new Composer<StaffContext>();
  composer.command('language', async (ctx) => {
    const choices = LOCALES.map((locale) =>
      button(ctx.words.plain(`locale-${locale}`), { on: 'locale', locale }),
    );
    await desk.screen.send(chatOf(ctx.person), {
      html: ctx.words.html('bot-choose-language'),
      rows: [choices],
    });
  });
  composer.on('callback_query', async (ctx, next) => {
    if (ctx.press?.on !== 'locale') return await next();
    const { locale } = ctx.press;
    await desk.needs.memory.transaction((tx) => tx.staff.setLocale(ctx.person.id, locale));
    const words = wordsIn(desk.texts, locale);
    await answerPress(desk, ctx);
    await redraw(desk, ctx, () => ({ html: words.html('bot-language-set'), rows: [] }));
    await offerMenu(calls, { ...ctx.person, locale }, words, desk.log);
  });
  return composer;
}
