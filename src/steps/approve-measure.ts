import { COMMENT_MAX, type Measure } from '../domain/measure.ts';
import { asActor, type Person } from '../domain/staff.ts';
import type { MeasureChange, Tx } from '../ports/memory.ts';
import { buildParcel, outgoingNumber } from './build-notification.ts';
import { dayOf } from './day.ts';
import { lockMeasure } from './draft-measure.ts';
import type { Needs } from './needs.ts';
import { evidenceOfPost, measureView, requireActive } from './read-card.ts';
import { isAuthor, moveMeasure, tellPeople } from './record.ts';
import { IncompleteError, RefusedError, type MeasureView } from './views.ts';

type ApproveNeeds = Pick<Needs, 'memory' | 'clock' | 'office' | 'texts' | 'files' | 'reach'>;

/**
 * The second pair of eyes. What is sent is frozen here, byte for byte, under one idempotency key.
 * Refused for the author, and while a field of the three blocks is missing.
 */
export async function approveMeasure(
  needs: ApproveNeeds,
  person: Person,
  press: { readonly measureId: number; readonly version: number },
): Promise<MeasureView> {
  requireActive(person);
  const now = needs.clock.now();
  await needs.memory.transaction(async (tx) => {
    const measure = await lockMeasure(tx, press.measureId, press.version);
    const view = await measureView(needs, tx, person, measure.id);
    const has = { not_author: !(await isAuthor(tx, measure, person)), complete: view.missing.length === 0 };
    if (measure.state === 'submitted' && has.not_author && !has.complete)
      throw new IncompleteError(view.missing);
    const frozen =
      measure.state === 'submitted' && has.not_author ? await freeze(needs, tx, measure, person, now) : {};
    await moveMeasure(tx, measure, view.finding, {
      verb: 'approve',
      by: asActor(person),
      at: now,
      has,
      change: { ...frozen, approverId: person.id, approvedAt: now },
    });
    await tellPeople(tx, {
      people: [measure.authorId],
      kind: 'approved',
      params: { findingId: measure.findingId, measureId: measure.id },
      key: `${measure.id}-${measure.version}`,
      at: now,
    });
    if (measure.kind === 'blocking_notification') {
      await tx.outbox.add([
        { name: 'dispatch', key: `dispatch-${measure.id}`, payload: { measureId: measure.id } },
      ]);
    }
    needs.reach('approve.before-commit');
  });
  needs.reach('approve.after-commit');
  return await measureView(needs, needs.memory.read, person, press.measureId);
}

/** Numbers the notification and stores its bytes. Each approval after a return gives a parcel of its own. */
async function freeze(
  needs: ApproveNeeds,
  tx: Tx,
  measure: Measure,
  approver: Person,
  now: Date,
): Promise<MeasureChange> {
  if (measure.kind !== 'blocking_notification') return {};
  const finding = await tx.findings.get(measure.findingId);
  const post = await tx.posts.get(finding.firstPostId);
  const siblings = await tx.measures.ofFinding(finding.id);
  const numberOf = (kind: Measure['kind']): string | null =>
    siblings.find((other) => other.kind === kind && other.state !== 'withdrawn')?.outgoingNumber ?? null;
  if (measure.legalActId === null) throw new RefusedError('act_not_in_force');
  const year = Number(dayOf(now, needs.office.timeZone).slice(0, 4));
  const number = outgoingNumber(now, needs.office.timeZone, await tx.measures.nextNumber(year));
  const parcel = buildParcel(
    needs,
    {
      measure,
      finding,
      post,
      source: await tx.sources.get(post.sourceId),
      act: await tx.acts.get(measure.legalActId),
      evidence: await evidenceOfPost(tx, finding, post),
      author: await tx.staff.get(measure.authorId),
      approver,
      outgoingNumber: number,
      related: {
        criminalReport: numberOf('criminal_report'),
        administrativeReferral: numberOf('administrative_referral'),
      },
      at: now,
    },
    `qyraghy-${measure.id}-${number}`,
  );
  await tx.measures.putParcel(parcel);
  return { outgoingNumber: number, idempotencyKey: parcel.idempotencyKey };
}

/** Sends the measure back to its author with a comment. */
export async function returnMeasure(
  needs: ApproveNeeds,
  person: Person,
  reply: { readonly measureId: number; readonly version: number | null; readonly comment: string },
): Promise<MeasureView> {
  requireActive(person);
  const comment = reply.comment.trim();
  if (comment.length > COMMENT_MAX) throw new RefusedError('text_too_long', String(COMMENT_MAX));
  const now = needs.clock.now();
  await needs.memory.transaction(async (tx) => {
    const measure = await lockMeasure(tx, reply.measureId, reply.version);
    const finding = await tx.findings.get(measure.findingId);
    const has = { not_author: !(await isAuthor(tx, measure, person)), reason: comment !== '' };
    await moveMeasure(tx, measure, finding, {
      verb: 'return',
      by: asActor(person),
      at: now,
      has,
      reason: comment,
      change: { returnComment: comment },
    });
    await tellPeople(tx, {
      people: [measure.authorId],
      kind: 'returned',
      params: { findingId: measure.findingId, measureId: measure.id },
      key: `${measure.id}-${measure.version}`,
      at: now,
    });
  });
  return await measureView(needs, needs.memory.read, person, reply.measureId);
}
