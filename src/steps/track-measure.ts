import { FINAL_OUTCOMES, type Measure } from '../domain/measure.ts';
import { SYSTEM } from '../domain/staff.ts';
import type { NotificationStatus } from '../ports/authority-gateway.ts';
import type { Tx } from '../ports/memory.ts';
import type { Needs } from './needs.ts';
import { moveMeasure, tellPeople } from './record.ts';
import { settleFinding } from './submit-measure.ts';

type TrackNeeds = Pick<Needs, 'memory' | 'clock' | 'authority' | 'pace' | 'reach'>;

/** An outcome may still be corrected by the addressee; after this it is settled and the measure is closed. */
const SETTLE_HOURS = 24;

/** Asks the addressee for the outcome; a change is recorded and told; asks again until the outcome is settled. */
export async function trackMeasure(needs: TrackNeeds, measureId: number): Promise<void> {
  const measure = await needs.memory.read.measures.get(measureId);
  if (!isTracked(measure) || measure.authorityId === null) return;
  const status = await needs.authority.status(measure.authorityId);
  await needs.memory.transaction(async (tx) => {
    const current = await tx.measures.lock(measureId);
    if (!isTracked(current) || current.authorityId !== measure.authorityId) return;
    const after = await recordOutcome(needs, tx, current, status);
    if (isSettled(after, needs.clock.now())) {
      await close(tx, after, needs.clock.now());
    } else {
      await tx.outbox.add([
        {
          name: 'track',
          key: `track-${measureId}`,
          payload: { measureId },
          delayMs: needs.pace.trackEveryMs,
        },
      ]);
    }
    needs.reach('track.before-commit');
  });
  needs.reach('track.after-commit');
}

/** Whether the addressee's answer is still awaited or may still change. */
export function isTracked(measure: Pick<Measure, 'state' | 'kind'>): boolean {
  return (
    measure.kind === 'blocking_notification' && (measure.state === 'received' || measure.state === 'outcome')
  );
}

async function recordOutcome(
  needs: TrackNeeds,
  tx: Tx,
  measure: Measure,
  status: NotificationStatus,
): Promise<Measure> {
  const [item] = status.items;
  if (item === undefined || (item.outcome === 'in_processing' && status.status === 'received'))
    return measure;
  const same =
    measure.state === 'outcome' &&
    item.outcome === measure.outcome &&
    item.comment === measure.outcomeComment &&
    item.prescription?.number === measure.prescription?.number;
  if (same) return measure;
  const now = needs.clock.now();
  const finding = await tx.findings.get(measure.findingId);
  const moved = await moveMeasure(tx, measure, finding, {
    verb: 'outcome',
    by: SYSTEM,
    at: now,
    reason: item.outcome,
    change: {
      outcome: item.outcome,
      outcomeComment: item.comment,
      prescription: item.prescription,
      outcomeAt: now,
      returnComment: item.outcome === 'returned' ? item.comment : measure.returnComment,
    },
  });
  tx.audit.append({
    action: 'notification.answered',
    actorId: null,
    subject: `measure:${measure.id}`,
    details: { outcome: item.outcome },
  });
  const people = [measure.authorId, ...(measure.approverId === null ? [] : [measure.approverId])];
  await tellPeople(tx, {
    people,
    kind: 'outcome',
    params: { findingId: finding.id, measureId: measure.id, detail: item.outcome },
    key: `${measure.id}-${moved.version}`,
    at: now,
  });
  return moved;
}

function isSettled(measure: Measure, now: Date): boolean {
  if (measure.state !== 'outcome' || measure.outcome === null || !FINAL_OUTCOMES.includes(measure.outcome))
    return false;
  return (
    measure.outcomeAt !== null && now.getTime() - measure.outcomeAt.getTime() >= SETTLE_HOURS * 3_600_000
  );
}

async function close(tx: Tx, measure: Measure, now: Date): Promise<void> {
  const finding = await tx.findings.lock(measure.findingId);
  await moveMeasure(tx, measure, finding, { verb: 'close', by: SYSTEM, at: now, reason: measure.outcome });
  await settleFinding(tx, finding, now);
}
