import { asc, eq } from 'drizzle-orm';
import type { LegalAct } from '../../src/domain/legal-act.ts';
import type { ActStore } from '../../src/ports/memory.ts';
import type { StoreNeeds } from '../database.ts';
import { legalActs } from '../schema/legal-acts.ts';
import { found, inserted } from './rows.ts';

function toAct({ createdAt: _createdAt, ...row }: typeof legalActs.$inferSelect): LegalAct {
  return row;
}

export function actStore({ db, clock }: StoreNeeds): ActStore {
  return {
    async add(act) {
      const values = { ...act, categories: [...act.categories], createdAt: clock.now() };
      return toAct(inserted(await db.insert(legalActs).values(values).returning()));
    },
    async get(id) {
      const [row] = await db.select().from(legalActs).where(eq(legalActs.id, id));
      return toAct(found(row, `legal act ${id}`));
    },
    async list() {
      return (await db.select().from(legalActs).orderBy(asc(legalActs.id))).map(toAct);
    },
  };
}
