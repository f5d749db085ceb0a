import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import type { IdRange } from '../../src/ports/job-queue.ts';
import type { Backfill, SourceStore } from '../../src/ports/memory.ts';
import type { Database } from '../database.ts';
import { backfills } from '../schema/backfills.ts';
import { sources } from '../schema/sources.ts';
import { dropBackfillIntervals, moveEnd } from './reading-rows.ts';
import { found, inserted } from './rows.ts';

function toBackfill(row: typeof backfills.$inferSelect): Backfill {
  return row;
}

/** One at a time for a source: a second wish gives the first one back. */
export async function startBackfill(
  db: Database,
  sourceId: number,
  since: Date,
  at: Date,
): Promise<{ readonly backfill: Backfill; readonly added: boolean }> {
  const [source] = await db.select().from(sources).where(eq(sources.id, sourceId)).for('no key update');
  const { position } = found(source, `source ${sourceId}`);
  const [active] = await db
    .select()
    .from(backfills)
    .where(and(eq(backfills.sourceId, sourceId), eq(backfills.state, 'active')));
  if (active !== undefined) return { backfill: toBackfill(active), added: false };
  await dropBackfillIntervals(db, [sourceId]);
  const nothing = position === 0;
  const rows = await db
    .insert(backfills)
    .values({
      sourceId,
      sinceAt: since,
      toId: position,
      startedAt: at,
      // Nothing lies before the first post of a source that is read from its beginning.
      ...(nothing ? { state: 'done' as const, finishedAt: at } : {}),
    })
    .returning();
  return { backfill: toBackfill(inserted(rows)), added: true };
}

export async function activeBackfills(db: Database): Promise<readonly Backfill[]> {
  const rows = await db
    .select()
    .from(backfills)
    .where(eq(backfills.state, 'active'))
    .orderBy(asc(backfills.id));
  return rows.map(toBackfill);
}

export async function getBackfill(db: Database, id: number): Promise<Backfill> {
  const [row] = await db.select().from(backfills).where(eq(backfills.id, id));
  return toBackfill(found(row, `backfill ${id}`));
}

export async function beginBackfill(db: Database, id: number, fromId: number): Promise<void> {
  await db
    .update(backfills)
    .set({ fromId, position: fromId - 1 })
    .where(and(eq(backfills.id, id), isNull(backfills.fromId)));
}

export async function commitBackfill(
  db: Database,
  id: number,
  range: IdRange,
  { posts, hole, at }: Parameters<SourceStore['commitBackfill']>[2],
): Promise<Backfill> {
  const [row] = await db.select().from(backfills).where(eq(backfills.id, id)).for('no key update');
  const backfill = found(row, `backfill ${id}`);
  if (backfill.state !== 'active') return toBackfill(backfill);
  const { sourceId, toId } = backfill;
  const commit = { id: sourceId, epoch: 0, interval: range, hole, at };
  const position = await moveEnd(db, 'backfill', commit, backfill.position ?? range.from - 1);
  const done = position >= toId;
  const [changed] = await db
    .update(backfills)
    .set({
      position,
      fromId: sql`coalesce(${backfills.fromId}, ${range.from})`,
      posts: sql`${backfills.posts} + ${posts}`,
      ...(done ? { state: 'done' as const, finishedAt: at } : {}),
    })
    .where(eq(backfills.id, id))
    .returning();
  if (done) await dropBackfillIntervals(db, [sourceId]);
  return toBackfill(found(changed, `backfill ${id}`));
}

export async function stopBackfill(db: Database, id: number, at: Date): Promise<void> {
  const [row] = await db
    .update(backfills)
    .set({ state: 'stopped', finishedAt: at })
    .where(and(eq(backfills.id, id), eq(backfills.state, 'active')))
    .returning();
  if (row !== undefined) await dropBackfillIntervals(db, [row.sourceId]);
}

/** The newest backfill of each source. */
export async function newestBackfills(db: Database): Promise<ReadonlyMap<number, Backfill>> {
  const rows = await db
    .selectDistinctOn([backfills.sourceId])
    .from(backfills)
    .orderBy(backfills.sourceId, desc(backfills.id));
  return new Map(rows.map((row) => [row.sourceId, toBackfill(row)]));
}
