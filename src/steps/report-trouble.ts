import type { PermanentError } from '../domain/failure.ts';
import type { Needs } from './needs.ts';
import { dayOf } from './day.ts';
import { peopleOf, tellPeople } from './record.ts';

/** The place is not open any more (clause 4): it is not read again until somebody resumes it. Other troubles may pass. */
const NOT_OPEN = new Set(['not_public', 'not_found', 'private_invite', 'channel_changed']);

/**
 * A source that cannot be read until a person acts: recorded, and told to the administrators once a day. One that is not
 * open any more is not read again.
 */
export async function reportTrouble(
  needs: Pick<Needs, 'memory' | 'clock'> & { readonly office: { readonly timeZone: string } },
  sourceId: number,
  error: PermanentError,
): Promise<void> {
  const at = needs.clock.now();
  await needs.memory.transaction(async (tx) => {
    if (NOT_OPEN.has(error.reason)) {
      await tx.sources.setState(sourceId, 'refused', error.reason);
      tx.audit.append({
        action: 'source.changed',
        actorId: null,
        subject: `source:${sourceId}`,
        details: { state: 'refused', reason: error.reason },
      });
    }
    await tellPeople(tx, {
      people: await peopleOf(tx, ['admin']),
      kind: 'alarm',
      params: { reason: error.reason, detail: `source ${sourceId}` },
      key: `trouble-source-${sourceId}-${error.reason}-${dayOf(at, needs.office.timeZone)}`,
      at,
    });
  });
}
