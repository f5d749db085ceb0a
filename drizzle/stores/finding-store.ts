import { and, asc, desc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Finding } from '../../src/domain/finding.ts';
import type { FindingChange, FindingStore } from '../../src/ports/memory.ts';
import type { Database, StoreNeeds } from '../database.ts';
import { findings } from '../schema/findings.ts';
import { addDecision, decisionsOf } from './decision-rows.ts';
import { isFree, lockNext } from './finding-queue.ts';
import { relatedTo } from './related-findings.ts';
import { findingOfMessage, occurrencesOf, putOccurrence } from './occurrence-rows.ts';
import { addSignature, candidates } from './signature-rows.ts';
import { found, inserted, lockNamed } from './rows.ts';

export function toFinding(row: typeof findings.$inferSelect): Finding {
  return row;
}

export function findingStore({ db }: StoreNeeds): FindingStore {
  return {
    async lockBands(bands) {
      for (const band of [...new Set(bands)].sort()) await lockNamed(db, 'band', band);
    },
    candidates: (bands, since, limit) => candidates(db, bands, since, limit),
    addSignature: (findingId, postId, signature, at) =>
      addSignature(db, { findingId, postId, signature, at }),
    async open({ postId, at, ...finding }) {
      const rows = await db
        .insert(findings)
        .values({ ...finding, firstPostId: postId, createdAt: at })
        .returning();
      const opened = toFinding(inserted(rows));
      await putOccurrence(db, opened.id, postId, at);
      return opened;
    },
    async addOccurrence(findingId, postId, at) {
      const before = await lock(db, findingId);
      if (!(await putOccurrence(db, findingId, postId, at))) return before;
      const more = { occurrences: sql`${findings.occurrences} + 1` };
      const [row] = await db.update(findings).set(more).where(eq(findings.id, findingId)).returning();
      return toFinding(found(row, `finding ${findingId}`));
    },
    ofMessage: (sourceId, messageId) => findingOfMessage(db, sourceId, messageId),
    async get(id) {
      const [row] = await db.select().from(findings).where(eq(findings.id, id));
      return toFinding(found(row, `finding ${id}`));
    },
    lock: (id) => lock(db, id),
    async lockNext(now, personId) {
      const row = await lockNext(db, now, personId);
      return row === null ? null : toFinding(row);
    },
    change: (id, change) => changeFinding(db, id, change),
    addDecision: (decision) => addDecision(db, decision),
    decisions: (findingId) => decisionsOf(db, findingId),
    occurrences: (findingId, limit) => occurrencesOf(db, findingId, limit),
    async list({ states, limit }) {
      const rows = await db
        .select()
        .from(findings)
        .where(states === undefined ? undefined : inArray(findings.state, [...states]))
        .orderBy(desc(findings.createdAt), desc(findings.id))
        .limit(limit);
      return rows.map(toFinding);
    },
    related: (findingId, limit) => relatedTo(db, findingId, limit),
    waiting: (now) => db.$count(findings, isFree(now, null)),
    async due(now, limit) {
      const rows = await db
        .select()
        .from(findings)
        .where(and(eq(findings.state, 'postponed'), lte(findings.notBefore, now)))
        .orderBy(asc(findings.notBefore))
        .limit(limit);
      return rows.map(toFinding);
    },
  };
}

async function lock(db: Database, id: number): Promise<Finding> {
  const [row] = await db.select().from(findings).where(eq(findings.id, id)).for('no key update');
  return toFinding(found(row, `finding ${id}`));
}

async function changeFinding(db: Database, id: number, change: FindingChange): Promise<Finding> {
  if (Object.values(change).every((value) => value === undefined)) return lock(db, id);
  const { state } = change;
  const version = sql`${findings.version} + case when ${findings.state} = ${state ?? null} then 0 else 1 end`;
  const [row] = await db
    .update(findings)
    .set(state === undefined ? change : { ...change, version })
    .where(eq(findings.id, id))
    .returning();
  return toFinding(found(row, `finding ${id}`));
}
