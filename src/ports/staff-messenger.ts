import type { Notice } from '../domain/notice.ts';
import type { Person } from '../domain/staff.ts';

/** Says something to a person of the staff in their language. */
export interface StaffMessenger {
  /**
   * Sends (or, for `queue`, may edit the earlier message) and gives the message id.
   * @param repeat an earlier try may have arrived: the text says that this may be a repeat
   * @throws RetryableError (429, network) or PermanentError('blocked_by_person')
   */
  show(notice: Notice, person: Person, repeat: boolean): Promise<number | null>;
}
