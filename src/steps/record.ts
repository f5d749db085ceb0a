import type { AuditAction } from '../domain/audit.ts';
import type { Decision } from '../domain/decision.ts';
import { FINDING_MOVES, type Finding, type FindingVerb } from '../domain/finding.ts';
import { MEASURE_MOVES, type Measure, type MeasureVerb } from '../domain/measure.ts';
import { checkMove, type MoveNeed } from '../domain/moves.ts';
import type { NoticeKind, NoticeParams } from '../domain/notice.ts';
import { isSamePerson, type Actor, type Person } from '../domain/staff.ts';
import type { Job } from '../ports/job-queue.ts';
import type { FindingChange, MeasureChange, Tx } from '../ports/memory.ts';

/** Staff id of an actor, null for the program. */
export function actorId(actor: Actor): number | null {
  return actor.kind === 'person' ? actor.id : null;
}

/** Whether the person prepared the measure, also under an earlier staff id: four eyes are two humans. */
export async function isAuthor(
  tx: Tx,
  measure: Pick<Measure, 'authorId'>,
  person: Pick<Person, 'id' | 'telegramId'>,
): Promise<boolean> {
  return isSamePerson(await tx.staff.get(measure.authorId), person);
}

interface MoveOf<Verb extends string, Change> {
  readonly verb: Verb;
  readonly by: Actor;
  readonly at: Date;
  readonly has?: Readonly<Partial<Record<MoveNeed, boolean>>>;
  readonly reason?: string | null;
  readonly change?: Change;
}

/** The only way to change the state of a finding: checks the table, writes state, decision and audit together. */
export async function moveFinding(
  tx: Tx,
  finding: Finding,
  move: MoveOf<FindingVerb, FindingChange>,
): Promise<Finding> {
  const row = checkMove(FINDING_MOVES, finding.state, move.verb, move.by, move.has ?? {});
  const moved = await tx.findings.change(finding.id, { ...move.change, state: row.to });
  await note(tx, { finding, measureId: null, verb: row.verb, from: row.from, to: row.to, move });
  return moved;
}

/** The only way to change the state of a measure; the decision and the audit entry are written with it. */
export async function moveMeasure(
  tx: Tx,
  measure: Measure,
  finding: Finding,
  move: MoveOf<MeasureVerb, MeasureChange>,
): Promise<Measure> {
  const row = checkMove(MEASURE_MOVES, measure.state, move.verb, move.by, move.has ?? {});
  const moved = await tx.measures.change(measure.id, { ...move.change, state: row.to });
  await note(tx, { finding, measureId: measure.id, verb: row.verb, from: row.from, to: row.to, move });
  return moved;
}

interface Noted {
  readonly finding: Finding;
  readonly measureId: number | null;
  readonly verb: string;
  readonly from: string;
  readonly to: string;
  readonly move: { readonly by: Actor; readonly at: Date; readonly reason?: string | null };
}

async function note(tx: Tx, noted: Noted): Promise<Decision> {
  const { finding, measureId, verb, from, to, move } = noted;
  const decision = await tx.findings.addDecision({
    findingId: finding.id,
    measureId,
    verb,
    from,
    to,
    by: move.by,
    at: move.at,
    reason: move.reason ?? null,
  });
  const action: AuditAction = measureId === null ? 'finding.moved' : 'measure.moved';
  tx.audit.append({
    action,
    actorId: actorId(move.by),
    subject: measureId === null ? `finding:${finding.id}` : `measure:${measureId}`,
    details: { decision: decision.id, verb, from, to },
  });
  return decision;
}

/** Stores the intent to tell people something, and the jobs that send it, in the same transaction. */
export async function tellPeople(
  tx: Tx,
  notice: {
    readonly people: readonly number[];
    readonly kind: NoticeKind;
    readonly params: NoticeParams;
    /** Same key, same notice: told once however often the step runs. */
    readonly key: string;
    readonly at: Date;
    /** Told so much later, with what is known then. */
    readonly delayMs?: number;
  },
): Promise<void> {
  const delayMs = notice.delayMs ?? 0;
  const jobs: Job[] = [];
  for (const personId of new Set(notice.people)) {
    const dedupKey = `${notice.kind}-${notice.key}-${personId}`;
    const added = await tx.notices.add({
      personId,
      kind: notice.kind,
      params: notice.params,
      dedupKey,
      at: new Date(notice.at.getTime() + delayMs),
    });
    if (added !== null)
      jobs.push({ name: 'tell', key: `tell-${added.id}`, payload: { noticeId: added.id }, delayMs });
  }
  await tx.outbox.add(jobs);
}

/** Ids of active people of the roles. */
export async function peopleOf(
  tx: Tx,
  roles: readonly ('analyst' | 'supervisor' | 'admin')[],
): Promise<readonly number[]> {
  const people = await tx.staff.list({ active: true });
  return people.filter((person) => roles.some((role) => role === person.role)).map((person) => person.id);
}
