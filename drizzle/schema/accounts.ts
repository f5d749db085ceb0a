import { integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { bytes, oneOf } from './columns.ts';

export const ACCOUNT_STATES = ['active', 'stopped'] as const;

/** Accounts that read; the session is sealed before it comes here. */
export const accounts = pgTable(
  'accounts',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    userId: text().notNull(),
    maskedPhone: text().notNull(),
    sealedSession: bytes().notNull(),
    state: text({ enum: ACCOUNT_STATES }).notNull().default('active'),
    stateReason: text(),
  },
  (t) => [unique('accounts_user').on(t.userId), oneOf('accounts_state', t.state, ACCOUNT_STATES)],
);
