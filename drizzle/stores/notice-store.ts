import { and, asc, desc, eq, isNotNull, isNull, lte } from 'drizzle-orm';
import type { Notice } from '../../src/domain/notice.ts';
import type { NoticeStore } from '../../src/ports/memory.ts';
import type { StoreNeeds } from '../database.ts';
import { notices } from '../schema/notices.ts';
import { found } from './rows.ts';

function toNotice(row: typeof notices.$inferSelect): Notice {
  const { id, personId, kind, params, createdAt, triedAt, sentAt, messageId } = row;
  return { id, personId, kind, params, createdAt, triedAt, sentAt, messageId };
}

export function noticeStore({ db, clock }: StoreNeeds): NoticeStore {
  const change = async (id: number, values: Partial<typeof notices.$inferInsert>): Promise<void> => {
    const rows = await db.update(notices).set(values).where(eq(notices.id, id)).returning({ id: notices.id });
    found(rows[0], `notice ${id}`);
  };
  return {
    async add({ at, ...notice }) {
      const values = { ...notice, createdAt: at };
      const [row] = await db.insert(notices).values(values).onConflictDoNothing().returning();
      return row === undefined ? null : toNotice(row);
    },
    async get(id) {
      const [row] = await db.select().from(notices).where(eq(notices.id, id));
      return toNotice(found(row, `notice ${id}`));
    },
    async beginTry(id, at) {
      const [row] = await db.select().from(notices).where(eq(notices.id, id)).for('no key update');
      const before = toNotice(found(row, `notice ${id}`));
      await change(id, { triedAt: at });
      return before;
    },
    markSent: (id, at, messageId) => change(id, { sentAt: at, messageId }),
    async unsent(limit) {
      const rows = await db
        .select()
        .from(notices)
        .where(
          and(
            isNull(notices.sentAt),
            isNull(notices.givenUpReason),
            // One that gathers what happens in a while is not due before.
            lte(notices.createdAt, clock.now()),
          ),
        )
        .orderBy(asc(notices.id))
        .limit(limit);
      return rows.map(toNotice);
    },
    giveUp: (id, reason) => change(id, { givenUpReason: reason }),
    async newest(personId, kind) {
      const [row] = await db
        .select()
        .from(notices)
        .where(and(eq(notices.personId, personId), eq(notices.kind, kind), isNotNull(notices.sentAt)))
        .orderBy(desc(notices.sentAt), desc(notices.id))
        .limit(1);
      return row === undefined ? null : toNotice(row);
    },
  };
}
