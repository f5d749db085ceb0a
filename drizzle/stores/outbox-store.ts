import { asc, inArray, lte, sql } from 'drizzle-orm';
import type { Job } from '../../src/ports/job-queue.ts';
import type { OutboxStore } from '../../src/ports/memory.ts';
import type { StoreNeeds } from '../database.ts';
import { outbox } from '../schema/outbox.ts';

function toJob(row: typeof outbox.$inferSelect): { readonly id: number; readonly job: Job } {
  return { id: row.id, job: { name: row.name, payload: row.payload, key: row.key } };
}

export function outboxStore({ db, clock }: StoreNeeds): OutboxStore {
  return {
    /** When the same key is being handed over at this moment, it waits for that and then adds: the job would be lost else. */
    async add(jobs) {
      if (jobs.length === 0) return;
      const now = clock.now().getTime();
      const rows = jobs.map(({ name, payload, key, delayMs }) => ({
        name,
        payload,
        key,
        dueAt: new Date(now + (delayMs ?? 0)),
      }));
      await db.insert(outbox).values(rows).onConflictDoNothing();
    },
    async claim(limit) {
      const due = db
        .select({ id: outbox.id })
        .from(outbox)
        .where(lte(outbox.dueAt, clock.now()))
        .orderBy(asc(outbox.dueAt), asc(outbox.id))
        .limit(limit)
        .for('no key update', { skipLocked: true });
      const claimed = db.$with('due').as(due);
      const rows = await db
        .with(claimed)
        .update(outbox)
        .set({ claimedAt: clock.now() })
        .where(inArray(outbox.id, sql`(select id from ${claimed})`))
        .returning();
      return rows.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || a.id - b.id).map(toJob);
    },
    async done(ids) {
      if (ids.length > 0) await db.delete(outbox).where(inArray(outbox.id, [...ids]));
    },
    waiting: () => db.$count(outbox),
  };
}
