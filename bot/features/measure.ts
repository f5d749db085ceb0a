import { Composer } from 'telegraf';
import { MEASURE_MOVES, type MeasureVerb } from '../../src/domain/measure.ts';
import { checkMove } from '../../src/domain/moves.ts';
import { asActor } from '../../src/domain/staff.ts';
import { approveMeasure } from '../../src/steps/approve-measure.ts';
import { chooseAct, chooseScope } from '../../src/steps/draft-measure.ts';
import { readCard, readMeasure, readTimeline } from '../../src/steps/read-card.ts';
import { amendMeasure, submitMeasure, withdrawMeasure } from '../../src/steps/submit-measure.ts';
import { RefusedError, StaleCardError, type MeasureView } from '../../src/steps/views.ts';
import type { CallbackData, MeasurePress } from '../callback-data.ts';
import { actsCard, scopesCard, withdrawCard } from '../cards/measure-questions.ts';
import { answerPress, type Desk, type StaffContext } from '../desk.ts';
import { askPerson, type Question } from '../dialogs.ts';
import { redraw, redrawMeasure, sendFinding, sendMeasure, sendScreenshot } from '../drawing.ts';

type OnMeasure = Extract<CallbackData, { on: 'measure' }>;
type Handler = (desk: Desk, ctx: StaffContext, press: OnMeasure) => Promise<void>;

/** A press that makes a move: says so and draws the form as it is now. */
function move(
  step: (desk: Desk, ctx: StaffContext, press: OnMeasure) => Promise<MeasureView>,
  done: string,
): Handler {
  return async (desk, ctx, press) => {
    const view = await step(desk, ctx, press);
    await answerPress(desk, ctx, ctx.words.plain(done));
    await redrawMeasure(desk, ctx, view);
  };
}

/** A press that needs words: asks for them, once the move itself is open to this person. */
function asking(verb: MeasureVerb, kind: 'return_comment' | 'outgoing_number' | 'close_reason'): Handler {
  return async (desk, ctx, press) => {
    const view = await fresh(desk, ctx, press);
    const author = view.measure.authorId === ctx.person.id;
    checkMove(MEASURE_MOVES, view.measure.state, verb, asActor(ctx.person), {
      author,
      not_author: !author,
      reason: true,
      number: true,
    });
    await answerPress(desk, ctx);
    await askPerson(desk, ctx, { kind, measureId: press.id }, view.finding.id);
  };
}

/** A press that asks the author for a field of the draft. */
function field(kind: 'justification' | 'collateral'): Handler {
  return async (desk, ctx, press) => {
    const view = await editable(desk, ctx, press);
    await answerPress(desk, ctx);
    const question: Question = { kind, measureId: press.id };
    await askPerson(
      desk,
      ctx,
      question,
      view.finding.id,
      kind === 'justification' ? view.measure.justification : null,
    );
  };
}

