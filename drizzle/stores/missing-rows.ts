import { and, asc, eq, gte, inArray, lte, sql } from 'drizzle-orm';
import type { IdRange } from '../../src/ports/job-queue.ts';
import type { MissingIds, SourceStore } from '../../src/ports/memory.ts';
import type { Database } from '../database.ts';
import { missingIds } from '../schema/missing-ids.ts';
import { seenPosts } from '../schema/posts.ts';
import { lockNamed } from './rows.ts';

type Row = typeof missingIds.$inferSelect;
type Settled = Parameters<SourceStore['settleMissing']>[1][number];

/** Notes the ids of the ranges that are not noted yet, but for messages whose deletion is known. */
export async function noteMissing(
  db: Database,
  sourceId: number,
  ranges: readonly IdRange[],
  at: Date,
): Promise<void> {
  if (ranges.length === 0) return;
  await lockNamed(db, 'reading', String(sourceId));
  for (const range of ranges) {
    const known = await rowsIn(db, sourceId, range);
    const seen = await seenIn(db, sourceId, range);
    const isGone = [...seen.deleted, ...seen.never].map(asRange);
    await put(db, sourceId, without([range], [...known.map(rangeOf), ...isGone]), {
      state: 'open',
      foundAt: at,
    });
    const never = seen.never.map((id) => ({ ...asRange(id), how: 'gone' as const }));
    await settleMissing(db, sourceId, never, at);
  }
}

/** Single ids that turn up, or whose deletion is seen; only rows that there are change. */
export async function resolveMissing(
  db: Database,
  sourceId: number,
  messageIds: readonly number[],
  how: 'filled' | 'gone',
  at: Date,
): Promise<void> {
  if (messageIds.length === 0) return;
  const all = { from: Math.min(...messageIds), to: Math.max(...messageIds) };
  const touched = (await rowsIn(db, sourceId, all)).filter(
    (row) => row.state === 'open' || row.state === 'gone',
  );
  if (touched.length === 0) return;
  const seen = await seenIn(db, sourceId, all);
  const looked = [...seen.there, ...seen.deleted].map(asRange);
  for (const id of new Set(messageIds)) {
    const range = { from: id, to: id, how };
    const rows = await rowsIn(db, sourceId, range);
    for (const row of rows) if (yields(row, range)) await carve(db, row, range, at, looked);
  }
}

/**
 * Settles ids. An open id takes what is said of it; a gone one only that it was read after all. What nobody had missed is
 * noted as well, so that it makes no difference which of the two batches is committed first; `filled` alone is not news.
 * Gives the messages that were seen and are gone, which are no holes.
 */
export async function settleMissing(
  db: Database,
  sourceId: number,
  settled: readonly Settled[],
  at: Date,
): Promise<readonly number[]> {
  if (settled.length === 0) return [];
  await lockNamed(db, 'reading', String(sourceId));
  const deleted: number[] = [];
  for (const range of settled) {
    const seen = await seenIn(db, sourceId, range);
    const looked = [...seen.there, ...seen.deleted].map(asRange);
    const known = await rowsIn(db, sourceId, range);
    for (const row of known) if (yields(row, range)) await carve(db, row, range, at, looked);
    if (range.how === 'filled') continue;
    const fresh = without([range], [...known.map(rangeOf), ...looked]);
    await put(db, sourceId, fresh, { state: range.how, foundAt: at, settledAt: at });
    if (range.how === 'gone') deleted.push(...seen.there);
  }
  return deleted;
}

function yields(row: Row, range: Settled): boolean {
  return row.state === 'open' || (row.state === 'gone' && range.how === 'filled');
}

/** Takes the settled ids out of a row; what is left of it stays as it was. Of a message that was seen no hole is kept. */
async function carve(
  db: Database,
  row: Row,
  range: Settled,
  at: Date,
  looked: readonly IdRange[],
): Promise<void> {
  const { sourceId, state, foundAt, settledAt } = row;
  const taken = { from: Math.max(row.fromId, range.from), to: Math.min(row.toId, range.to) };
  await db.delete(missingIds).where(eq(missingIds.id, row.id));
  await put(db, sourceId, without([rangeOf(row)], [taken]), { state, foundAt, settledAt });
  const kept = range.how === 'filled' ? [taken] : without([taken], looked);
  await put(db, sourceId, kept, { state: range.how, foundAt, settledAt: at });
}

