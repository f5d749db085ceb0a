import { asc, eq } from 'drizzle-orm';
import type { AccountRow, AccountStore } from '../../src/ports/memory.ts';
import type { StoreNeeds } from '../database.ts';
import { accounts } from '../schema/accounts.ts';
import { found, inserted } from './rows.ts';

function toAccount(row: typeof accounts.$inferSelect): AccountRow {
  return row;
}

export function accountStore({ db }: StoreNeeds): AccountStore {
  return {
    async put(account) {
      const login = { ...account, state: 'active' as const, stateReason: null };
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
    async setState(id, state, reason) {
      const rows = await db
        .update(accounts)
        .set({ state, stateReason: reason })
        .where(eq(accounts.id, id))
        .returning();
      found(rows[0], `account ${id}`);
    },
  };
}
