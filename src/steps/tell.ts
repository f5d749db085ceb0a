import { PermanentError } from '../domain/failure.ts';
import type { StaffMessenger } from '../ports/staff-messenger.ts';
import type { Needs } from './needs.ts';

/** A notice that says this and no more is not worth sending after so long. */
const STALE_HOURS = 48;

/**
 * Sends one stored notice. The try is stored before and the message id after; the Bot API has no idempotency key, so a
 * crash in between may repeat the message once, and the repeat says so.
 */
export async function tellPerson(
  needs: Pick<Needs, 'memory' | 'clock' | 'reach' | 'log'> & { readonly messenger: StaffMessenger },
  noticeId: number,
): Promise<void> {
  const now = needs.clock.now();
  const digest = (await needs.memory.read.notices.get(noticeId)).kind === 'digest';
  if (digest) needs.reach('digest.before-send');
  needs.reach('tell.before-send');
  const notice = await needs.memory.transaction((tx) => tx.notices.beginTry(noticeId, now));
  if (notice.sentAt !== null) return;
  const person = await needs.memory.read.staff.get(notice.personId);
  if (!person.active || (!digest && now.getTime() - notice.createdAt.getTime() > STALE_HOURS * 3_600_000)) {
    await needs.memory.transaction((tx) =>
      tx.notices.giveUp(noticeId, person.active ? 'stale' : 'person_left'),
    );
    return;
  }
  try {
    const messageId = await needs.messenger.show(notice, person, notice.triedAt !== null);
    needs.reach('tell.after-send');
    if (digest) needs.reach('digest.after-send');
    await needs.memory.transaction((tx) => tx.notices.markSent(noticeId, needs.clock.now(), messageId));
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    needs.log.warn({ noticeId, reason: error.reason }, 'notice given up');
    await needs.memory.transaction((tx) => tx.notices.giveUp(noticeId, error.reason));
  }
  needs.reach('tell.after-commit');
  if (digest) needs.reach('digest.after-commit');
}