/** What each press on the form of a measure does. */
const HANDLERS: Readonly<Record<MeasurePress['press'], Handler>> = {
  open: async (desk, ctx, press) => {
    const view = await readMeasure(desk.needs, ctx.person, press.id);
    await answerPress(desk, ctx);
    await sendMeasure(desk, ctx, view);
  },
  back: async (desk, ctx, press) => {
    await redrawMeasure(desk, ctx, await readMeasure(desk.needs, ctx.person, press.id));
  },
  acts: async (desk, ctx, press) => {
    if (press.press !== 'acts') return;
    const view = await editable(desk, ctx, press);
    await redraw(desk, ctx, () => actsCard(view, ctx.words, press.page));
  },
  act: async (desk, ctx, press) => {
    if (press.press !== 'act') return;
    const view = await chooseAct(desk.needs, ctx.person, {
      measureId: press.id,
      version: press.version,
      actId: press.actId,
    });
    await answerPress(desk, ctx, ctx.words.plain('measure-saved'));
    await redrawMeasure(desk, ctx, view);
  },
  scopes: async (desk, ctx, press) => {
    const view = await editable(desk, ctx, press);
    await redraw(desk, ctx, () => scopesCard(view, ctx.words));
  },
  scope: async (desk, ctx, press) => {
    if (press.press !== 'scope') return;
    const view = await chooseScope(desk.needs, ctx.person, {
      measureId: press.id,
      version: press.version,
      scope: press.scope,
    });
    await answerPress(desk, ctx, ctx.words.plain('measure-saved'));
    await redrawMeasure(desk, ctx, view);
    const asks = view.missing.some((missing) => missing.field === 'collateral');
    if (asks) await askPerson(desk, ctx, { kind: 'collateral', measureId: press.id }, view.finding.id);
  },
  text: field('justification'),
  collateral: field('collateral'),
  submit: move((desk, ctx, press) => submitMeasure(desk.needs, ctx.person, on(press)), 'measure-done-submit'),
  withdraw: async (desk, ctx, press) => {
    const view = await fresh(desk, ctx, press);
    checkMove(MEASURE_MOVES, view.measure.state, 'withdraw', asActor(ctx.person), {
      author: view.measure.authorId === ctx.person.id,
    });
    await redraw(desk, ctx, () => withdrawCard(view, ctx.words));
  },
  'withdraw!': move(
    (desk, ctx, press) => withdrawMeasure(desk.needs, ctx.person, on(press)),
    'measure-done-withdraw',
  ),
  approve: move(
    (desk, ctx, press) => approveMeasure(desk.needs, ctx.person, on(press)),
    'measure-done-approve',
  ),
  amend: move((desk, ctx, press) => amendMeasure(desk.needs, ctx.person, on(press)), 'measure-done-amend'),
  return: asking('return', 'return_comment'),
  number: asking('record_sent', 'outgoing_number'),
  close: asking('close', 'close_reason'),
  card: async (desk, ctx, press) => {
    const view = await readMeasure(desk.needs, ctx.person, press.id);
    await answerPress(desk, ctx);
    await sendFinding(desk, ctx, await readCard(desk.needs, ctx.person, view.finding.id));
  },
  shot: async (desk, ctx, press) => {
    const view = await readMeasure(desk.needs, ctx.person, press.id);
    await sendScreenshot(desk, ctx, view.finding.id, view.screenshot);
  },
};

/** The buttons of the form of a measure, for its author and for who approves it. */
export function measureFeature(desk: Desk): Composer<StaffContext> {
  const composer = new Composer<StaffContext>();
  composer.on('callback_query', async (ctx, next) => {
    if (ctx.press?.on !== 'measure') return await next();
    await HANDLERS[ctx.press.press](desk, ctx, ctx.press);
  });
  return composer;
}

function on(press: OnMeasure): { readonly measureId: number; readonly version: number } {
  return { measureId: press.id, version: press.version };
}

/** The form as it is now, when it still is the one that was pressed. */
async function fresh(desk: Desk, ctx: StaffContext, press: OnMeasure): Promise<MeasureView> {
  const view = await readMeasure(desk.needs, ctx.person, press.id);
  if (view.measure.version !== press.version) throw await stale(desk, ctx, view);
  return view;
}

/** The form as it is now, for its author while it is a draft. A menu reads only, so that an older form may open it. */
async function editable(desk: Desk, ctx: StaffContext, press: OnMeasure): Promise<MeasureView> {
  const view = await readMeasure(desk.needs, ctx.person, press.id);
  if (view.editable) return view;
  if (view.measure.authorId !== ctx.person.id) throw new RefusedError('not_permitted');
  throw await stale(desk, ctx, view);
}

async function stale(desk: Desk, ctx: StaffContext, view: MeasureView): Promise<StaleCardError> {
  const decisions = await readTimeline(desk.needs, ctx.person, view.finding.id);
  return new StaleCardError(
    view.finding.id,
    decisions.findLast(({ measureId }) => measureId === view.measure.id) ?? null,
  );
}
