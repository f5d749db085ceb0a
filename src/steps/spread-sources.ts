import { planSpread, type SpreadInput, type SpreadMove } from '../domain/spread.ts';
import type { Source } from '../domain/source.ts';
import { floodShare } from '../domain/flood-share.ts';
import type { AccountChannel, AccountRow, Tx } from '../ports/memory.ts';
import type { Needs } from './needs.ts';
import { type AccountNeeds, changeState, warnOfAccount } from './report-account.ts';
import { peopleOf, tellPeople } from './record.ts';
import { dayOf } from './day.ts';

/**
 * Channels that move for evenness alone, and how far apart: each may cost its new account a look-up and a join, and of
 * look-ups an account has some 60 an hour, of joins 30.
 */
export const BALANCE = { moves: 1, everyMs: 150_000 } as const;
/** An account that is told to wait ever more often carries half of an even share. */
const BUSY_WEIGHT = 0.5;
const DAY_MS = 86_400_000;

const NOBODY_READS = { state: 'waiting', reason: 'no_account', newestId: null } as const;

type SpreadNeeds = AccountNeeds &
  Pick<Needs, 'log'> & {
    /** Names this process among those that spread. */
    readonly holder: string;
  };

/**
 * Says which account reads which channel. Channels of an account that stopped or rests, or that was shut out, move at
 * once; what is read well stays, but for a few that fill up a new account. Safe from any number of processes at a time.
 * @param balance how evenness is paced; the project's own pace when absent
 */
export async function spreadSources(
  needs: SpreadNeeds,
  balance: { readonly moves: number; readonly everyMs: number } = BALANCE,
): Promise<readonly SpreadMove[]> {
  // Looked at first without a lock: mostly there is nothing to do.
  const seen = await look(needs.memory.read, needs, await needs.memory.read.accounts.list());
  const unevenNow = planSpread({ ...seen.input, balanceMax: balance.moves }).length > 0;
  if (!unevenNow && seen.rested.length === 0 && seen.shut.length === 0 && !seen.nobody) return [];
  return await needs.memory.transaction(async (tx) => {
    const { input, rested, shut, nobody } = await look(tx, needs, await tx.accounts.lock());
    for (const account of rested) await changeState(tx, account.id, 'active', null);
    for (const source of shut) await giveUp(tx, needs, source);
    if (nobody) await warnOfAccount(tx, needs, { about: null, reason: 'no_account' });
    const urgent = planSpread({ ...input, balanceMax: 0 });
    const moves =
      urgent.length === 0 && (await mayBalance(tx, needs, balance.everyMs))
        ? planSpread({ ...input, balanceMax: balance.moves })
        : urgent;
    for (const { sourceId, to } of moves) {
      await tx.accounts.assign(sourceId, to);
      if (to === null) await tx.sources.noteReading(sourceId, NOBODY_READS);
    }
    if (moves.length > 0) needs.log.info({ moved: moves.length }, 'channels were spread over the accounts');
    return moves;
  });
}

interface Look {
  readonly input: Omit<SpreadInput, 'balanceMax'>;
  /** Accounts whose rest is over. */
  readonly rested: readonly AccountRow[];
  /** Sources that shut out every account there is. */
  readonly shut: readonly (Source & { readonly refusal: string })[];
  /** There are channels to read, and accounts, of which none works. */
  readonly nobody: boolean;
}

async function look(read: Tx, needs: SpreadNeeds, rows: readonly AccountRow[]): Promise<Look> {
  const now = needs.clock.now();
  const sources = (await read.sources.list({ state: 'active' })).filter(
    ({ connector }) => connector === 'telegram',
  );
  const channels = await read.accounts.channels();
  const rested = rows.filter(
    ({ state, restsUntil }) => state === 'resting' && (restsUntil === null || restsUntil <= now),
  );
  const working = rows.filter((row) => row.state === 'active' || rested.includes(row));
  const alive = rows.filter(({ state }) => state !== 'stopped');
  const shut = sources.flatMap((source) => {
    const refusal = refusalOfAll(source, alive, channels);
    return refusal === null ? [] : [{ ...source, refusal }];
  });
  const shutIds = new Set(shut.map(({ id }) => id));
  const busy = await busyAccounts(read, now);
  return {
    rested,
    shut,
    nobody: rows.length > 0 && working.length === 0 && sources.length > 0,
    input: {
      accounts: working.map(({ id }) => ({ id, weight: busy.has(id) ? BUSY_WEIGHT : 1 })),
      sources: sources.filter(({ id }) => !shutIds.has(id)),
      known: [...fromHandles(sources), ...channels.map(toKnowledge)],
    },
  };
}

function toKnowledge(row: AccountChannel): SpreadInput['known'][number] {
  return {
    accountId: row.accountId,
    sourceId: row.sourceId,
    joined: row.joinedAt !== null,
    hasHandle: row.accessHash !== null,
    refused: row.refusedAt !== null,
  };
}

/** The account that looked a source up when it was added. */
function fromHandles(sources: readonly Source[]): SpreadInput['known'] {
  return sources.flatMap(({ id: sourceId, handle }) => {
    const accountId = Number(handle['account']);
    return Number.isInteger(accountId)
      ? [{ accountId, sourceId, joined: false, hasHandle: true, refused: false }]
      : [];
  });
}

/** Why no account may read the source, or null when one may still try. */
function refusalOfAll(
  source: Source,
  alive: readonly AccountRow[],
  channels: readonly AccountChannel[],
): string | null {
  const refused = channels.filter((row) => row.sourceId === source.id && row.refusedAt !== null);
  const everybody = alive.length > 0 && alive.every(({ id }) => refused.some((row) => row.accountId === id));
  return everybody ? (refused.at(-1)?.refusal ?? 'account_barred') : null;
}

async function busyAccounts(read: Tx, now: Date): Promise<ReadonlySet<number>> {
  const hours = await read.accounts.hours(new Date(now.getTime() - DAY_MS));
  const ids = [...new Set(hours.map(({ accountId }) => accountId))];
  return new Set(
    ids.filter((id) => {
      const own = hours.filter(({ accountId }) => accountId === id);
      return floodShare(own, now).level !== 'calm';
    }),
  );
}

/** No account can read it: it is not read until somebody resumes it, and then every account may try again. */
async function giveUp(
  tx: Tx,
  needs: SpreadNeeds,
  source: Source & { readonly refusal: string },
): Promise<void> {
  const at = needs.clock.now();
  await tx.sources.setState(source.id, 'refused', source.refusal);
  await tx.accounts.assign(source.id, null);
  await tx.accounts.forgetRefusals(source.id);
  tx.audit.append({
    action: 'source.changed',
    actorId: null,
    subject: `source:${source.id}`,
    details: { state: 'refused', reason: source.refusal },
  });
  await tellPeople(tx, {
    people: await peopleOf(tx, ['admin']),
    kind: 'alarm',
    params: {
      reason: source.refusal === 'account_barred' ? 'barred_everywhere' : source.refusal,
      detail: source.address,
    },
    key: `trouble-source-${source.id}-${source.refusal}-${dayOf(at, needs.office.timeZone)}`,
    at,
  });
}

/** A name that nobody holds twice: the lease then is a pace that all processes share. */
async function mayBalance(tx: Tx, needs: SpreadNeeds, everyMs: number): Promise<boolean> {
  const turn = `${needs.holder} ${needs.clock.now().toISOString()}`;
  return (await tx.leases.take('accounts:balance', turn, everyMs)) !== null;
}
