import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { instant } from './columns.ts';
import { sources } from './sources.ts';

/** What an account knows of a channel: its own access hash, whether it joined (never twice), whether it was shut out. */
export const accountChannels = pgTable(
  'account_channels',
  {
    accountId: integer()
      .notNull()
      .references(() => accounts.id),
    sourceId: integer()
      .notNull()
      .references(() => sources.id),
    accessHash: text(),
    joinedAt: instant(),
    refusedAt: instant(),
    refusal: text(),
  },
  (t) => [
    primaryKey({ name: 'account_channels_key', columns: [t.accountId, t.sourceId] }),
    index('account_channels_of_source').on(t.sourceId),
  ],
);

/** FLOOD_WAIT is a schedule, also after a restart: the method is not called before. */
export const accountRests = pgTable(
  'account_rests',
  {
    accountId: integer()
      .notNull()
      .references(() => accounts.id),
    method: text().notNull(),
    notBefore: instant().notNull(),
  },
  (t) => [primaryKey({ name: 'account_rests_key', columns: [t.accountId, t.method] })],
);

/** Calls and flood waits of an account by the hour, by which a growing share is seen early. */
export const accountHours = pgTable(
  'account_hours',
  {
    accountId: integer()
      .notNull()
      .references(() => accounts.id),
    hour: instant().notNull(),
    method: text().notNull(),
    calls: integer().notNull(),
    floods: integer().notNull(),
  },
  (t) => [
    primaryKey({ name: 'account_hours_key', columns: [t.accountId, t.hour, t.method] }),
    index('account_hours_by_age').on(t.hour),
    check('account_hours_counters', sql`${t.calls} >= 0 and ${t.floods} >= 0`),
  ],
);
