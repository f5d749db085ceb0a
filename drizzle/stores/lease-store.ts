import { and, asc, eq, sql } from 'drizzle-orm';
import type { LeaseStore } from '../../src/ports/memory.ts';
import type { StoreNeeds } from '../database.ts';
import { leases } from '../schema/leases.ts';

export function leaseStore({ db }: StoreNeeds): LeaseStore {
  return {
    async take(name, holder, ttlMs) {
      const until = sql`clock_timestamp() + ${ttlMs} * interval '1 millisecond'`;
      const same = sql`${leases.holder} is not distinct from excluded.holder`;
      const [row] = await db
        .insert(leases)
        .values({ name, holder, fence: 1, until })
        .onConflictDoUpdate({
          target: leases.name,
          set: { holder, until, fence: sql`${leases.fence} + case when ${same} then 0 else 1 end` },
          setWhere: sql`${same} or ${leases.until} <= clock_timestamp()`,
        })
        .returning({ fence: leases.fence });
      return row?.fence ?? null;
    },
    /** The row stays, so that the next holder gets a higher number. */
    async release(name, holder) {
      await db
        .update(leases)
        .set({ holder: null, until: sql`clock_timestamp()` })
        .where(and(eq(leases.name, name), eq(leases.holder, holder)));
    },
    async list(prefix) {
      const freeForMs = sql<number>`extract(epoch from clock_timestamp() - ${leases.until}) * 1000`;
      const rows = await db
        .select({ name: leases.name, holder: leases.holder, freeForMs: freeForMs.mapWith(Number) })
        .from(leases)
        .where(sql`starts_with(${leases.name}, ${prefix})`)
        .orderBy(asc(leases.name));
      return rows.map((row) => (row.freeForMs >= 0 ? { ...row, holder: null } : { ...row, freeForMs: 0 }));
    },
  };
}
