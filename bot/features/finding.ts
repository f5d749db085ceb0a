import { Composer } from 'telegraf';
import { FINDING_MOVES, type FindingVerb } from '../../src/domain/finding.ts';
import { checkMove } from '../../src/domain/moves.ts';
import { asActor } from '../../src/domain/staff.ts';
import { claimOne, releaseClaim } from '../../src/steps/claim-next.ts';
import { dismiss, postpone, redirect, startMeasure } from '../../src/steps/qualify.ts';
import { readCard, readContext, readTimeline } from '../../src/steps/read-card.ts';
import { StaleCardError, type CardView } from '../../src/steps/views.ts';
import { contextCard } from '../cards/context-card.ts';
import { dismissCard } from '../cards/finding-card.ts';
import type { CallbackData, FindingPress } from '../callback-data.ts';
import { answerPress, chatOf, type Desk, type StaffContext } from '../desk.ts';
import { askPerson } from '../dialogs.ts';
import {
  draftFor,
  redraw,
  redrawFinding,
  sendFinding,
  sendMeasure,
  sendScreenshot,
  settingsFor,
} from '../drawing.ts';
import { numberArgument } from './finding-number.ts';
import { sendHistory } from './history.ts';

type OnFinding = Extract<CallbackData, { on: 'finding' }>;
type Handler = (desk: Desk, ctx: StaffContext, press: OnFinding) => Promise<void>;

/** What each press on the card of a finding does. */
const HANDLERS: Readonly<Record<FindingPress['press'], Handler>> = {
  open: async (desk, ctx, press) => {
    const view = await readCard(desk.needs, ctx.person, press.id);
    await answerPress(desk, ctx);
    await sendFinding(desk, ctx, view);
  },
  back: async (desk, ctx, press) => {
    await redrawFinding(desk, ctx, await readCard(desk.needs, ctx.person, press.id));
  },
  take: async (desk, ctx, press) => {
    await redrawFinding(desk, ctx, await claimOne(desk.needs, ctx.person, press.id));
  },
  release: async (desk, ctx, press) => {
    await releaseClaim(desk.needs, ctx.person, press.id);
    await answerPress(desk, ctx, ctx.words.plain('bot-released'));
    await redrawFinding(desk, ctx, await readCard(desk.needs, ctx.person, press.id));
  },
  reasons: async (desk, ctx, press) => {
    const view = await fresh(desk, ctx, press, 'dismiss');
    await redraw(desk, ctx, (limit) => dismissCard(view, settingsFor(desk, ctx, limit)));
  },
  dismiss: async (desk, ctx, press) => {
    if (press.press !== 'dismiss') return;
    await decided(
      desk,
      ctx,
      await dismiss(desk.needs, ctx.person, {
        findingId: press.id,
        version: press.version,
        reason: press.reason,
      }),
    );
  },
  postpone: async (desk, ctx, press) => {
    await decided(
      desk,
      ctx,
      await postpone(desk.needs, ctx.person, { findingId: press.id, version: press.version }),
    );
  },
  redirect: async (desk, ctx, press) => {
    await decided(
      desk,
      ctx,
      await redirect(desk.needs, ctx.person, { findingId: press.id, version: press.version }),
    );
  },
  start: async (desk, ctx, press) => {
    if (press.press !== 'start') return;
    const view = await readCard(desk.needs, ctx.person, press.id);
    const justification = draftFor(desk, ctx.person, view);
    const measure = await startMeasure(desk.needs, ctx.person, {
      findingId: press.id,
      version: press.version,
      kind: press.kind,
      justification,
    });
    await answerPress(desk, ctx, ctx.words.plain('measure-done-start'));
    await redrawFinding(desk, ctx, await readCard(desk.needs, ctx.person, press.id));
    await sendMeasure(desk, ctx, measure);
  },
  reopen: async (desk, ctx, press) => {
    await fresh(desk, ctx, press, 'reopen');
    await answerPress(desk, ctx);
    await askPerson(desk, ctx, { kind: 'reopen_reason', findingId: press.id }, press.id);
  },
  context: async (desk, ctx, press) => {
    const view = await readCard(desk.needs, ctx.person, press.id);
    const context = await readContext(desk.needs, ctx.person, press.id);
    await answerPress(desk, ctx);
    await desk.screen.send(chatOf(ctx.person), contextCard(view.finding, context, ctx.words));
  },
  history: async (desk, ctx, press) => {
    await sendHistory(desk, ctx, press.id);
  },
  shot: async (desk, ctx, press) => {
    const view = await readCard(desk.needs, ctx.person, press.id);
    await sendScreenshot(desk, ctx, press.id, view.screenshot);
  },
};

/** `/finding N` and the buttons of the card. */
export function findingFeature(desk: Desk): Composer<StaffContext> {
  const composer = new Composer<StaffContext>();
  composer.command('finding', async (ctx) => {
    const id = numberArgument(ctx.message.text);
    if (id === null)
      await desk.screen.send(chatOf(ctx.person), { html: ctx.words.html('bot-finding-how'), rows: [] });
    else await sendFinding(desk, ctx, await readCard(desk.needs, ctx.person, id));
  });
  composer.on('callback_query', async (ctx, next) => {
    if (ctx.press?.on !== 'finding') return await next();
    await HANDLERS[ctx.press.press](desk, ctx, ctx.press);
  });
  return composer;
}

async function decided(desk: Desk, ctx: StaffContext, view: CardView): Promise<void> {
  await answerPress(desk, ctx, ctx.words.plain('bot-decided'));
  await redrawFinding(desk, ctx, view);
}

/** The card as it is now, when it still is the one that was pressed and the move is open; throws what stands against it. */
async function fresh(desk: Desk, ctx: StaffContext, press: OnFinding, verb: FindingVerb): Promise<CardView> {
  const view = await readCard(desk.needs, ctx.person, press.id);
  if (view.finding.version !== press.version) {
    const decisions = await readTimeline(desk.needs, ctx.person, press.id);
    throw new StaleCardError(press.id, decisions.at(-1) ?? null);
  }
  checkMove(FINDING_MOVES, view.finding.state, verb, asActor(ctx.person), {
    claim: view.claim === 'mine',
    reason: true,
  });
  return view;
}
