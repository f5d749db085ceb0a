import { Composer } from 'telegraf';
import { readCard, readTimeline } from '../../src/steps/read-card.ts';
import { historyCard } from '../cards/history-card.ts';
import { answerPress, chatOf, type Desk, type StaffContext } from '../desk.ts';
import { numberArgument } from './finding-number.ts';

/** Sends the timeline of a finding. */
export async function sendHistory(desk: Desk, ctx: StaffContext, findingId: number): Promise<void> {
  const view = await readCard(desk.needs, ctx.person, findingId);
  const decisions = await readTimeline(desk.needs, ctx.person, findingId);
  await answerPress(desk, ctx);
  await desk.screen.send(chatOf(ctx.person), historyCard(view.finding, decisions, view.measures, ctx.words));
}

/** `/history N`. */
export function historyFeature(desk: Desk): Composer<StaffContext> {
  const composer = new Composer<StaffContext>();
  composer.command('history', async (ctx) => {
    const id = numberArgument(ctx.message.text);
    if (id === null)
      await desk.screen.send(chatOf(ctx.person), { html: ctx.words.html('bot-history-how'), rows: [] });
    else await sendHistory(desk, ctx, id);
  });
  return composer;
}
