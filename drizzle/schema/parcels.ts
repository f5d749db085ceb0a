import { index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import type { Parcel } from '../../src/ports/memory.ts';
import { bytes, document, instant } from './columns.ts';
import { measures } from './measures.ts';

/** The exact bytes of what is sent; rows are never changed (a trigger refuses it). */
export const parcels = pgTable(
  'parcels',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    measureId: integer()
      .notNull()
      .references(() => measures.id),
    idempotencyKey: text().notNull(),
    notification: bytes().notNull(),
    attachments: document().$type<Parcel['attachments']>().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    unique('parcels_idempotency_key').on(t.idempotencyKey),
    index('parcels_of_measure').on(t.measureId, t.id),
  ],
);
