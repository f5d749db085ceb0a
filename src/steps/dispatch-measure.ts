import { messageOf, PermanentError } from '../domain/failure.ts';
import type { Measure } from '../domain/measure.ts';
import { SYSTEM } from '../domain/staff.ts';
import type { NotificationParcel, SendAnswer } from '../ports/authority-gateway.ts';
import type { Parcel, Tx } from '../ports/memory.ts';
import type { Needs } from './needs.ts';
import { moveMeasure, peopleOf, tellPeople } from './record.ts';

type DispatchNeeds = Pick<Needs, 'memory' | 'clock' | 'authority' | 'files' | 'pace' | 'reach' | 'log'>;

/**
 * Sends an approved notification: the stored bytes under the stored key, so that a crash between sending and
 * recording sends the same thing again and the addressee keeps one.
 */
export async function dispatchMeasure(needs: DispatchNeeds, measureId: number): Promise<void> {
  const measure = await needs.memory.read.measures.get(measureId);
  if (measure.state !== 'approved' || measure.kind !== 'blocking_notification') return;
  const parcel = await needs.memory.read.measures.parcel(measureId);
  if (parcel === null)
    throw new PermanentError('no_parcel', `measure ${measureId} is approved but has no parcel`);
  const answer = await send(needs, measure, parcel);
  needs.reach('dispatch.after-send');
  await needs.memory.transaction(async (tx) => {
    const current = await tx.measures.lock(measureId);
    if (current.state !== 'approved') return;
    await record(needs, tx, current, answer);
  });
  needs.reach('dispatch.after-commit');
}

async function loadParcel(needs: DispatchNeeds, parcel: Parcel): Promise<NotificationParcel> {
  const attachments = await Promise.all(
    parcel.attachments.map(async (file) => ({ ...file, bytes: await needs.files.get(file.sha256) })),
  );
  return { idempotencyKey: parcel.idempotencyKey, notification: parcel.notification, attachments };
}

async function send(needs: DispatchNeeds, measure: Measure, stored: Parcel): Promise<SendAnswer> {
  try {
    const parcel = await loadParcel(needs, stored);
    needs.reach('dispatch.before-send');
    return await needs.authority.send(parcel);
  } catch (error) {
    if (error instanceof PermanentError) await alarm(needs, measure, error);
    throw error;
  }
}

/** A refusal, or a file that is gone, which repeating does not mend: people are told, and the measure stays approved until they act. */
async function alarm(needs: DispatchNeeds, measure: Measure, error: PermanentError): Promise<void> {
  needs.log.error(
    { measureId: measure.id, reason: error.reason, error: messageOf(error) },
    'notification refused for good',
  );
  await needs.memory.transaction(async (tx) => {
    await tellPeople(tx, {
      people: await peopleOf(tx, ['admin', 'supervisor']),
      kind: 'alarm',
      params: { reason: error.reason, findingId: measure.findingId, measureId: measure.id },
      key: `${error.reason}-${measure.id}-${measure.version}`,
      at: needs.clock.now(),
    });
  });
}

async function record(needs: DispatchNeeds, tx: Tx, measure: Measure, answer: SendAnswer): Promise<void> {
  const now = needs.clock.now();
  const finding = await tx.findings.get(measure.findingId);
  const people = [measure.authorId, ...(measure.approverId === null ? [] : [measure.approverId])];
  const params = { findingId: measure.findingId, measureId: measure.id };
  const key = `${measure.id}-${measure.idempotencyKey ?? ''}`;
  if (answer.kind === 'incomplete') {
    const comment = answer.errors.map((entry) => `${entry.field}: ${entry.message}`).join('\n');
    await moveMeasure(tx, measure, finding, {
      verb: 'incomplete',
      by: SYSTEM,
      at: now,
      has: { reason: true },
      reason: comment,
      change: { returnComment: comment },
    });
    await tellPeople(tx, { people: [measure.authorId], kind: 'incomplete', params, key, at: now });
    return;
  }
  const sent = await moveMeasure(tx, measure, finding, {
    verb: 'send',
    by: SYSTEM,
    at: now,
    reason: measure.outgoingNumber,
    change: { sentAt: now },
  });
  await moveMeasure(tx, sent, finding, {
    verb: 'receive',
    by: SYSTEM,
    at: now,
    reason: answer.authorityId,
    change: { authorityId: answer.authorityId },
  });
  tx.audit.append({
    action: 'notification.sent',
    actorId: null,
    subject: `measure:${measure.id}`,
    details: { authorityId: answer.authorityId, key: measure.idempotencyKey },
  });
  await tellPeople(tx, { people, kind: 'received', params, key, at: now });
  await tx.outbox.add([
    {
      name: 'track',
      key: `track-${measure.id}`,
      payload: { measureId: measure.id },
      delayMs: needs.pace.trackEveryMs,
    },
  ]);
}
