import { inForce, serves } from '../domain/legal-act.ts';
import {
  COLLATERAL_MIN,
  JUSTIFICATION_MAX,
  JUSTIFICATION_MIN,
  type Measure,
  type ScopeKind,
} from '../domain/measure.ts';
import { scopeOptions } from '../domain/scope.ts';
import type { Person } from '../domain/staff.ts';
import type { MeasureChange, Tx } from '../ports/memory.ts';
import { dayOf } from './day.ts';
import type { Needs } from './needs.ts';
import { measureView, requireActive } from './read-card.ts';
import { isAuthor } from './record.ts';
import { RefusedError, StaleCardError, type MeasureView } from './views.ts';

type DraftNeeds = Pick<Needs, 'memory' | 'clock' | 'office' | 'files'>;

/** Picks the legal basis: only an act in force today that serves the category. */
export async function chooseAct(
  needs: DraftNeeds,
  person: Person,
  press: { readonly measureId: number; readonly version: number; readonly actId: number },
): Promise<MeasureView> {
  return await edit(needs, person, press, async (tx, measure) => {
    const act = await tx.acts.get(press.actId);
    const finding = await tx.findings.get(measure.findingId);
    const today = dayOf(needs.clock.now(), needs.office.timeZone);
    if (!inForce(act, today) || !serves(act, finding.category)) throw new RefusedError('act_not_in_force');
    return { legalActId: act.id };
  });
}

/** Picks what is to be restricted. A wider scope stays incomplete until the collateral check is written. */
export async function chooseScope(
  needs: DraftNeeds,
  person: Person,
  press: { readonly measureId: number; readonly version: number; readonly scope: ScopeKind },
): Promise<MeasureView> {
  return await edit(needs, person, press, async (tx, measure) => {
    const post = await tx.posts.get((await tx.findings.get(measure.findingId)).firstPostId);
    const option = scopeOptions(post.url, await tx.sources.get(post.sourceId)).find(
      (candidate) => candidate.kind === press.scope,
    );
    if (option === undefined) throw new RefusedError('route_closed');
    return { scope: option.kind, scopeTarget: option.target };
  });
}

/** Replaces the justification by the person's own text. */
export async function writeJustification(
  needs: DraftNeeds,
  person: Person,
  reply: { readonly measureId: number; readonly text: string },
): Promise<MeasureView> {
  const text = within(reply.text, JUSTIFICATION_MIN, JUSTIFICATION_MAX);
  return await edit(needs, person, { measureId: reply.measureId, version: null }, async () => ({
    justification: text,
  }));
}

/** Says what lawful content a wider scope would hit. */
export async function writeCollateral(
  needs: DraftNeeds,
  person: Person,
  reply: { readonly measureId: number; readonly text: string },
): Promise<MeasureView> {
  const text = within(reply.text, COLLATERAL_MIN, JUSTIFICATION_MAX);
  return await edit(needs, person, { measureId: reply.measureId, version: null }, async () => ({
    collateral: text,
  }));
}

function within(raw: string, min: number, max: number): string {
  const text = raw.trim();
  if (text.length < min) throw new RefusedError('text_too_short', String(min));
  if (text.length > max) throw new RefusedError('text_too_long', String(max));
  return text;
}

/** Reads and locks the measure; a press of an older version says who did what in between. */
export async function lockMeasure(tx: Tx, measureId: number, version: number | null): Promise<Measure> {
  const measure = await tx.measures.lock(measureId);
  if (version === null || measure.version === version) return measure;
  const decisions = await tx.findings.decisions(measure.findingId);
  throw new StaleCardError(
    measure.findingId,
    decisions.findLast((decision) => decision.measureId === measureId) ?? null,
  );
}

async function edit(
  needs: DraftNeeds,
  person: Person,
  press: { readonly measureId: number; readonly version: number | null },
  make: (tx: Tx, measure: Measure) => Promise<MeasureChange>,
): Promise<MeasureView> {
  requireActive(person);
  await needs.memory.transaction(async (tx) => {
    const measure = await lockMeasure(tx, press.measureId, press.version);
    if (measure.state !== 'draft') {
      const decisions = await tx.findings.decisions(measure.findingId);
      throw new StaleCardError(measure.findingId, decisions.at(-1) ?? null);
    }
    if (!(await isAuthor(tx, measure, person))) throw new RefusedError('not_permitted');
    const change = await make(tx, measure);
    await tx.measures.change(measure.id, change);
    tx.audit.append({
      action: 'measure.changed',
      actorId: person.id,
      subject: `measure:${measure.id}`,
      details: { fields: Object.keys(change).join(',') },
    });
  });
  return await measureView(needs, needs.memory.read, person, press.measureId);
}
