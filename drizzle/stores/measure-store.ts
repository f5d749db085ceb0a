import { asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { PermanentError } from '../../src/domain/failure.ts';
import type { Measure } from '../../src/domain/measure.ts';
import type { MeasureChange, MeasureStore, Parcel } from '../../src/ports/memory.ts';
import type { Database, StoreNeeds } from '../database.ts';
import { measures, outgoingNumbers } from '../schema/measures.ts';
import { parcels } from '../schema/parcels.ts';
import { found, inserted } from './rows.ts';

function toMeasure({ prescriptionNumber, prescriptionDate, ...row }: typeof measures.$inferSelect): Measure {
  const known = prescriptionNumber !== null && prescriptionDate !== null;
  return { ...row, prescription: known ? { number: prescriptionNumber, date: prescriptionDate } : null };
}

function toParcel(row: typeof parcels.$inferSelect): Parcel {
  const { measureId, idempotencyKey, notification, attachments } = row;
  return { measureId, idempotencyKey, notification, attachments };
}

export function measureStore({ db, clock }: StoreNeeds): MeasureStore {
  return {
    async open({ at, ...measure }) {
      return toMeasure(
        inserted(
          await db
            .insert(measures)
            .values({ ...measure, createdAt: at })
            .returning(),
        ),
      );
    },
    async get(id) {
      const [row] = await db.select().from(measures).where(eq(measures.id, id));
      return toMeasure(found(row, `measure ${id}`));
    },
    async lock(id) {
      const [row] = await db.select().from(measures).where(eq(measures.id, id)).for('no key update');
      return toMeasure(found(row, `measure ${id}`));
    },
    async change(id, change) {
      const version = sql`${measures.version} + 1`;
      const [row] = await db
        .update(measures)
        .set({ ...columnsOf(change), version })
        .where(eq(measures.id, id))
        .returning();
      return toMeasure(found(row, `measure ${id}`));
    },
    async ofFinding(findingId) {
      const rows = await db
        .select()
        .from(measures)
        .where(eq(measures.findingId, findingId))
        .orderBy(asc(measures.id));
      return rows.map(toMeasure);
    },
    async nextNumber(year) {
      const rows = await db
        .insert(outgoingNumbers)
        .values({ year, last: 1 })
        .onConflictDoUpdate({ target: outgoingNumbers.year, set: { last: sql`${outgoingNumbers.last} + 1` } })
        .returning();
      return inserted(rows).last;
    },
    putParcel: (parcel) => putParcel(db, parcel, clock.now()),
    async parcel(measureId) {
      const [row] = await db
        .select()
        .from(parcels)
        .where(eq(parcels.measureId, measureId))
        .orderBy(desc(parcels.id))
        .limit(1);
      return row === undefined ? null : toParcel(row);
    },
    async inStates(states, limit) {
      if (states.length === 0) return [];
      const rows = await db
        .select()
        .from(measures)
        .where(inArray(measures.state, [...states]))
        .orderBy(asc(measures.id))
        .limit(limit);
      return rows.map(toMeasure);
    },
  };
}

function columnsOf({ prescription, ...change }: MeasureChange) {
  if (prescription === undefined) return change;
  return {
    ...change,
    prescriptionNumber: prescription?.number ?? null,
    prescriptionDate: prescription?.date ?? null,
  };
}

/** The same parcel twice is one; the same key with other bytes would make two truths and is refused. */
async function putParcel(db: Database, parcel: Parcel, at: Date): Promise<void> {
  const added = await db
    .insert(parcels)
    .values({ ...parcel, createdAt: at })
    .onConflictDoNothing()
    .returning({ id: parcels.id });
  if (added.length > 0) return;
  const [stored] = await db.select().from(parcels).where(eq(parcels.idempotencyKey, parcel.idempotencyKey));
  const same =
    stored?.measureId === parcel.measureId &&
    Buffer.compare(stored.notification, parcel.notification) === 0 &&
    JSON.stringify(stored.attachments.map((file) => file.sha256)) ===
      JSON.stringify(parcel.attachments.map((file) => file.sha256));
  if (!same) {
    throw new PermanentError(
      'parcel_changed',
      `key ${parcel.idempotencyKey} already stands for another parcel`,
    );
  }
}
