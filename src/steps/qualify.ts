import {
  POSTPONE_HOURS,
  holdsClaim,
  type DismissReason,
  type Finding,
  type FindingVerb,
} from '../domain/finding.ts';
import { COMMENT_MAX, type MeasureKind } from '../domain/measure.ts';
import { scopeOptions } from '../domain/scope.ts';
import { asActor, type Person } from '../domain/staff.ts';
import type { FindingChange, Tx } from '../ports/memory.ts';
import type { Needs } from './needs.ts';
import { measureView, readCard, requireActive, whyClosed } from './read-card.ts';
import { moveFinding } from './record.ts';
import { RefusedError, StaleCardError, type CardView, type MeasureView } from './views.ts';

type QualifyNeeds = Pick<Needs, 'memory' | 'clock' | 'office' | 'files' | 'reach'>;

interface Press {
  readonly findingId: number;
  /** Version of the finding when the card was drawn. */
  readonly version: number;
}

const RELEASED: FindingChange = { claimedBy: null, claimedUntil: null };

/** Not a violation, for one of the named reasons. */
export async function dismiss(
  needs: QualifyNeeds,
  person: Person,
  press: Press & { readonly reason: DismissReason },
): Promise<CardView> {
  return await decide(needs, person, press, { verb: 'dismiss', reason: press.reason, change: RELEASED });
}

/** Later: the finding comes back to the queue after four hours. */
export async function postpone(needs: QualifyNeeds, person: Person, press: Press): Promise<CardView> {
  const notBefore = new Date(needs.clock.now().getTime() + POSTPONE_HOURS * 3_600_000);
  return await decide(needs, person, press, {
    verb: 'postpone',
    reason: null,
    change: { ...RELEASED, notBefore },
  });
}

/** Outside the competence: handed to the competent body of the category. */
export async function redirect(needs: QualifyNeeds, person: Person, press: Press): Promise<CardView> {
  return await decide(needs, person, press, {
    verb: 'redirect',
    reason: 'outside_competence',
    change: RELEASED,
  });
}

/** A supervisor returns a decided finding to the queue. */
export async function reopen(
  needs: QualifyNeeds,
  person: Person,
  press: Press & { readonly reason: string },
): Promise<CardView> {
  const reason = press.reason.trim();
  if (reason.length > COMMENT_MAX) throw new RefusedError('text_too_long', String(COMMENT_MAX));
  return await decide(needs, person, press, { verb: 'reopen', reason, change: RELEASED });
}

async function decide(
  needs: QualifyNeeds,
  person: Person,
  press: Press,
  move: { readonly verb: FindingVerb; readonly reason: string | null; readonly change: FindingChange },
): Promise<CardView> {
  requireActive(person);
  const now = needs.clock.now();
  await needs.memory.transaction(async (tx) => {
    const finding = await lockFresh(tx, press);
    const has = { claim: holdsClaim(finding, person.id, now), reason: (move.reason ?? '') !== '' };
    await moveFinding(tx, finding, { ...move, by: asActor(person), at: now, has });
    needs.reach('qualify.before-commit');
  });
  needs.reach('qualify.after-commit');
  return await readCard(needs, person, press.findingId);
}

/**
 * Starts a measure with a drafted justification. The finding becomes qualified with its first measure.
 * Routes 1 and 2 exclude each other; route 3 goes with either.
 */
export async function startMeasure(
  needs: QualifyNeeds,
  person: Person,
  press: Press & { readonly kind: MeasureKind; readonly justification: string },
): Promise<MeasureView> {
  const now = needs.clock.now();
  const measureId = await needs.memory.transaction(async (tx) => {
    const finding = await lockFresh(tx, press);
    const measures = await tx.measures.ofFinding(finding.id);
    const closed = whyClosed(finding.category, measures, press.kind);
    if (closed !== null) throw new RefusedError(closed);
    if (person.role !== 'analyst' || !person.active) throw new RefusedError('not_permitted');
    if (finding.state !== 'qualified') {
      const has = { claim: holdsClaim(finding, person.id, now), measure: true };
      await moveFinding(tx, finding, {
        verb: 'qualify',
        by: asActor(person),
        at: now,
        has,
        reason: press.kind,
        change: RELEASED,
      });
    }
    const measure = await openMeasure(tx, finding, person, press, now);
    needs.reach('qualify.before-commit');
    return measure;
  });
  needs.reach('qualify.after-commit');
  return await measureView(needs, needs.memory.read, person, measureId);
}

async function openMeasure(
  tx: Tx,
  finding: Finding,
  person: Person,
  press: { readonly kind: MeasureKind; readonly justification: string },
  now: Date,
): Promise<number> {
  const post = await tx.posts.get(finding.firstPostId);
  const source = await tx.sources.get(post.sourceId);
  const [narrowest] = scopeOptions(post.url, source);
  if (narrowest === undefined) throw new RefusedError('route_closed');
  const measure = await tx.measures.open({
    findingId: finding.id,
    kind: press.kind,
    authorId: person.id,
    justification: press.justification,
    scope: narrowest.kind,
    scopeTarget: narrowest.target,
    at: now,
  });
  await tx.findings.addDecision({
    findingId: finding.id,
    measureId: measure.id,
    verb: 'open',
    from: null,
    to: measure.state,
    by: asActor(person),
    at: now,
    reason: press.kind,
  });
  tx.audit.append({
    action: 'measure.opened',
    actorId: person.id,
    subject: `measure:${measure.id}`,
    details: { finding: finding.id, kind: press.kind },
  });
  return measure.id;
}

async function lockFresh(tx: Tx, press: Press): Promise<Finding> {
  const finding = await tx.findings.lock(press.findingId);
  if (finding.version === press.version) return finding;
  const decisions = await tx.findings.decisions(press.findingId);
  throw new StaleCardError(press.findingId, decisions.at(-1) ?? null);
}
