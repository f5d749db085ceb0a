import { and, asc, desc, eq, gt, isNull } from 'drizzle-orm';
import { PermanentError } from '../../src/domain/failure.ts';
import type { Person } from '../../src/domain/staff.ts';
import type { StaffStore } from '../../src/ports/memory.ts';
import type { StoreNeeds } from '../database.ts';
import { invites, staff } from '../schema/staff.ts';
import { found } from './rows.ts';

function toPerson({ dialog: _dialog, ...row }: typeof staff.$inferSelect): Person {
  return row;
}

export function staffStore({ db }: StoreNeeds): StaffStore {
  const change = async (id: number, values: Partial<typeof staff.$inferInsert>): Promise<void> => {
    const rows = await db.update(staff).set(values).where(eq(staff.id, id)).returning({ id: staff.id });
    found(rows[0], `person ${id}`);
  };
  return {
    async add(person) {
      const [row] = await db.insert(staff).values(person).onConflictDoNothing().returning();
      if (row !== undefined) return toPerson(row);
      throw new PermanentError(
        'already_staff',
        `Telegram user ${person.telegramId} already belongs to the staff`,
      );
    },
    async get(id) {
      const [row] = await db.select().from(staff).where(eq(staff.id, id));
      return toPerson(found(row, `person ${id}`));
    },
    /** Of a person who left and came back, the row that is active, else the newest. */
    async byTelegramId(telegramId) {
      const [row] = await db
        .select()
        .from(staff)
        .where(eq(staff.telegramId, telegramId))
        .orderBy(desc(staff.active), desc(staff.id))
        .limit(1);
      return row === undefined ? null : toPerson(row);
    },
    async list(filter) {
      const { role, active } = filter ?? {};
      const rows = await db
        .select()
        .from(staff)
        .where(
          and(
            role === undefined ? undefined : eq(staff.role, role),
            active === undefined ? undefined : eq(staff.active, active),
          ),
        )
        .orderBy(asc(staff.id));
      return rows.map(toPerson);
    },
    setLocale: (id, locale) => change(id, { locale }),
    deactivate: (id) => change(id, { active: false, dialog: null }),
    async dialog(id) {
      const [row] = await db.select({ dialog: staff.dialog }).from(staff).where(eq(staff.id, id));
      return found(row, `person ${id}`).dialog;
    },
    setDialog: (id, dialog) => change(id, { dialog }),
    async addInvite(invite) {
      await db.insert(invites).values(invite);
    },
    async takeInvite(codeHash, now) {
      const [row] = await db
        .update(invites)
        .set({ usedAt: now })
        .where(and(eq(invites.codeHash, codeHash), isNull(invites.usedAt), gt(invites.expiresAt, now)))
        .returning({ role: invites.role, name: invites.name });
      return row ?? null;
    },
  };
}
