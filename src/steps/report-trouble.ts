import type { PermanentError } from '../domain/failure.ts';
import type { Needs } from './needs.ts';
import { dayOf } from './day.ts';
import { peopleOf, tellPeople } from './record.ts';

/** The place is not open any more (clause 4): it is not read again until somebody resumes it. Other troubles may pass. */
const NOT_OPEN = new Set(['not_public', 'not_found', 'private_invite', 'channel_changed']);

/**
 * A source, or the whole account (`sourceId` null), that cannot be read until a person acts: recorded, and told to the
 * administrators once a day. A source that is not open any more is not read again.
 */
export async function reportTrouble(
  needs: Pick<Needs, 'memory' | 'clock'> & { readonly office: { readonly timeZone: string } },
  accountId: number,
  sourceId: number | null,
  error: PermanentError,
): Promise<void> {
  const at = needs.clock.now();
  await needs.memory.transaction(async (tx) => {
    if (sourceId === null) {
      await tx.accounts.setState(accountId, 'stopped', error.reason);
      tx.audit.append({
        action: 'account.changed',
        actorId: null,
        subject: `account:${accountId}`,
        details: { state: 'stopped', reason: error.reason },
      });
    } else if (NOT_OPEN.has(error.reason)) {
      await tx.sources.setState(sourceId, 'refused', error.reason);
      tx.audit.append({
        action: 'source.changed',
        actorId: null,
        subject: `source:${sourceId}`,
        details: { state: 'refused', reason: error.reason },
      });
    }
    const subject = sourceId === null ? `account ${accountId}` : `source ${sourceId}`;
    await tellPeople(tx, {
      people: await peopleOf(tx, ['admin']),
      kind: 'alarm',
      params: { reason: error.reason, detail: subject },
      key: `trouble-${subject.replace(' ', '-')}-${error.reason}-${dayOf(at, needs.office.timeZone)}`,
      at,
    });
  });
}
