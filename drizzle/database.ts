import type { PgDatabase } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Clock } from '../src/ports/clock.ts';

/** The pool, or one transaction of it. */
export type Database = PgDatabase<PostgresJsQueryResultHKT>;

/** What every store is made of. */
export interface StoreNeeds {
  readonly db: Database;
  readonly clock: Clock;
  /** IANA name; says which day `today` is. */
  readonly timeZone: string;
  readonly inTransaction: boolean;
}

/** How long a connection may take to open. */
const CONNECT_TIMEOUT_S = 10;
/** An idle connection is closed: a quiet installation holds none. */
const IDLE_TIMEOUT_S = 60;
/** A step that holds a transaction longer than this has lost its way; its locks are let go. */
const IDLE_IN_TRANSACTION_MS = 120_000;

export interface PoolOptions {
  readonly url: string;
  readonly poolMax: number;
  readonly statementTimeoutMs: number;
  readonly log: (line: string) => void;
}

/** A pool and drizzle over it. No connection is opened yet. Nothing but drizzle may use the client: it changes its types. */
export function openPool(options: PoolOptions): {
  readonly db: Database;
  readonly close: () => Promise<void>;
} {
  const client = postgres(options.url, {
    max: options.poolMax,
    connect_timeout: CONNECT_TIMEOUT_S,
    idle_timeout: IDLE_TIMEOUT_S,
    onnotice: (notice) => options.log(`postgresql: ${notice['message'] ?? notice['code'] ?? 'notice'}`),
    connection: {
      application_name: 'qyraghy',
      statement_timeout: options.statementTimeoutMs,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
  });
  return { db: drizzle(client, { casing: 'snake_case' }), close: () => client.end({ timeout: 5 }) };
}
