import { and, count, eq, gte, inArray, isNull, lt, ne, or, sql, type SQL, sum } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { SERVICE_LEVEL_HOURS, type ServiceLevel } from '../src/domain/deadline.ts';
import type { DigestNumbers } from '../src/domain/digest.ts';
import type { Database } from './database.ts';
import { noisyRules } from './noisy-rules.ts';
import { decisions } from './schema/decisions.ts';
import { evidenceFiles, evidenceSets } from './schema/evidence.ts';
import { findings, occurrences } from './schema/findings.ts';
import { legalActs } from './schema/legal-acts.ts';
import { measures } from './schema/measures.ts';
import { posts } from './schema/posts.ts';
import { sourceDays, sources } from './schema/sources.ts';
import { auditHead } from './stores/audit-store.ts';
import { isFree } from './stores/finding-queue.ts';

interface Day {
  readonly day: string;
  readonly from: Date;
  readonly to: Date;
  readonly now: Date;
}

/** Counts a day from the rows themselves; what has no date is counted as it is at `now`. */
export async function measureDay(db: Database, span: Day): Promise<DigestNumbers> {
  const { day, now } = span;
  const [read] = await db
    .select({ posts: sum(sourceDays.posts) })
    .from(sourceDays)
    .where(eq(sourceDays.day, day));
  const head = await auditHead(db);
  return {
    day,
    postsRead: Number(read?.posts ?? 0),
    ...(await countFindings(db, span)),
    ...(await countDecisions(db, span)),
    waiting: await db.$count(findings, isFree(now, null)),
    ...(await countOverdue(db, now)),
    withoutScreenshot: await countWithoutScreenshot(db),
    noisyRules: await noisyRules(db, now),
    uncheckedActs: await db.$count(legalActs, isNull(legalActs.checkedBy)),
    auditHead: head,
  };
}

/** From the first moment of the day up to, not including, the last. */
function within(column: PgColumn, { from, to }: Day): SQL | undefined {
  return and(gte(column, from), lt(column, to));
}

/** `{ key: number }` from rows of a grouped count. */
function tally<Key extends string>(rows: readonly { readonly key: Key | null; readonly number: number }[]) {
  const counted = rows.flatMap(({ key, number }) => (key === null ? [] : [[key, number] as const]));
  return Object.fromEntries(counted) as Partial<Record<Key, number>>;
}

async function countFindings(db: Database, span: Day) {
  const opened = within(findings.createdAt, span);
  const byCategory = await db
    .select({ key: findings.category, number: count() })
    .from(findings)
    .where(opened)
    .groupBy(findings.category);
  const bySourceKind = await db
    .select({ key: sources.kind, number: count() })
    .from(findings)
    .innerJoin(posts, eq(posts.id, findings.firstPostId))
    .innerJoin(sources, eq(sources.id, posts.sourceId))
    .where(opened)
    .groupBy(sources.kind);
  const [joined] = await db
    .select({ number: count() })
    .from(occurrences)
    .innerJoin(findings, eq(findings.id, occurrences.findingId))
    .innerJoin(posts, eq(posts.id, findings.firstPostId))
    .where(
      and(
        within(occurrences.at, span),
        or(ne(occurrences.sourceId, posts.sourceId), ne(occurrences.messageId, posts.messageId)),
      ),
    );
  return {
    newFindings: await db.$count(findings, opened),
    newOccurrences: joined?.number ?? 0,
    byCategory: tally(byCategory),
    bySourceKind: tally(bySourceKind),
  };
}

async function countDecisions(db: Database, span: Day) {
  const made = within(decisions.at, span);
  const ofMeasure = sql`${decisions.measureId} is not null`;
  const submitted = await db
    .select({ key: measures.kind, number: count() })
    .from(decisions)
    .innerJoin(measures, eq(measures.id, decisions.measureId))
    .where(and(made, eq(decisions.verb, 'submit')))
    .groupBy(measures.kind);
  const outcomes = await db
    .select({ key: measures.outcome, number: count() })
    .from(measures)
    .where(within(measures.outcomeAt, span))
    .groupBy(measures.outcome);
  const leaves = and(eq(decisions.fromState, 'approved'), inArray(decisions.toState, ['sent', 'received']));
  return {
    submitted: tally(submitted),
    approved: await db.$count(decisions, and(made, ofMeasure, eq(decisions.verb, 'approve'))),
    returned: await db.$count(decisions, and(made, ofMeasure, eq(decisions.verb, 'return'))),
    dismissed: await db.$count(
      decisions,
      and(made, isNull(decisions.measureId), eq(decisions.verb, 'dismiss')),
    ),
    sent: await db.$count(decisions, and(made, ofMeasure, leaves)),
    outcomes: tally(outcomes),
  };
}

/** What began before this moment is late at `now`; the same border as `isOverdue`. */
function border(level: ServiceLevel, now: Date): Date {
  return new Date(now.getTime() - SERVICE_LEVEL_HOURS[level] * 3_600_000);
}

async function countOverdue(db: Database, now: Date) {
  const triage = border('triage', now);
  // A finding that was reopened or requeued starts its time anew; one that was only put aside does not.
  const returned = sql`exists (select from ${decisions} where ${decisions.findingId} = ${findings.id}
    and ${decisions.measureId} is null and ${decisions.verb} in ('reopen', 'requeue')
    and ${decisions.at} >= ${triage.toISOString()}::timestamptz)`;
  const awaited = or(
    inArray(measures.state, ['sent', 'received']),
    and(eq(measures.state, 'outcome'), eq(measures.outcome, 'in_processing')),
  );
  return {
    overdueTriage: await db.$count(
      findings,
      and(eq(findings.state, 'new'), lt(findings.createdAt, triage), sql`not ${returned}`),
    ),
    overdueApproval: await db.$count(
      measures,
      and(eq(measures.state, 'submitted'), lt(measures.submittedAt, border('approval', now))),
    ),
    overdueOutcome: await db.$count(measures, and(awaited, lt(measures.sentAt, border('outcome', now)))),
  };
}

/** Findings that still need somebody and have no sealed screenshot. */
async function countWithoutScreenshot(db: Database): Promise<number> {
  const screenshot = db
    .select({ one: sql`1` })
    .from(evidenceSets)
    .innerJoin(evidenceFiles, eq(evidenceFiles.setId, evidenceSets.id))
    .where(and(eq(evidenceSets.findingId, findings.id), eq(evidenceFiles.role, 'screenshot')));
  const open = inArray(findings.state, ['new', 'postponed', 'qualified']);
  return db.$count(findings, and(open, sql`not exists ${screenshot}`));
}
