import { integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { bytes, instant, oneOf } from './columns.ts';

/** `resting`: told to be quiet for long, or found to be losing; its channels are read by others meanwhile. */
export const ACCOUNT_STATES = ['active', 'resting', 'stopped'] as const;

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
    restsUntil: instant(),
  },
  (t) => [unique('accounts_user').on(t.userId), oneOf('accounts_state', t.state, ACCOUNT_STATES)],
);
