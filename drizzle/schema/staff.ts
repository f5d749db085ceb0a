import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { LOCALES } from '../../src/domain/detection.ts';
import { ROLES } from '../../src/domain/staff.ts';
import type { Dialog } from '../../src/ports/memory.ts';
import { document, instant, oneOf, worldText } from './columns.ts';

/** People of the staff. Who left stays as a row; who comes back gets a new one. */
export const staff = pgTable(
  'staff',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    telegramId: text().notNull(),
    name: worldText().notNull(),
    role: text({ enum: ROLES }).notNull(),
    locale: text({ enum: LOCALES }).notNull(),
    active: boolean().notNull().default(true),
    dialog: document().$type<Dialog>(),
  },
  (t) => [
    uniqueIndex('staff_active_telegram_id').on(t.telegramId).where(sql`${t.active}`),
    oneOf('staff_role', t.role, ROLES),
    oneOf('staff_locale', t.locale, LOCALES),
  ],
);

/** Invitations, by the hash of their code. */
export const invites = pgTable(
  'invites',
  {
    codeHash: text().primaryKey(),
    role: text({ enum: ROLES }).notNull(),
    name: worldText().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [oneOf('invites_role', t.role, ROLES)],
);
