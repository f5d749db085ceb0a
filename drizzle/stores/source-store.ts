import { and, asc, eq, gte, isNull, min, sql } from 'drizzle-orm';
import { NETWORK_OF, type Source } from '../../src/domain/source.ts';
import type { SourceStore } from '../../src/ports/memory.ts';
import type { Database, StoreNeeds } from '../database.ts';
import { sourceDays, sources } from '../schema/sources.ts';
import {
  activeBackfills,
  beginBackfill,
  commitBackfill,
  getBackfill,
  startBackfill,
  stopBackfill,
} from './backfill-rows.ts';
import { noteMissing, openMissing, resolveMissing, settleMissing, sourcesMissing } from './missing-rows.ts';
import { commitEvents, commitIds, dropAhead } from './reading-rows.ts';
import { found } from './rows.ts';
import { reportSources } from './source-report.ts';

/** A row as the domain knows it: the columns have the names and types of the fields. */
export function toSource(row: typeof sources.$inferSelect): Source {
  return row;
}

export function sourceStore(needs: StoreNeeds): SourceStore {
  const { db, clock, timeZone } = needs;
  const get = async (id: number): Promise<Source> => {
    const [row] = await db.select().from(sources).where(eq(sources.id, id));
    return toSource(found(row, `source ${id}`));
  };
  return {
    async add(source) {
      const [row] = await db
        .insert(sources)
        .values({ ...source, network: NETWORK_OF[source.connector] })
        .onConflictDoNothing()
        .returning();
      if (row !== undefined) return { source: toSource(row), added: true };
      const place = and(
        eq(sources.network, NETWORK_OF[source.connector]),
        eq(sources.externalId, source.externalId),
      );
      const [watched] = await db.select().from(sources).where(place);
      return { source: toSource(found(watched, `source ${source.address}`)), added: false };
    },
    get,
    async list(filter) {
      const state = filter?.state;
      const rows = await db
        .select()
        .from(sources)
        .where(state === undefined ? undefined : eq(sources.state, state))
        .orderBy(asc(sources.id));
      return rows.map(toSource);
    },
    async setState(id, state, reason) {
      const rows = await db
        .update(sources)
        // What was said of its reading belongs to the state before.
        .set({ state, stateReason: reason, reading: null, readingReason: null })
        .where(eq(sources.id, id))
        .returning();
      found(rows[0], `source ${id}`);
    },
    ...turns(db),
    commitInterval: (id, epoch, interval, hole) =>
      commitIds(db, { id, epoch, interval, hole, at: clock.now() }),
    commitEvents: (id, epoch, interval) =>
      commitEvents(db, { id, epoch, interval, hole: null, at: clock.now() }),
    async count(id, day, posts, suspicious, lastPostAt) {
      await db
        .insert(sourceDays)
        .values({ sourceId: id, day, posts, suspicious })
        .onConflictDoUpdate({
          target: [sourceDays.sourceId, sourceDays.day],
          set: {
            posts: sql`${sourceDays.posts} + excluded.posts`,
            suspicious: sql`${sourceDays.suspicious} + excluded.suspicious`,
          },
        });
      if (lastPostAt === null) return;
      const newest = sql`greatest(${sources.lastPostAt}, ${lastPostAt.toISOString()}::timestamptz)`;
      await db.update(sources).set({ lastPostAt: newest, quietSince: null }).where(eq(sources.id, id));
    },
    ...habits(needs),
    ...missingAndPast(db),
    report: () => reportSources(db, new Intl.DateTimeFormat('en-CA', { timeZone }).format(clock.now())),
  };
}

/** Who reads a source, and how: each change of it makes the readers before stale. */
function turns(db: Database): Pick<SourceStore, 'move' | 'beginEpoch'> {
  const begin = async (id: number, change: Partial<typeof sources.$inferInsert>): Promise<Source> => {
    const [row] = await db
      .update(sources)
      .set({ ...change, epoch: sql`${sources.epoch} + 1` })
      .where(eq(sources.id, id))
      .returning();
    const source = toSource(found(row, `source ${id}`));
    await dropAhead(db, source);
    return source;
  };
  return {
    move: (id, to) => begin(id, { ...to, accountId: null, reading: null, readingReason: null }),
    beginEpoch: (id) => begin(id, {}),
  };
}

/** What is known of the pace of a source, and of its silence. */
function habits({
  db,
  clock,
}: StoreNeeds): Pick<SourceStore, 'days' | 'firstDay' | 'noteReading' | 'noteQuiet'> {
  return {
    days: (id, fromDay) =>
      db
        .select({ day: sourceDays.day, posts: sourceDays.posts })
        .from(sourceDays)
        .where(and(eq(sourceDays.sourceId, id), gte(sourceDays.day, fromDay)))
        .orderBy(asc(sourceDays.day)),
    async firstDay(id) {
      const [row] = await db
        .select({ day: min(sourceDays.day) })
        .from(sourceDays)
        .where(eq(sourceDays.sourceId, id));
      return row?.day ?? null;
    },
    async noteReading(id, { state, reason, newestId, difference }) {
      await db
        .update(sources)
        .set({
          reading: state,
          readingReason: reason,
          readingAt: clock.now(),
          ...(newestId === null ? {} : { newestId: sql`greatest(${sources.newestId}, ${newestId})` }),
          ...(difference === undefined
            ? {}
            : { lastDifference: difference.what, lastDifferenceAt: difference.at }),
        })
        .where(eq(sources.id, id));
    },
    async noteQuiet(id, lastPostAt, at) {
      const silent = and(
        eq(sources.id, id),
        eq(sources.state, 'active'),
        eq(sources.lastPostAt, lastPostAt),
        isNull(sources.quietSince),
      );
      const rows = await db
        .update(sources)
        .set({ quietSince: at })
        .where(silent)
        .returning({ id: sources.id });
      return rows.length > 0;
    },
  };
}

/** Ids that did not come, and history that is read at leisure. */
function missingAndPast(
  db: Database,
): Pick<
  SourceStore,
  | 'noteMissing'
  | 'settleMissing'
  | 'resolveMissing'
  | 'openMissing'
  | 'sourcesMissing'
  | 'startBackfill'
  | 'activeBackfills'
  | 'backfill'
  | 'beginBackfill'
  | 'commitBackfill'
  | 'stopBackfill'
> {
  return {
    noteMissing: (id, ranges, at) => noteMissing(db, id, ranges, at),
    settleMissing: (id, settled, at) => settleMissing(db, id, settled, at),
    resolveMissing: (id, ids, how, at) => resolveMissing(db, id, ids, how, at),
    sourcesMissing: (foundBefore) => sourcesMissing(db, foundBefore),
    openMissing: (id, limit) => openMissing(db, id, limit),
    startBackfill: (id, since, at) => startBackfill(db, id, since, at),
    activeBackfills: () => activeBackfills(db),
    backfill: (id) => getBackfill(db, id),
    beginBackfill: (id, fromId) => beginBackfill(db, id, fromId),
    commitBackfill: (id, range, done) => commitBackfill(db, id, range, done),
    stopBackfill: (id, at) => stopBackfill(db, id, at),
  };
}
