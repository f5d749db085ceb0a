import { sql, type SQL } from 'drizzle-orm';
import { PermanentError } from '../../src/domain/failure.ts';
import type { Database } from '../database.ts';

/** The row that was asked for by id; throws PermanentError `not_found` when there is none. */
export function found<T>(row: T | undefined, what: string): T {
  if (row === undefined) throw new PermanentError('not_found', `there is no ${what}`);
  return row;
}

/** The row that an insert gives back. */
export function inserted<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('the insert gave no row back');
  return row;
}

/** Namespaces of advisory locks, so that a band never waits for the audit chain. */
export type LockSpace = 'audit' | 'band' | 'post' | 'reading' | 'seal';

/** Waits for a named lock and holds it until the transaction ends. */
export async function lockNamed(db: Database, space: LockSpace, name: string): Promise<void> {
  await db.execute(lockOf(space, name));
}

function lockOf(space: LockSpace, name: string): SQL {
  return sql`select pg_advisory_xact_lock(hashtextextended(${`${space}:${name}`}, 0))`;
}
