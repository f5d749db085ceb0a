import { and, asc, eq, gt, gte, isNotNull, lt, sql } from 'drizzle-orm';
import type { AccountRow, AccountStore } from '../../src/ports/memory.ts';
import type { StoreNeeds } from '../database.ts';
import { accountChannels, accountHours, accountRests } from '../schema/account-channels.ts';
import { accounts } from '../schema/accounts.ts';
import { sources } from '../schema/sources.ts';
import { found, inserted } from './rows.ts';

function toAccount(row: typeof accounts.$inferSelect): AccountRow {
  return row;
}

export function accountStore({ db }: StoreNeeds): AccountStore {
  return {
    async put(account) {
      const login = { ...account, state: 'active' as const, stateReason: null, restsUntil: null };
      const rows = await db
        .insert(accounts)
        .values(login)
        .onConflictDoUpdate({ target: accounts.userId, set: login })
        .returning({ id: accounts.id });
      return inserted(rows).id;
    },
    async list() {
      return (await db.select().from(accounts).orderBy(asc(accounts.id))).map(toAccount);
    },
    async lock() {
      const rows = await db.select().from(accounts).orderBy(asc(accounts.id)).for('no key update');
      return rows.map(toAccount);
    },
    async setState(id, state, reason, restsUntil = null) {
      const rows = await db
        .update(accounts)
        .set({ state, stateReason: reason, restsUntil: state === 'resting' ? restsUntil : null })
        .where(eq(accounts.id, id))
        .returning();
      found(rows[0], `account ${id}`);
    },
    async assign(sourceId, accountId) {
      await db.update(sources).set({ accountId }).where(eq(sources.id, sourceId));
    },
    ...channelRows({ db }),
    ...callRows({ db }),
  };
}

type Channels = 'channels' | 'noteHandle' | 'noteJoined' | 'noteRefused' | 'forgetRefusals';

function channelRows({ db }: Pick<StoreNeeds, 'db'>): Pick<AccountStore, Channels> {
  const key = [accountChannels.accountId, accountChannels.sourceId];
  return {
    async channels(accountId) {
      return await db
        .select()
        .from(accountChannels)
        .where(accountId === undefined ? undefined : eq(accountChannels.accountId, accountId));
    },
    async noteHandle(accountId, sourceId, accessHash) {
      await db
        .insert(accountChannels)
        .values({ accountId, sourceId, accessHash })
        .onConflictDoUpdate({ target: key, set: { accessHash } });
    },
    async noteJoined(accountId, sourceId, at) {
      const joinedAt = sql`coalesce(${accountChannels.joinedAt}, excluded.joined_at)`;
      await db
        .insert(accountChannels)
        .values({ accountId, sourceId, joinedAt: at })
        .onConflictDoUpdate({ target: key, set: { joinedAt } });
    },
    async noteRefused(accountId, sourceId, refusal, at) {
      const refused = { refusal, refusedAt: at };
      await db
        .insert(accountChannels)
        .values({ accountId, sourceId, ...refused })
        .onConflictDoUpdate({ target: key, set: refused });
    },
    async forgetRefusals(sourceId) {
      await db
        .update(accountChannels)
        .set({ refusedAt: null, refusal: null })
        .where(and(eq(accountChannels.sourceId, sourceId), isNotNull(accountChannels.refusedAt)));
    },
  };
}

type Calls = 'rests' | 'noteRest' | 'addCalls' | 'hours' | 'forgetHoursBefore';

function callRows({ db }: Pick<StoreNeeds, 'db'>): Pick<AccountStore, Calls> {
  return {
    async rests(at) {
      return await db
        .select()
        .from(accountRests)
        .where(gt(accountRests.notBefore, at))
        .orderBy(asc(accountRests.accountId), asc(accountRests.method));
    },
    async noteRest(rest) {
      const notBefore = sql`greatest(${accountRests.notBefore}, excluded.not_before)`;
      await db
        .insert(accountRests)
        .values(rest)
        .onConflictDoUpdate({ target: [accountRests.accountId, accountRests.method], set: { notBefore } });
    },
    async addCalls(accountId, hour, counts) {
      await db
        .insert(accountHours)
        .values({ accountId, hour, ...counts })
        .onConflictDoUpdate({
          target: [accountHours.accountId, accountHours.hour, accountHours.method],
          set: {
            calls: sql`${accountHours.calls} + excluded.calls`,
            floods: sql`${accountHours.floods} + excluded.floods`,
          },
        });
    },
    async hours(since) {
      return await db
        .select()
        .from(accountHours)
        .where(gte(accountHours.hour, since))
        .orderBy(asc(accountHours.hour), asc(accountHours.accountId), asc(accountHours.method));
    },
    async forgetHoursBefore(at) {
      await db.delete(accountHours).where(lt(accountHours.hour, at));
    },
  };
}
