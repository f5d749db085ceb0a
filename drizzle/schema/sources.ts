import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import {
  CONNECTORS,
  DIFFERENCES,
  NETWORKS,
  READING_STATES,
  SOURCE_KINDS,
  SOURCE_STATES,
  type Openness,
} from '../../src/domain/source.ts';
import { accounts } from './accounts.ts';
import { document, instant, oneOf, worldText } from './columns.ts';

export const sources = pgTable(
  'sources',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    kind: text({ enum: SOURCE_KINDS }).notNull(),
    connector: text({ enum: CONNECTORS }).notNull(),
    network: text({ enum: NETWORKS }).notNull().default('telegram'),
    address: text().notNull(),
    externalId: text().notNull(),
    handle: document().$type<Readonly<Record<string, string>>>().notNull(),
    title: worldText().notNull(),
    state: text({ enum: SOURCE_STATES }).notNull().default('active'),
    stateReason: text(),
    openness: document().$type<Openness>().notNull(),
    epoch: integer().notNull().default(0),
    position: bigint({ mode: 'number' }).notNull(),
    pts: bigint({ mode: 'number' }),
    lastPostAt: instant(),
    lastReadAt: instant(),
    accountId: integer().references(() => accounts.id),
    linkedTo: integer().references((): AnyPgColumn => sources.id),
    newestId: bigint({ mode: 'number' }),
    lastDifferenceAt: instant(),
    lastDifference: text({ enum: DIFFERENCES }),
    reading: text({ enum: READING_STATES }),
    readingReason: text(),
    /** When its reader said so. */
    readingAt: instant(),
    quietSince: instant(),
  },
  (t) => [
    unique('sources_place').on(t.network, t.externalId),
    index('sources_of_account').on(t.accountId),
    oneOf('sources_network', t.network, NETWORKS),
    oneOf('sources_last_difference', t.lastDifference, DIFFERENCES),
    oneOf('sources_reading', t.reading, READING_STATES),
    oneOf('sources_kind', t.kind, SOURCE_KINDS),
    oneOf('sources_connector', t.connector, CONNECTORS),
    oneOf('sources_state', t.state, SOURCE_STATES),
    check('sources_counters', sql`${t.epoch} >= 0 and ${t.position} >= 0`),
  ],
);

/** How much was read in a day; ordinary posts leave nothing else behind. */
export const sourceDays = pgTable(
  'source_days',
  {
    sourceId: integer()
      .notNull()
      .references(() => sources.id),
    day: date({ mode: 'string' }).notNull(),
    posts: integer().notNull(),
    suspicious: integer().notNull(),
  },
  (t) => [
    primaryKey({ name: 'source_days_key', columns: [t.sourceId, t.day] }),
    index('source_days_by_day').on(t.day),
    check('source_days_counters', sql`${t.posts} >= 0 and ${t.suspicious} >= 0`),
  ],
);

/** What intervals count: message ids, events (edits and deletions), or the ids of a backfill. */
export const READING_AXES = ['ids', 'events', 'backfill'] as const;

/** Intervals committed ahead of the position, and for good those that were given up (holes). */
export const readIntervals = pgTable(
  'read_intervals',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    sourceId: integer()
      .notNull()
      .references(() => sources.id),
    axis: text({ enum: READING_AXES }).notNull().default('ids'),
    epoch: integer().notNull(),
    fromId: bigint({ mode: 'number' }).notNull(),
    toId: bigint({ mode: 'number' }).notNull(),
    hole: worldText(),
    at: instant().notNull(),
  },
  (t) => [
    unique('read_intervals_once').on(t.sourceId, t.axis, t.fromId, t.toId),
    oneOf('read_intervals_axis', t.axis, READING_AXES),
    check('read_intervals_order', sql`${t.fromId} <= ${t.toId}`),
  ],
);
