import { asc, count, eq, isNotNull, sql } from 'drizzle-orm';
import type { SourceReport } from '../../src/ports/memory.ts';
import type { Database } from '../database.ts';
import { accounts } from '../schema/accounts.ts';
import { deadLetters } from '../schema/dead-letters.ts';
import { readIntervals, sourceDays, sources } from '../schema/sources.ts';
import { newestBackfills } from './backfill-rows.ts';
import { countMissing } from './missing-rows.ts';

/** How the reading of every source goes; `today` is the day of the office. */
export async function reportSources(db: Database, today: string): Promise<readonly SourceReport[]> {
  const rows = await db.select().from(sources).orderBy(asc(sources.id));
  const read = await db
    .select({ id: sourceDays.sourceId, posts: sourceDays.posts })
    .from(sourceDays)
    .where(eq(sourceDays.day, today));
  const holes = await db
    .select({ id: readIntervals.sourceId, holes: count() })
    .from(readIntervals)
    .where(isNotNull(readIntervals.hole))
    .groupBy(readIntervals.sourceId);
  const source = sql<string | null>`substring(${deadLetters.address} from '^source:([0-9]+)')`;
  const letters = await db
    .select({ id: source, letters: count() })
    .from(deadLetters)
    .where(isNotNull(source))
    .groupBy(source);
  const postsOf = new Map(read.map((row) => [row.id, row.posts]));
  const holesOf = new Map(holes.map((row) => [row.id, row.holes]));
  const phones = await db.select({ id: accounts.id, phone: accounts.maskedPhone }).from(accounts);
  const missing = await countMissing(db);
  const newest = await newestBackfills(db);
  const phoneOf = new Map(phones.map((row) => [row.id, row.phone]));
  const lettersOf = new Map(letters.map((row) => [Number(row.id), row.letters]));
  return rows.map((row) => ({
    source: row,
    account: row.accountId === null ? null : (phoneOf.get(row.accountId) ?? null),
    postsToday: postsOf.get(row.id) ?? 0,
    holes: holesOf.get(row.id) ?? 0,
    deadLetters: lettersOf.get(row.id) ?? 0,
    missing: missing.get(row.id) ?? { filled: 0, gone: 0, open: 0 },
    backfill: newest.get(row.id) ?? null,
  }));
}
