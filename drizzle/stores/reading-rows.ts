import { and, asc, eq, gt, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { IdRange } from '../../src/ports/job-queue.ts';
import type { Database } from '../database.ts';
import { type READING_AXES, readIntervals, sources } from '../schema/sources.ts';
import { found } from './rows.ts';

export interface Commit {
  readonly id: number;
  readonly epoch: number;
  readonly interval: IdRange;
  readonly hole: string | null;
  readonly at: Date;
}

type Axis = (typeof READING_AXES)[number];

/** The row of the source, held until the transaction ends: commits of one source come one after the other. */
async function lockSource(db: Database, id: number): Promise<typeof sources.$inferSelect> {
  const [row] = await db.select().from(sources).where(eq(sources.id, id)).for('no key update');
  return found(row, `source ${id}`);
}

/** Message ids: gives the position after it. */
export async function commitIds(db: Database, commit: Commit): Promise<number> {
  const source = await lockSource(db, commit.id);
  if (source.epoch !== commit.epoch) return source.position;
  const position = await moveEnd(db, 'ids', commit, source.position);
  await db.update(sources).set({ position, lastReadAt: commit.at }).where(eq(sources.id, commit.id));
  return position;
}

/** Events. Where none was ever committed the run begins with the first range that comes. */
export async function commitEvents(db: Database, commit: Commit): Promise<number | null> {
  const source = await lockSource(db, commit.id);
  if (source.epoch !== commit.epoch) return source.pts;
  const pts = await moveEnd(db, 'events', commit, source.pts ?? commit.interval.from - 1);
  await db.update(sources).set({ pts, lastReadAt: commit.at }).where(eq(sources.id, commit.id));
  return pts;
}

/**
 * Commits an interval of an axis whose contiguous run ends at `end`, and gives where it ends then. Intervals ahead of the
 * run are kept until it reaches them.
 */
export async function moveEnd(db: Database, axis: Axis, commit: Commit, end: number): Promise<number> {
  if (commit.hole !== null || commit.interval.to > end) await putInterval(db, axis, commit);
  const moved = await endOfRun(db, axis, commit.id, end);
  await db
    .delete(readIntervals)
    .where(and(onAxis(axis, commit.id), lte(readIntervals.toId, moved), isNull(readIntervals.hole)));
  return moved;
}

function onAxis(axis: Axis, sourceId: number) {
  return and(eq(readIntervals.sourceId, sourceId), eq(readIntervals.axis, axis));
}

/** The same interval may come twice: what was dealt with once is no hole, whatever the other try says. */
async function putInterval(db: Database, axis: Axis, commit: Commit): Promise<void> {
  const { id, epoch, interval, hole, at } = commit;
  await db
    .insert(readIntervals)
    .values({ sourceId: id, axis, epoch, fromId: interval.from, toId: interval.to, hole, at })
    .onConflictDoUpdate({
      target: [readIntervals.sourceId, readIntervals.axis, readIntervals.fromId, readIntervals.toId],
      set: { epoch, hole: sql`case when ${readIntervals.hole} is null then null else excluded.hole end` },
    });
}

/** Where the contiguous run of committed intervals that begins after `end` ends. */
async function endOfRun(db: Database, axis: Axis, sourceId: number, end: number): Promise<number> {
  const ahead = await db
    .select({ from: readIntervals.fromId, to: readIntervals.toId })
    .from(readIntervals)
    .where(and(onAxis(axis, sourceId), gt(readIntervals.toId, end)))
    .orderBy(asc(readIntervals.fromId));
  let reached = end;
  for (const interval of ahead) {
    if (interval.from > reached + 1) break;
    reached = Math.max(reached, interval.to);
  }
  return reached;
}

/** What was committed ahead of the runs by an earlier holder is read again, so it is dropped. Holes behind them stay. */
export async function dropAhead(
  db: Database,
  source: { readonly id: number; readonly position: number; readonly pts: number | null },
): Promise<void> {
  await db
    .delete(readIntervals)
    .where(and(onAxis('ids', source.id), gt(readIntervals.toId, source.position)));
  await db
    .delete(readIntervals)
    .where(and(onAxis('events', source.id), gt(readIntervals.toId, source.pts ?? 0)));
}

/** Forgets what was committed of a backfill that has ended. */
export async function dropBackfillIntervals(db: Database, sourceIds: readonly number[]): Promise<void> {
  if (sourceIds.length === 0) return;
  await db
    .delete(readIntervals)
    .where(
      and(
        inArray(readIntervals.sourceId, [...sourceIds]),
        eq(readIntervals.axis, 'backfill'),
        isNull(readIntervals.hole),
      ),
    );
}
