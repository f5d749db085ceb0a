import { asc, desc, eq } from 'drizzle-orm';
import type { DigestStore } from '../../src/ports/memory.ts';
import type { StoreNeeds } from '../database.ts';
import { measureDay } from '../day-numbers.ts';
import { auditEvents } from '../schema/audit-events.ts';
import { digests } from '../schema/digests.ts';
import { stamp } from '../schema/stamp.ts';
import { found } from './rows.ts';

export function digestStore({ db, clock }: StoreNeeds): DigestStore {
  const kept: DigestStore['kept'] = async (day) => {
    const [row] = await db.select({ numbers: digests.numbers }).from(digests).where(eq(digests.day, day));
    return row?.numbers ?? null;
  };
  return {
    measure: (day, from, to, now) => measureDay(db, { day, from, to, now }),
    async keep(numbers, at) {
      await db.insert(digests).values({ day: numbers.day, numbers, createdAt: at }).onConflictDoNothing();
      return found((await kept(numbers.day)) ?? undefined, `digest of ${numbers.day}`);
    },
    kept,
    /** It began with its stamp or its first recorded event, whichever is earlier. */
    async began() {
      const [last] = await db.select({ day: digests.day }).from(digests).orderBy(desc(digests.day)).limit(1);
      const [stamped] = await db.select({ at: stamp.createdAt }).from(stamp);
      const [first] = await db
        .select({ at: auditEvents.at })
        .from(auditEvents)
        .orderBy(asc(auditEvents.seq))
        .limit(1);
      const known = [stamped?.at, first?.at].filter((at) => at !== undefined).map((at) => at.getTime());
      const since = known.length === 0 ? clock.now() : new Date(Math.min(...known));
      return { lastDay: last?.day ?? null, since };
    },
  };
}
