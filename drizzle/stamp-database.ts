import { PermanentError } from '../src/domain/failure.ts';
import { openPool } from './database.ts';
import { databaseFailure, placeOf } from './failures.ts';
import { type DatabaseMode, stamp } from './schema/stamp.ts';

export type { DatabaseMode } from './schema/stamp.ts';

const STAMP_TIMEOUT_MS = 10_000;

/**
 * Marks a migrated database as the demo's or as real; a second call with the same mode does nothing.
 * @throws PermanentError `wrong_mode` when the database carries the other mark
 */
export async function stampDatabase(databaseUrl: string, mode: DatabaseMode): Promise<void> {
  const place = placeOf(databaseUrl);
  const pool = openPool({
    url: databaseUrl,
    poolMax: 1,
    statementTimeoutMs: STAMP_TIMEOUT_MS,
    log: () => undefined,
  });
  try {
    await pool.db.insert(stamp).values({ mode }).onConflictDoNothing();
    const [row] = await pool.db.select({ mode: stamp.mode }).from(stamp);
    if (row?.mode !== mode) {
      throw new PermanentError(
        'wrong_mode',
        `the database at ${place} belongs to ${row?.mode ?? 'nobody'} work and cannot be used for ${mode} work: use another database`,
      );
    }
  } catch (error) {
    throw databaseFailure(error, place);
  } finally {
    await pool.close();
  }
}
