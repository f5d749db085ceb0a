import { sql } from 'drizzle-orm';
import type { Log } from '../src/log.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { Memory } from '../src/ports/memory.ts';
import { openPool } from './database.ts';
import { databaseFailure, placeOf } from './failures.ts';
import { memoryOver } from './memory.ts';

/** Connections of one process: enough for its workers, and a hundred is all that PostgreSQL gives by default. */
const POOL_MAX = 10;
/** No query of ours is slow; one that is waits for a lock that will not come. */
const STATEMENT_TIMEOUT_MS = 30_000;

export interface ConnectOptions {
  readonly url: string;
  readonly clock: Clock;
  /** IANA name of the zone in which `today` is reckoned. */
  readonly timeZone?: string;
  readonly poolMax?: number;
  readonly statementTimeoutMs?: number;
  readonly log?: Log;
}

/**
 * Connects to a migrated database. A step must not read from `memory.read` inside its own transaction: it would wait
 * for a second connection of the same pool.
 * @throws RetryableError `database_unreachable` (with host and database, never the password)
 */
export async function connectMemory(options: ConnectOptions): Promise<Memory> {
  const { url, clock, log } = options;
  const place = placeOf(url);
  try {
    const pool = openPool({
      url,
      poolMax: options.poolMax ?? POOL_MAX,
      statementTimeoutMs: options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
      log: (line) => log?.debug({ line }, 'notice of the database'),
    });
    try {
      await pool.db.execute(sql`select 1`);
    } catch (error) {
      await pool.close();
      throw error;
    }
    const timeZone = options.timeZone ?? 'Asia/Almaty';
    return memoryOver({ db: pool.db, close: () => pool.close(), clock, timeZone, place, log: log ?? null });
  } catch (error) {
    throw databaseFailure(error, place);
  }
}
