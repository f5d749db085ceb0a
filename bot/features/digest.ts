import { Composer } from 'telegraf';
import { permits } from '../../src/domain/staff.ts';
import { dayBefore, dayOf, spanOf } from '../../src/steps/day.ts';
import { digestOf } from '../../src/steps/make-digest.ts';
import { RefusedError } from '../../src/steps/views.ts';
import { digestCard } from '../cards/digest-card.ts';
import { digestChart } from '../charts/digest-chart.ts';
import { answerPress, chatOf, type Desk, type StaffContext } from '../desk.ts';
import { shortDay } from '../words.ts';

/** `/digest [YYYY-MM-DD]`: the numbers of a day, yesterday's when none is named. */
export function digestFeature(desk: Desk): Composer<StaffContext> {
  const composer = new Composer<StaffContext>();
  composer.command('digest', async (ctx) => {
    const today = dayOf(desk.needs.clock.now(), desk.needs.office.timeZone);
    const wanted = ctx.message.text.trim().split(/\s+/u)[1];
    const day = wanted === undefined ? dayBefore(today) : realDay(wanted);
    if (day === null || day > today) {
      await desk.screen.send(chatOf(ctx.person), { html: ctx.words.html('bot-digest-how'), rows: [] });
      return;
    }
    await sendDigest(desk, ctx, day, today);
  });
  composer.on('callback_query', async (ctx, next) => {
    if (ctx.press?.on !== 'digest') return await next();
    const today = dayOf(desk.needs.clock.now(), desk.needs.office.timeZone);
    const day = realDay(ctx.press.day);
    if (day === null || day > today) throw new RefusedError('not_found');
    await answerPress(desk, ctx);
    await sendDigest(desk, ctx, day, today);
  });
  return composer;
}

/** A day of the calendar, written as 2026-11-23 or 23.11.2026; null for anything else. */
export function realDay(text: string): string | null {
  const dotted = /^(\d{2})\.(\d{2})\.(\d{4})$/u.exec(text);
  const day = dotted === null ? text : `${dotted[3]}-${dotted[2]}-${dotted[1]}`;
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(day)) return null;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : null;
}

async function sendDigest(desk: Desk, ctx: StaffContext, day: string, today: string): Promise<void> {
  if (!permits(ctx.person.role, 'see_digest')) throw new RefusedError('not_permitted');
  const numbers = await digestOf(desk.needs, day);
  const after = dayOf(spanOf(day, desk.needs.office.timeZone).to, desk.needs.office.timeZone);
  const card = digestCard(numbers, { before: dayBefore(day), after, today }, ctx.words);
  const caption = ctx.words.html('digest-caption', { day: shortDay(day) });
  await desk.screen.sendWithPicture(chatOf(ctx.person), digestChart(numbers, ctx.words), card, caption);
}
