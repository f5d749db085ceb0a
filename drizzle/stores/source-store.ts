import { and, asc, count, eq, gt, isNotNull, isNull, lte, ne, sql } from 'drizzle-orm';
import { NETWORK_OF, type Source } from '../../src/domain/source.ts';
import type { SourceReport, SourceStore } from '../../src/ports/memory.ts';
import type { Database, StoreNeeds } from '../database.ts';
import { deadLetters } from '../schema/dead-letters.ts';
import { readIntervals, sourceDays, sources } from '../schema/sources.ts';
import { found } from './rows.ts';

/** A row as the domain knows it: the columns have the names and types of the fields. */
export function toSource(row: typeof sources.$inferSelect): Source {
  return row;
}

export function sourceStore({ db, clock, timeZone }: StoreNeeds): SourceStore {
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
        .set({ state, stateReason: reason })
        .where(eq(sources.id, id))
        .returning();
      found(rows[0], `source ${id}`);
    },
    async beginEpoch(id) {
      const [row] = await db
        .update(sources)
        .set({ epoch: sql`${sources.epoch} + 1` })
        .where(eq(sources.id, id))
        .returning();
      const source = toSource(found(row, `source ${id}`));
      await db
        .delete(readIntervals)
        .where(and(eq(readIntervals.sourceId, id), gt(readIntervals.toId, source.position)));
      return source;
    },
    commitInterval: (id, epoch, interval, hole) =>
      commitInterval(db, { id, epoch, interval, hole, at: clock.now() }),
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
      await db.update(sources).set({ lastPostAt: newest }).where(eq(sources.id, id));
    },
    report: () => report(db, new Intl.DateTimeFormat('en-CA', { timeZone }).format(clock.now())),
  };
}

interface Commit {
  readonly id: number;
  readonly epoch: number;
  readonly interval: { readonly from: number; readonly to: number };
  readonly hole: string | null;
  readonly at: Date;
}

async function commitInterval(db: Database, commit: Commit): Promise<number> {
  const { id, epoch, interval, hole, at } = commit;
  const [row] = await db.select().from(sources).where(eq(sources.id, id)).for('no key update');
  const source = found(row, `source ${id}`);
  if (source.epoch !== epoch) return source.position;
  if (hole !== null || interval.to > source.position) await putInterval(db, commit);
  const position = await endOfRun(db, id, source.position);
  await db
    .delete(readIntervals)
    .where(
      and(eq(readIntervals.sourceId, id), lte(readIntervals.toId, position), isNull(readIntervals.hole)),
    );
  await db.update(sources).set({ position, lastReadAt: at }).where(eq(sources.id, id));
  return position;
}

/** The same interval may come twice: what was dealt with once is no hole, whatever the other try says. */
async function putInterval(db: Database, { id, epoch, interval, hole, at }: Commit): Promise<void> {
  await db
    .insert(readIntervals)
    .values({ sourceId: id, epoch, fromId: interval.from, toId: interval.to, hole, at })
    .onConflictDoUpdate({
      target: [readIntervals.sourceId, readIntervals.axis, readIntervals.fromId, readIntervals.toId],
      set: { epoch, hole: sql`case when ${readIntervals.hole} is null then null else excluded.hole end` },
    });
}

/** Where the contiguous run of committed intervals that begins after `position` ends. */
async function endOfRun(db: Database, sourceId: number, position: number): Promise<number> {
  const ahead = await db
    .select({ from: readIntervals.fromId, to: readIntervals.toId })
    .from(readIntervals)
    .where(and(eq(readIntervals.sourceId, sourceId), gt(readIntervals.toId, position)))
    .orderBy(asc(readIntervals.fromId));
  let end = position;
  for (const interval of ahead) {
    if (interval.from > end + 1) break;
    end = Math.max(end, interval.to);
  }
  return end;
}

async function report(db: Database, today: string): Promise<readonly SourceReport[]> {
  const rows = await db.select().from(sources).where(ne(sources.state, 'refused')).orderBy(asc(sources.id));
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
  const lettersOf = new Map(letters.map((row) => [Number(row.id), row.letters]));
  return rows.map((row) => ({
    source: toSource(row),
    postsToday: postsOf.get(row.id) ?? 0,
    holes: holesOf.get(row.id) ?? 0,
    deadLetters: lettersOf.get(row.id) ?? 0,
  }));
}
