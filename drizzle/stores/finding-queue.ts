import { and, asc, desc, eq, isNotNull, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../database.ts';
import { evidenceSets } from '../schema/evidence.ts';
import { findings } from '../schema/findings.ts';

/** A card waits this long for its screenshot; then it is given out without one, so that a broken capture stalls nobody. */
const CAPTURE_WAIT_MS = 2 * 60_000;

/** New and held by nobody at `now` (`personId`: or by that person). */
export function isFree(now: Date, personId: number | null): SQL | undefined {
  return and(
    eq(findings.state, 'new'),
    or(
      isNull(findings.claimedBy),
      isNull(findings.claimedUntil),
      lte(findings.claimedUntil, now),
      personId === null ? undefined : eq(findings.claimedBy, personId),
    ),
  );
}

/** Locks the next finding that the person may take. Rows that another transaction holds are skipped, not waited for. */
export async function lockNext(db: Database, now: Date, personId: number) {
  const captured = sql`exists (select from ${evidenceSets} where ${evidenceSets.postId} = ${findings.firstPostId})`;
  const showable = or(
    captured,
    isNotNull(findings.captureProblem),
    lt(findings.createdAt, new Date(now.getTime() - CAPTURE_WAIT_MS)),
  );
  const [row] = await db
    .select()
    .from(findings)
    .where(and(isFree(now, personId), showable))
    .orderBy(desc(findings.score), asc(findings.createdAt), asc(findings.id))
    .limit(1)
    .for('no key update', { skipLocked: true });
  return row ?? null;
}
