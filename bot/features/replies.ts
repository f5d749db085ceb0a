import { Composer } from 'telegraf';
import { message } from 'telegraf/filters';
import type { Message } from 'telegraf/types';
import { PermanentError } from '../../src/domain/failure.ts';
import { MoveRefusedError } from '../../src/domain/moves.ts';
import type { Dialog } from '../../src/ports/memory.ts';
import { returnMeasure } from '../../src/steps/approve-measure.ts';
import { writeCollateral, writeJustification } from '../../src/steps/draft-measure.ts';
import { reopen } from '../../src/steps/qualify.ts';
import { readCard, readMeasure } from '../../src/steps/read-card.ts';
import { recordSent } from '../../src/steps/record-sent.ts';
import { closeMeasure } from '../../src/steps/submit-measure.ts';
import { RefusedError, StaleCardError, type MeasureView, type Refusal } from '../../src/steps/views.ts';
import { chatOf, type Desk, type StaffContext } from '../desk.ts';
import { endDialog } from '../dialogs.ts';
import { sendFinding, sendMeasure } from '../drawing.ts';
import { refusalWords } from '../failure-words.ts';
import { escapeHtml } from '../html.ts';

/** Refusals of the text itself: the question stays open, the person answers again. */
const ASK_AGAIN: readonly Refusal[] = ['text_too_short', 'text_too_long', 'number_invalid'];

/** Texts that answer a question of the bot, and `/cancel`. */
export function repliesFeature(desk: Desk): Composer<StaffContext> {
  const composer = new Composer<StaffContext>();
  composer.command('cancel', async (ctx) => {
    const waiting = await desk.needs.memory.read.staff.dialog(ctx.person.id);
    if (waiting !== null) await endDialog(desk, ctx);
    await say(desk, ctx, ctx.words.html(waiting === null ? 'bot-nothing-to-cancel' : 'bot-cancelled'));
  });
  composer.on(message('text'), async (ctx, next) => {
    const { text } = ctx.message;
    if (text.startsWith('/')) return await next();
    const repliedTo = ctx.message.reply_to_message;
    const dialog = await desk.needs.memory.read.staff.dialog(ctx.person.id);
    if (repliedTo !== undefined && isClosedQuestion(ctx, repliedTo, dialog)) {
      await giveBack(desk, ctx, ctx.words.html('bot-late-reply'), text);
    } else if (dialog === null) {
      await say(desk, ctx, ctx.words.html('bot-no-question'));
    } else {
      await take(desk, ctx, dialog, text);
    }
  });
  return composer;
}

/** A question of the bot (its own message without buttons) that is not the one it waits for. */
function isClosedQuestion(ctx: StaffContext, repliedTo: Message, dialog: Dialog | null): boolean {
  if (repliedTo.from?.id !== ctx.botInfo.id || 'reply_markup' in repliedTo) return false;
  if (dialog === null) return true;
  return dialog.promptMessageId !== null && dialog.promptMessageId !== repliedTo.message_id;
}

async function take(desk: Desk, ctx: StaffContext, dialog: Dialog, text: string): Promise<void> {
  try {
    const show = await carryOut(desk, ctx, dialog, text);
    await endDialog(desk, ctx);
    await show();
  } catch (error) {
    await refuse(desk, ctx, error, text);
  }
}

/** Does what was asked for; gives what shows it afterwards. */
async function carryOut(
  desk: Desk,
  ctx: StaffContext,
  dialog: Dialog,
  text: string,
): Promise<() => Promise<void>> {
  if (dialog.kind === 'reopen_reason') {
    const { finding } = await readCard(desk.needs, ctx.person, dialog.findingId);
    const view = await reopen(desk.needs, ctx.person, {
      findingId: finding.id,
      version: finding.version,
      reason: text,
    });
    return async () => await sendFinding(desk, ctx, view);
  }
  if (dialog.kind === 'reveal_reason') throw new RefusedError('not_permitted');
  const view = await writeDown(desk, ctx, dialog, text);
  return async () => {
    await say(desk, ctx, ctx.words.html(DONE[dialog.kind]));
    await sendMeasure(desk, ctx, view);
  };
}

type OnMeasure = Exclude<Dialog, { kind: 'reopen_reason' | 'reveal_reason' }>;

/** What is said when the answer was carried out. */
const DONE: Readonly<Record<OnMeasure['kind'], string>> = {
  justification: 'measure-saved',
  collateral: 'measure-saved',
  return_comment: 'measure-done-return',
  outgoing_number: 'measure-done-number',
  close_reason: 'measure-done-close',
};

async function writeDown(
  desk: Desk,
  ctx: StaffContext,
  dialog: OnMeasure,
  text: string,
): Promise<MeasureView> {
  const { needs } = desk;
  const { measureId } = dialog;
  if (dialog.kind === 'justification')
    return await writeJustification(needs, ctx.person, { measureId, text });
  if (dialog.kind === 'collateral') return await writeCollateral(needs, ctx.person, { measureId, text });
  if (dialog.kind === 'return_comment')
    return await returnMeasure(needs, ctx.person, { measureId, version: null, comment: text });
  if (dialog.kind === 'outgoing_number')
    return await recordSent(needs, ctx.person, { measureId, number: text });
  const { measure } = await readMeasure(needs, ctx.person, measureId);
  return await closeMeasure(needs, ctx.person, { measureId, version: measure.version, reason: text });
}

/** A refused text is never lost: either the question stays open, or the text comes back to the person. */
async function refuse(desk: Desk, ctx: StaffContext, error: unknown, text: string): Promise<void> {
  const why = refusalWords(error, ctx.words);
  if (why === null) throw error;
  if (error instanceof RefusedError && ASK_AGAIN.includes(error.reason)) {
    await say(desk, ctx, ctx.words.html('bot-try-again', { why }));
    return;
  }
  const closed =
    error instanceof StaleCardError ||
    error instanceof MoveRefusedError ||
    error instanceof RefusedError ||
    error instanceof PermanentError;
  if (!closed) throw error;
  await endDialog(desk, ctx);
  await giveBack(desk, ctx, ctx.words.html('bot-kept-text', { why }), text);
}

/** The explanation, and the text as its own message: together they might be too long for one. */
async function giveBack(desk: Desk, ctx: StaffContext, why: string, text: string): Promise<void> {
  await say(desk, ctx, why);
  await say(desk, ctx, `<pre>${escapeHtml(text)}</pre>`);
}

async function say(desk: Desk, ctx: StaffContext, html: string): Promise<void> {
  await desk.screen.send(chatOf(ctx.person), { html, rows: [] });
}
