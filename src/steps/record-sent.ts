import { asActor, type Person } from '../domain/staff.ts';
import { lockMeasure } from './draft-measure.ts';
import type { Needs } from './needs.ts';
import { measureView, requireActive } from './read-card.ts';
import { isAuthor, moveMeasure } from './record.ts';
import { RefusedError, type MeasureView } from './views.ts';

/** Outgoing numbers come in many forms; this only refuses what is certainly not one. */
const NUMBER_FORM = /^[\p{L}\p{N}][\p{L}\p{N}\s./№-]{0,59}$/u;

/**
 * Records that an approved report or referral was sent by hand under its outgoing number: routes 1 and 2 have no
 * machine channel, and an unrecorded sending would be lost to the record.
 */
export async function recordSent(
  needs: Pick<Needs, 'memory' | 'clock' | 'office' | 'files'>,
  person: Person,
  reply: { readonly measureId: number; readonly number: string },
): Promise<MeasureView> {
  requireActive(person);
  const number = reply.number.trim();
  if (!NUMBER_FORM.test(number) || !/\p{N}/u.test(number)) throw new RefusedError('number_invalid');
  const now = needs.clock.now();
  await needs.memory.transaction(async (tx) => {
    const measure = await lockMeasure(tx, reply.measureId, null);
    if (measure.kind === 'blocking_notification') throw new RefusedError('route_closed');
    const finding = await tx.findings.get(measure.findingId);
    const has = { author: await isAuthor(tx, measure, person), number: true };
    await moveMeasure(tx, measure, finding, {
      verb: 'record_sent',
      by: asActor(person),
      at: now,
      has,
      reason: number,
      change: { outgoingNumber: number, sentAt: now },
    });
  });
  return await measureView(needs, needs.memory.read, person, reply.measureId);
}
