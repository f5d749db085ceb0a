import type { AccountRow, Tx } from '../ports/memory.ts';
import type { Needs } from './needs.ts';
import { dayOf, isoInZone } from './day.ts';
import { peopleOf, tellPeople } from './record.ts';

/** What steps about accounts work with. */
export type AccountNeeds = Pick<Needs, 'memory' | 'clock'> & {
  readonly office: { readonly timeZone: string };
};

/** Tells the administrators, once a day for each account and cause. `about` null: it is about all accounts. */
export async function warnOfAccount(
  tx: Tx,
  needs: Pick<AccountNeeds, 'clock' | 'office'>,
  warning: {
    readonly about: Pick<AccountRow, 'id' | 'maskedPhone'> | null;
    /** Has its words in the catalogues (`alarm-<reason>`). */
    readonly reason: string;
    readonly detail?: string;
  },
): Promise<void> {
  const { about, reason, detail } = warning;
  const at = needs.clock.now();
  // In no language: the words around it are looked up in the reader's own.
  const account = about === null ? [] : [`#${about.id} ${about.maskedPhone}`];
  const said = [...account, ...(detail === undefined ? [] : [detail])].join(' · ');
  await tellPeople(tx, {
    people: await peopleOf(tx, ['admin']),
    kind: 'alarm',
    params: { reason, ...(said === '' ? {} : { detail: said }) },
    key: `account-${about?.id ?? 'all'}-${reason}-${dayOf(at, needs.office.timeZone)}`,
    at,
  });
}

/**
 * Nothing can be read with the account any more: it is stopped, the administrators are told, and its channels move with
 * the next spreading. What is said of an earlier session than the stored one is no matter: somebody has signed in anew.
 * Gives whether it was stopped.
 */
export async function stopAccount(
  needs: AccountNeeds,
  account: Pick<AccountRow, 'id' | 'sealedSession'>,
  reason: string,
): Promise<boolean> {
  return await needs.memory.transaction(async (tx) => {
    const row = (await tx.accounts.lock()).find(({ id }) => id === account.id);
    if (row === undefined || row.state === 'stopped') return false;
    if (!Buffer.from(row.sealedSession).equals(account.sealedSession)) return false;
    await changeState(tx, row.id, 'stopped', reason);
    await warnOfAccount(tx, needs, { about: row, reason });
    return true;
  });
}

/**
 * The platform wants the account to be quiet until a moment: others read its channels meanwhile. The only account that
 * works goes on with what it still may do: posts are pushed to it all the same. Gives whether it rests.
 */
export async function restAccount(
  needs: AccountNeeds,
  accountId: number,
  rest: {
    readonly reason: 'account_rests' | 'account_losing';
    readonly until: Date;
    readonly detail: string;
  },
): Promise<boolean> {
  return await needs.memory.transaction(async (tx) => {
    const rows = await tx.accounts.lock();
    const row = rows.find(({ id }) => id === accountId);
    if (row === undefined || row.state !== 'active') return false;
    const others = rows.some(({ id, state }) => id !== accountId && state === 'active');
    const until = isoInZone(rest.until, needs.office.timeZone);
    const detail = `${rest.detail} · → ${until}`;
    if (!others) {
      await warnOfAccount(tx, needs, { about: row, reason: 'account_rests_alone', detail });
      return false;
    }
    await changeState(tx, accountId, 'resting', rest.reason, rest.until);
    await warnOfAccount(tx, needs, { about: row, reason: rest.reason, detail });
    return true;
  });
}

/**
 * Reasons for which a channel may be closed to one account and open to the next: it barred the account, or it is private
 * to whoever is no member.
 */
export const CLOSED_TO_ACCOUNT: ReadonlySet<string> = new Set(['account_barred', 'not_public']);

/** A channel shut this account out: with the next spreading another one tries, and the last refusal is the source's. */
export async function noteRefusal(
  needs: AccountNeeds,
  accountId: number,
  sourceId: number,
  reason: string,
): Promise<void> {
  await needs.memory.transaction((tx) =>
    tx.accounts.noteRefused(accountId, sourceId, reason, needs.clock.now()),
  );
}

/** Changes the state of an account, with its entry in the record. */
export async function changeState(
  tx: Tx,
  accountId: number,
  state: AccountRow['state'],
  reason: string | null,
  restsUntil: Date | null = null,
): Promise<void> {
  await tx.accounts.setState(accountId, state, reason, restsUntil);
  tx.audit.append({
    action: 'account.changed',
    actorId: null,
    subject: `account:${accountId}`,
    details: { state, reason },
  });
}
