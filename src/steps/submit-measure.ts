import { asActor, SYSTEM, type Person } from '../domain/staff.ts';
import { MEASURE_END_STATES, type MeasureVerb } from '../domain/measure.ts';
import type { Finding } from '../domain/finding.ts';
import type { MeasureChange, Tx } from '../ports/memory.ts';
import { lockMeasure } from './draft-measure.ts';
import type { Needs } from './needs.ts';
import { measureView, requireActive } from './read-card.ts';
import { isAuthor, moveFinding, moveMeasure, peopleOf, tellPeople } from './record.ts';
import { IncompleteError, type MeasureView } from './views.ts';

type SubmitNeeds = Pick<Needs, 'memory' | 'clock' | 'office' | 'files' | 'reach'>;

interface Press {
  readonly measureId: number;
  readonly version: number;
}

/** Hands the measure to the second pair of eyes; throws IncompleteError while a field of the three blocks is missing. */
export async function submitMeasure(needs: SubmitNeeds, person: Person, press: Press): Promise<MeasureView> {
  requireActive(person);
  const now = needs.clock.now();
  await needs.memory.transaction(async (tx) => {
    const measure = await lockMeasure(tx, press.measureId, press.version);
    const view = await measureView(needs, tx, person, measure.id);
    const has = { author: await isAuthor(tx, measure, person), complete: view.missing.length === 0 };
    if (measure.state === 'draft' && has.author && !has.complete) throw new IncompleteError(view.missing);
    await moveMeasure(tx, measure, view.finding, {
      verb: 'submit',
      by: asActor(person),
      at: now,
      has,
      change: { submittedAt: now, returnComment: null },
    });
    const people = (await peopleOf(tx, ['supervisor'])).filter((id) => id !== measure.authorId);
    await tellPeople(tx, {
      people,
      kind: 'submitted',
      params: { findingId: measure.findingId, measureId: measure.id },
      key: `${measure.id}-${measure.version}`,
      at: now,
    });
    needs.reach('submit.before-commit');
  });
  needs.reach('submit.after-commit');
  return await measureView(needs, needs.memory.read, person, press.measureId);
}

/** The author takes the measure back before anything was sent. A finding with no measure left returns to the queue. */
export async function withdrawMeasure(
  needs: SubmitNeeds,
  person: Person,
  press: Press,
): Promise<MeasureView> {
  return await moveByAuthor(needs, person, press, 'withdraw', null);
}

/** What the addressee said of the notification before; the one that is prepared now has no answer yet. */
const UNANSWERED: MeasureChange = {
  authorityId: null,
  outcome: null,
  outcomeComment: null,
  prescription: null,
  outcomeAt: null,
};

/** The author prepares the measure again after the addressee returned it. */
export async function amendMeasure(needs: SubmitNeeds, person: Person, press: Press): Promise<MeasureView> {
  return await moveByAuthor(needs, person, press, 'amend', null, UNANSWERED);
}

/** The author ends a measure that was sent by hand, with its result in words. */
export async function closeMeasure(
  needs: SubmitNeeds,
  person: Person,
  press: Press & { readonly reason: string },
): Promise<MeasureView> {
  return await moveByAuthor(needs, person, press, 'close', press.reason.trim());
}

async function moveByAuthor(
  needs: SubmitNeeds,
  person: Person,
  press: Press,
  verb: MeasureVerb,
  reason: string | null,
  change: MeasureChange = {},
): Promise<MeasureView> {
  requireActive(person);
  const now = needs.clock.now();
  await needs.memory.transaction(async (tx) => {
    const measure = await lockMeasure(tx, press.measureId, press.version);
    const finding = await tx.findings.lock(measure.findingId);
    const author = await isAuthor(tx, measure, person);
    const has = {
      author,
      not_author: !author,
      reason: reason !== null && reason !== '',
      returned: measure.outcome === 'returned',
    };
    await moveMeasure(tx, measure, finding, { verb, by: asActor(person), at: now, has, reason, change });
    await settleFinding(tx, finding, now);
  });
  return await measureView(needs, needs.memory.read, person, press.measureId);
}

/**
 * When no measure is open any more: back to the queue if all since the last qualification were withdrawn, closed if one
 * was carried through. What was done before a finding was reopened does not answer it.
 */
export async function settleFinding(tx: Tx, finding: Finding, now: Date): Promise<void> {
  if (finding.state !== 'qualified') return;
  const measures = await tx.measures.ofFinding(finding.id);
  if (measures.some((measure) => !MEASURE_END_STATES.includes(measure.state))) return;
  const decisions = await tx.findings.decisions(finding.id);
  const since = decisions.findLast((decision) => decision.verb === 'qualify')?.at ?? finding.createdAt;
  const asked = measures.filter((measure) => measure.createdAt >= since);
  const verb = asked.every((measure) => measure.state === 'withdrawn') ? 'requeue' : 'close';
  await moveFinding(tx, finding, { verb, by: SYSTEM, at: now, has: { no_open_measure: true } });
}
