import { DAY_HOURS, floodShare, RECENT_HOURS } from '../domain/flood-share.ts';
import type { AccountRow } from '../ports/memory.ts';
import { type AccountNeeds, restAccount, warnOfAccount } from './report-account.ts';

const HOUR_MS = 3_600_000;
/** Counters are kept for so long: what an account did in the last weeks is asked when it gets into trouble. */
const HOURS_KEPT_MS = 30 * 24 * HOUR_MS;
/** The hours that condemned an account are over after this. */
const LOSING_REST_MS = RECENT_HOURS * HOUR_MS;
/** A channel that shuts out everybody is no ban of an account: so long the others may find out. */
const BAN_SETTLES_MS = 2 * 60_000;
/** Channels named in one warning; `account list --json` and `source report` have them all. */
const NAMED_MAX = 3;

/**
 * Looks for early signs that the platform is about to shut an account out, and tells the administrators once a day: a
 * growing share of flood waits, and channels that bar one account and are open to another. An account that is told to
 * wait all the time rests. Run about once a minute, by any number of processes.
 */
export async function watchAccounts(needs: AccountNeeds): Promise<void> {
  const now = needs.clock.now();
  const { accounts } = needs.memory.read;
  const rows = await accounts.list();
  const hours = await accounts.hours(new Date(now.getTime() - DAY_HOURS * HOUR_MS));
  for (const account of rows.filter(({ state }) => state === 'active')) {
    const own = hours.filter(({ accountId }) => accountId === account.id);
    const { level, share, floods, calls } = floodShare(own, now);
    const detail = `FLOOD_WAIT ${floods}/${calls} (${Math.round(share * 100)}%)`;
    if (level === 'losing') {
      const until = new Date(now.getTime() + LOSING_REST_MS);
      await restAccount(needs, account.id, { reason: 'account_losing', until, detail });
    }
    if (level === 'growing') await warn(needs, account, 'floods_grow', detail);
  }
  await tellBans(needs, rows, now);
  await needs.memory.transaction((tx) =>
    tx.accounts.forgetHoursBefore(new Date(now.getTime() - HOURS_KEPT_MS)),
  );
}

async function tellBans(needs: AccountNeeds, rows: readonly AccountRow[], now: Date): Promise<void> {
  const { read } = needs.memory;
  const dayAgo = new Date(now.getTime() - DAY_HOURS * HOUR_MS);
  const settled = new Date(now.getTime() - BAN_SETTLES_MS);
  const bans = (await read.accounts.channels()).filter(
    ({ refusedAt }) => refusedAt !== null && refusedAt > dayAgo && refusedAt <= settled,
  );
  if (bans.length === 0) return;
  const sources = new Map(
    (await read.sources.list({ state: 'active' })).map((source) => [source.id, source]),
  );
  for (const account of rows) {
    const barred = bans.flatMap((ban) => {
      const source = ban.accountId === account.id ? sources.get(ban.sourceId) : undefined;
      return source === undefined ? [] : [source.address];
    });
    if (barred.length === 0) continue;
    const more = barred.length > NAMED_MAX ? ` +${barred.length - NAMED_MAX}` : '';
    await warn(needs, account, 'account_barred', `${barred.slice(0, NAMED_MAX).join(' ')}${more}`);
  }
}

async function warn(
  needs: AccountNeeds,
  about: AccountRow,
  reason: 'floods_grow' | 'account_barred',
  detail: string,
): Promise<void> {
  await needs.memory.transaction((tx) => warnOfAccount(tx, needs, { about, reason, detail }));
}
