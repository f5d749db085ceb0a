import { Composer } from 'telegraf';
import { claimNext } from '../../src/steps/claim-next.ts';
import { answerPress, chatOf, pressedMessage, type Desk, type StaffContext } from '../desk.ts';
import { sendFinding } from '../drawing.ts';

/** `/next` and the buttons that go on to the next finding: takes it for this analyst and shows it. */
export function nextFeature(desk: Desk): Composer<StaffContext> {
  const composer = new Composer<StaffContext>();
  composer.command('next', (ctx) => takeNext(desk, ctx));
  composer.on('callback_query', async (ctx, next) => {
    if (ctx.press?.on !== 'next' && ctx.press?.on !== 'queue') return await next();
    await takeNext(desk, ctx);
    const notice = ctx.press.on === 'queue' ? pressedMessage(ctx) : null;
    if (notice !== null) await desk.screen.remove(notice);
  });
  return composer;
}

async function takeNext(desk: Desk, ctx: StaffContext): Promise<void> {
  const view = await claimNext(desk.needs, ctx.person);
  if (view === null) {
    const empty = ctx.words.plain('bot-queue-empty');
    if (ctx.callbackQuery === undefined)
      await desk.screen.send(chatOf(ctx.person), { html: ctx.words.html('bot-queue-empty'), rows: [] });
    await answerPress(desk, ctx, empty);
    return;
  }
  await answerPress(desk, ctx);
  await sendFinding(desk, ctx, view);
}
