import { JUSTIFICATION_MAX, JUSTIFICATION_MIN } from '../src/domain/measure.ts';
import type { Dialog } from '../src/ports/memory.ts';
import { chatOf, type Desk, type StaffContext } from './desk.ts';
import { escapeHtml } from './html.ts';

/** What is asked, without the id of the question that is only known afterwards. */
export type Question = Dialog extends infer One
  ? One extends Dialog
    ? Omit<One, 'promptMessageId'>
    : never
  : never;

const ASKED_BY: Readonly<Record<Dialog['kind'], string>> = {
  justification: 'measure-ask-justification-empty',
  collateral: 'measure-ask-collateral',
  return_comment: 'measure-ask-return',
  outgoing_number: 'measure-ask-number',
  close_reason: 'measure-ask-close',
  reopen_reason: 'measure-ask-reopen',
  reveal_reason: 'measure-ask-reopen',
};

/**
 * Asks the person something and remembers it, so that the next text is the answer, also after a restart. The question is
 * remembered before it is sent (a crash in between loses nothing) and again with its message id.
 * @param current what is written now, shown so that it can be copied and changed
 */
export async function askPerson(
  desk: Desk,
  ctx: StaffContext,
  question: Question,
  findingId: number,
  current: string | null = null,
): Promise<void> {
  await remember(desk, ctx, { ...question, promptMessageId: null });
  const html = questionHtml(ctx, question.kind, findingId, current);
  const promptMessageId = await desk.screen.ask(
    chatOf(ctx.person),
    html,
    ctx.words.plain('measure-placeholder'),
  );
  await remember(desk, ctx, { ...question, promptMessageId });
}

function questionHtml(
  ctx: StaffContext,
  kind: Dialog['kind'],
  findingId: number,
  current: string | null,
): string {
  const args = { id: String(findingId), min: JUSTIFICATION_MIN, max: JUSTIFICATION_MAX };
  if (current === null || current.trim() === '') return ctx.words.html(ASKED_BY[kind], args);
  return `${ctx.words.html('measure-ask-justification', args)}\n<pre>${escapeHtml(current)}</pre>`;
}

async function remember(desk: Desk, ctx: StaffContext, dialog: Dialog | null): Promise<void> {
  await desk.needs.memory.transaction((tx) => tx.staff.setDialog(ctx.person.id, dialog));
}

/** The bot waits for nothing more. */
export async function endDialog(desk: Desk, ctx: StaffContext): Promise<void> {
  await remember(desk, ctx, null);
}