async function put(
  db: Database,
  sourceId: number,
  ranges: readonly IdRange[],
  row: Pick<Row, 'state' | 'foundAt'> & { readonly settledAt?: Date | null },
): Promise<void> {
  if (ranges.length === 0) return;
  const values = ranges.map(({ from, to }) => ({ ...row, sourceId, fromId: from, toId: to }));
  await db.insert(missingIds).values(values).onConflictDoNothing();
}

export async function openMissing(
  db: Database,
  sourceId: number,
  limit: number,
): Promise<readonly MissingIds[]> {
  const rows = await db
    .select()
    .from(missingIds)
    .where(and(eq(missingIds.sourceId, sourceId), eq(missingIds.state, 'open')))
    .orderBy(asc(missingIds.fromId))
    .limit(limit);
  return rows.map((row) => ({ ...rangeOf(row), foundAt: row.foundAt }));
}

export async function sourcesMissing(db: Database, foundBefore: Date): Promise<readonly number[]> {
  const rows = await db
    .selectDistinct({ sourceId: missingIds.sourceId })
    .from(missingIds)
    .where(and(eq(missingIds.state, 'open'), lte(missingIds.foundAt, foundBefore)));
  return rows.map((row) => row.sourceId);
}

/** Ids by source and state. */
export async function countMissing(
  db: Database,
): Promise<ReadonlyMap<number, { readonly filled: number; readonly gone: number; readonly open: number }>> {
  const rows = await db
    .select({
      sourceId: missingIds.sourceId,
      state: missingIds.state,
      ids: sql<number>`sum(${missingIds.toId} - ${missingIds.fromId} + 1)`.mapWith(Number),
    })
    .from(missingIds)
    .where(inArray(missingIds.state, ['open', 'filled', 'gone']))
    .groupBy(missingIds.sourceId, missingIds.state);
  const counts = new Map<number, { filled: number; gone: number; open: number }>();
  for (const { sourceId, state, ids } of rows) {
    const of = counts.get(sourceId) ?? { filled: 0, gone: 0, open: 0 };
    if (state !== 'not_a_post') of[state] = ids;
    counts.set(sourceId, of);
  }
  return counts;
}

function rowsIn(db: Database, sourceId: number, { from, to }: IdRange): Promise<Row[]> {
  return db
    .select()
    .from(missingIds)
    .where(and(eq(missingIds.sourceId, sourceId), lte(missingIds.fromId, to), gte(missingIds.toId, from)));
}

interface SeenIn {
  /** Looked at, and not known to be gone. */
  readonly there: readonly number[];
  /** Looked at, and deleted since. */
  readonly deleted: readonly number[];
  /** Of which only the deletion was seen. */
  readonly never: readonly number[];
}

async function seenIn(db: Database, sourceId: number, { from, to }: IdRange): Promise<SeenIn> {
  const { messageId: id, hash, goneAt } = seenPosts;
  const rows = await db
    .select({ id, hash, goneAt })
    .from(seenPosts)
    .where(and(eq(seenPosts.sourceId, sourceId), gte(id, from), lte(id, to)));
  const idsOf = (which: (row: (typeof rows)[number]) => boolean): number[] =>
    rows.filter(which).map((row) => row.id);
  return {
    there: idsOf((row) => row.hash !== '' && row.goneAt === null),
    deleted: idsOf((row) => row.hash !== '' && row.goneAt !== null),
    never: idsOf((row) => row.hash === ''),
  };
}

function asRange(id: number): IdRange {
  return { from: id, to: id };
}

function rangeOf(row: Pick<Row, 'fromId' | 'toId'>): IdRange {
  return { from: row.fromId, to: row.toId };
}

/** What is left of the ranges when others are taken out. */
function without(ranges: readonly IdRange[], taken: readonly IdRange[]): readonly IdRange[] {
  return taken.reduce<readonly IdRange[]>(
    (left, cut) =>
      left.flatMap((range) => {
        if (cut.to < range.from || cut.from > range.to) return [range];
        const before = { from: range.from, to: cut.from - 1 };
        const after = { from: cut.to + 1, to: range.to };
        return [before, after].filter(({ from, to }) => from <= to);
      }),
    ranges,
  );
}
