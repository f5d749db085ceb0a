import { DAY_HOURS } from '../domain/flood-share.ts';
import { PermanentError } from '../domain/failure.ts';
import type { AccountRow } from '../ports/memory.ts';
import { type AccountNeeds, changeState } from './report-account.ts';

const HOUR_MS = 3_600_000;
/** Only a new sign-in helps: the session that is kept opens nothing. */
const SESSION_GONE = new Set(['session_revoked', 'session_used_twice', 'account_closed']);

/** How one account does. */
export interface AccountView {
  readonly account: AccountRow;
  /** The process that holds it; null while none does. */
  readonly holder: string | null;
  /** Channels that it reads. */
  readonly channels: number;
  readonly joined: number;
  /** Channels that shut it out. */
  readonly refused: number;
  /** Calls of the last day, and those of them that were told to wait. */
  readonly calls: number;
  readonly floods: number;
  /** Methods that it may not call yet. */
  readonly rests: readonly { readonly method: string; readonly notBefore: Date }[];
}

export async function listAccounts(
  needs: Pick<AccountNeeds, 'memory' | 'clock'>,
): Promise<readonly AccountView[]> {
  const { read } = needs.memory;
  const now = needs.clock.now();
  const leases = new Map((await read.leases.list('account:')).map(({ name, holder }) => [name, holder]));
  const sources = await read.sources.list({ state: 'active' });
  const channels = await read.accounts.channels();
  const hours = await read.accounts.hours(new Date(now.getTime() - DAY_HOURS * HOUR_MS));
  const rests = await read.accounts.rests(now);
  return (await read.accounts.list()).map((account) => {
    const own = <T extends { readonly accountId: number | null }>(rows: readonly T[]): readonly T[] =>
      rows.filter(({ accountId }) => accountId === account.id);
    return {
      account,
      holder: leases.get(`account:${account.id}`) ?? null,
      channels: own(sources).filter(({ connector }) => connector === 'telegram').length,
      joined: own(channels).filter(({ joinedAt }) => joinedAt !== null).length,
      refused: own(channels).filter(({ refusedAt }) => refusedAt !== null).length,
      calls: own(hours).reduce((sum, row) => sum + row.calls, 0),
      floods: own(hours).reduce((sum, row) => sum + row.floods, 0),
      rests: own(rests).map(({ method, notBefore }) => ({ method, notBefore })),
    };
  });
}

/**
 * Takes an account out of work by hand, or brings it back; its channels move with the next spreading. Throws PermanentError
 * `not_found`, or `sign_in_needed` for an account whose session Telegram has ended.
 */
export async function switchAccount(
  needs: Pick<AccountNeeds, 'memory'>,
  id: number,
  to: 'active' | 'stopped',
): Promise<void> {
  await needs.memory.transaction(async (tx) => {
    const row = (await tx.accounts.lock()).find((account) => account.id === id);
    if (row === undefined)
      throw new PermanentError('not_found', `There is no account ${id}: see \`qyraghy account list\`.`);
    if (to === 'active' && SESSION_GONE.has(row.stateReason ?? ''))
      throw new PermanentError(
        'sign_in_needed',
        `Account ${id} was stopped by Telegram (${row.stateReason}), and its session opens nothing any more: run \`qyraghy account login\`.`,
      );
    if (row.state === to) return;
    await changeState(tx, id, to, to === 'stopped' ? 'stopped_by_hand' : null);
  });
}
