import { Composer } from 'telegraf';
import { MEASURE_END_STATES, MEASURE_STATES } from '../../src/domain/measure.ts';
import { permits } from '../../src/domain/staff.ts';
import { RefusedError } from '../../src/steps/views.ts';
import { approvalsCard, mineCard, type WaitingMeasure } from '../cards/list-cards.ts';
import { mayApprove } from '../commands.ts';
import { chatOf, type Desk, type StaffContext } from '../desk.ts';

/** Measures read for a list; more than a person can work through in a day. */
const READ_MAX = 500;

/** `/approvals`: what waits for this person's approval. `/mine`: the author's measures that still need something. */
export function approvalFeature(desk: Desk): Composer<StaffContext> {
  const composer = new Composer<StaffContext>();
  composer.command('approvals', async (ctx) => {
    if (!mayApprove(ctx.person.role)) throw new RefusedError('not_permitted');
    const waiting = await waitingFor(desk, ctx.person.id);
    await desk.screen.send(chatOf(ctx.person), approvalsCard(waiting, desk.needs.clock.now(), ctx.words));
  });
  composer.command('mine', async (ctx) => {
    if (!permits(ctx.person.role, 'take_finding')) throw new RefusedError('not_permitted');
    const open = MEASURE_STATES.filter((state) => !MEASURE_END_STATES.includes(state));
    const all = await desk.needs.memory.read.measures.inStates(open, READ_MAX);
    const mine = all.filter(({ authorId }) => authorId === ctx.person.id);
    await desk.screen.send(chatOf(ctx.person), mineCard(mine, ctx.words));
  });
  return composer;
}

/** Submitted measures of other people, oldest first. */
async function waitingFor(desk: Desk, personId: number): Promise<readonly WaitingMeasure[]> {
  const { measures, staff } = desk.needs.memory.read;
  const submitted = (await measures.inStates(['submitted'], READ_MAX)).filter(
    ({ authorId }) => authorId !== personId,
  );
  const names = new Map<number, string>();
  for (const id of new Set(submitted.map(({ authorId }) => authorId)))
    names.set(id, (await staff.get(id)).name);
  return submitted
    .map((measure) => ({ measure, authorName: names.get(measure.authorId) ?? '' }))
    .sort(
      (a, b) =>
        (a.measure.submittedAt ?? a.measure.createdAt).getTime() -
        (b.measure.submittedAt ?? b.measure.createdAt).getTime(),
    );
}
