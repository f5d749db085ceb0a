import { CATEGORY_FACTS, type Category } from '../domain/category.ts';
import { missingFields } from '../domain/completeness.ts';
import type { Decision } from '../domain/decision.ts';
import type { EntityKind } from '../domain/detection.ts';
import { FINDING_MOVES, holdsClaim, type Finding, type FindingState } from '../domain/finding.ts';
import { inForce, serves, type LegalAct } from '../domain/legal-act.ts';
import {
  EXCLUDED_BY,
  MEASURE_END_STATES,
  MEASURE_KINDS,
  MEASURE_MOVES,
  MEASURE_ROUTE,
  type Measure,
  type MeasureKind,
} from '../domain/measure.ts';
import { openMoves } from '../domain/moves.ts';
import { scopeOptions, usesPlatformLetter } from '../domain/scope.ts';
import { asActor, isSamePerson, permits, type Person } from '../domain/staff.ts';
import type { EvidenceSet, StoredPost, Tx } from '../ports/memory.ts';
import { dayOf } from './day.ts';
import type { Needs } from './needs.ts';
import { quoteOf } from './quote.ts';
import { RefusedError, type CardView, type MeasureView, type ScreenshotView } from './views.ts';

type ReadNeeds = Pick<Needs, 'memory' | 'clock' | 'office' | 'files'>;

/** Occurrences and related findings shown at most. */
const CONTEXT_MAX = 20;

/** Throws RefusedError('not_permitted') unless the person may see findings. */
export function requireSight(person: Person): void {
  requireActive(person);
  if (!permits(person.role, 'see_finding')) throw new RefusedError('not_permitted');
}

/** Throws RefusedError('not_permitted') for a person who has left the staff. */
export function requireActive(person: Person): void {
  if (!person.active) throw new RefusedError('not_permitted');
}

/** All that the card shows to `person`, masked. */
export async function readCard(needs: ReadNeeds, person: Person, findingId: number): Promise<CardView> {
  requireSight(person);
  const tx = needs.memory.read;
  const finding = await tx.findings.get(findingId);
  const measures = await tx.measures.ofFinding(findingId);
  const first = await tx.posts.get(finding.firstPostId);
  const post = (await tx.posts.latest(first.sourceId, first.messageId)) ?? first;
  const source = await tx.sources.get(post.sourceId);
  const now = needs.clock.now();
  const held = finding.claimedBy !== null && finding.claimedUntil !== null && finding.claimedUntil > now;
  const claim = !held ? 'free' : finding.claimedBy === person.id ? 'mine' : 'other';
  return {
    finding,
    claim,
    claimedByName: held && finding.claimedBy !== null ? (await tx.staff.get(finding.claimedBy)).name : null,
    source,
    post: {
      url: post.url,
      publishedAt: post.publishedAt,
      editedAt: post.editedAt,
      deletedSeenAt: post.deletedSeenAt,
      maskedText: post.maskedText,
      views: post.views,
    },
    matches: post.detection.matches,
    entities: post.detection.entities,
    ...(post.detection.model === undefined ? {} : { model: post.detection.model }),
    screenshot: await screenshotOf(tx, finding, post.id),
    measures,
    verbs: verbsFor(finding, person, now),
    kinds: kindsFor(finding, measures, person, now),
  };
}

/** The newest capture of the post that opened the finding, else any of the finding's. */
async function screenshotOf(tx: Tx, finding: Finding, postId: number): Promise<ScreenshotView> {
  const sets = await tx.evidence.ofFinding(finding.id);
  const set = sets.find((candidate) => candidate.postId === postId) ?? sets.at(-1);
  const masked = set?.files.find((file) => file.role === 'masked');
  if (set !== undefined && masked !== undefined) {
    return {
      kind: 'ready',
      maskedSha256: masked.sha256,
      sealSha256: set.sealSha256,
      capturedAt: set.capturedAt,
    };
  }
  return finding.captureProblem === null
    ? { kind: 'pending' }
    : { kind: 'failed', problem: finding.captureProblem };
}

function verbsFor(finding: Finding, person: Person, now: Date): CardView['verbs'] {
  const has = { claim: holdsClaim(finding, person.id, now) };
  const verbs = openMoves(FINDING_MOVES, finding.state, asActor(person), has);
  const outside = CATEGORY_FACTS[finding.category].competence !== 'afm';
  return verbs.filter((verb) => verb !== 'qualify' && (verb !== 'redirect' || outside));
}

/** Measures the person may start: the competence and the route are open, and no open measure excludes it. */
export function kindsFor(
  finding: Finding,
  measures: readonly Measure[],
  person: Person,
  now: Date,
): readonly MeasureKind[] {
  const may =
    person.role === 'analyst' &&
    (finding.state === 'new' ? holdsClaim(finding, person.id, now) : finding.state === 'qualified');
  return may ? MEASURE_KINDS.filter((kind) => whyClosed(finding.category, measures, kind) === null) : [];
}

/** Why a measure of this kind cannot be started, or null. */
export function whyClosed(
  category: Category,
  measures: readonly Measure[],
  kind: MeasureKind,
): 'outside_competence' | 'route_closed' | 'measure_exclusive' | null {
  const facts = CATEGORY_FACTS[category];
  if (facts.competence !== 'afm') return 'outside_competence';
  if (!facts.routes.includes(MEASURE_ROUTE[kind])) return 'route_closed';
  const taken = measures.some(
    (measure) =>
      measure.state !== 'withdrawn' && EXCLUDED_BY[kind].includes(measure.kind) && !isOver(measure, kind),
  );
  return taken ? 'measure_exclusive' : null;
}

/** A closed measure of the same kind does not stop a new one (a relapse); the other of routes 1 and 2 does. */
function isOver(measure: Measure, kind: MeasureKind): boolean {
  return measure.kind === kind && MEASURE_END_STATES.includes(measure.state);
}

/** All that the form of a measure shows to `person`. */
export async function readMeasure(needs: ReadNeeds, person: Person, measureId: number): Promise<MeasureView> {
  requireSight(person);
  return await measureView(needs, needs.memory.read, person, measureId);
}

/** The same inside a transaction. */
export async function measureView(
  needs: ReadNeeds,
  tx: Tx,
  person: Person,
  measureId: number,
): Promise<MeasureView> {
  const measure = await tx.measures.get(measureId);
  const finding = await tx.findings.get(measure.findingId);
  const first = await tx.posts.get(finding.firstPostId);
  const source = await tx.sources.get(first.sourceId);
  const today = dayOf(needs.clock.now(), needs.office.timeZone);
  const act = measure.legalActId === null ? null : await tx.acts.get(measure.legalActId);
  const sets = await evidenceOfPost(tx, finding, first);
  const quote = quoteOf(first.maskedText, first.detection.matches);
  const prepared = {
    measure,
    category: finding.category,
    act,
    today,
    quote,
    screenshots: screenshotCount(sets),
  };
  const missing = missingFields(prepared);
  const preparedBy = await tx.staff.get(measure.authorId);
  const author = isSamePerson(preparedBy, person);
  const has = {
    author,
    not_author: !author,
    complete: missing.length === 0,
    returned: measure.outcome === 'returned',
  };
  return {
    measure,
    finding,
    source,
    authorName: preparedBy.name,
    approverName: measure.approverId === null ? null : (await tx.staff.get(measure.approverId)).name,
    act,
    acts: pickable(await tx.acts.list(), today, finding.category),
    missing,
    scopes: scopeOptions(first.url, source),
    platformLetter: usesPlatformLetter(source.kind),
    quote,
    screenshot: await screenshotOf(tx, finding, first.id),
    verbs: openMoves(MEASURE_MOVES, measure.state, asActor(person), has).filter((verb) =>
      fits(verb, measure.kind),
    ),
    editable: measure.state === 'draft' && author,
  };
}

/** A notification is sent by the program; the other two are recorded as sent by hand, with their number. */
function fits(verb: MeasureView['verbs'][number], kind: MeasureKind): boolean {
  return verb !== 'record_sent' || kind !== 'blocking_notification';
}

/** Captures of the post that a measure is about, oldest first: a picture of another occurrence proves nothing about it. */
export async function evidenceOfPost(
  tx: Tx,
  finding: Finding,
  first: StoredPost,
): Promise<readonly EvidenceSet[]> {
  const latest = await tx.posts.latest(first.sourceId, first.messageId);
  const sets = await tx.evidence.ofFinding(finding.id);
  return sets.filter((set) => set.postId === first.id || set.postId === latest?.id);
}

function screenshotCount(sets: readonly EvidenceSet[]): number {
  return sets.filter((set) => set.files.some((file) => file.role === 'screenshot')).length;
}

function pickable(acts: readonly LegalAct[], today: string, category: Category): readonly LegalAct[] {
  return acts.filter((act) => inForce(act, today) && serves(act, category));
}

/** The finding's history, oldest first. */
export async function readTimeline(
  needs: ReadNeeds,
  person: Person,
  findingId: number,
): Promise<readonly Decision[]> {
  requireSight(person);
  await needs.memory.read.findings.get(findingId);
  return await needs.memory.read.findings.decisions(findingId);
}

export interface ContextView {
  readonly occurrences: readonly {
    readonly url: string;
    readonly sourceTitle: string;
    readonly publishedAt: Date;
    readonly deletedSeenAt: Date | null;
  }[];
  readonly total: number;
  readonly otherFindings: readonly {
    readonly id: number;
    readonly category: Category;
    readonly state: FindingState;
  }[];
  readonly sameEntities: readonly {
    readonly findingId: number;
    readonly kind: EntityKind;
    readonly value: string;
  }[];
}

/** Where else the offer was published, and what else was found in the same source or by the same identifiers. */
export async function readContext(needs: ReadNeeds, person: Person, findingId: number): Promise<ContextView> {
  requireSight(person);
  const tx = needs.memory.read;
  const finding = await tx.findings.get(findingId);
  const occurrences = await tx.findings.occurrences(findingId, CONTEXT_MAX);
  const related = await tx.findings.related(findingId, CONTEXT_MAX);
  return {
    occurrences: occurrences.map(({ post, source }) => ({
      url: post.url,
      sourceTitle: source.title,
      publishedAt: post.publishedAt,
      deletedSeenAt: post.deletedSeenAt,
    })),
    total: finding.occurrences,
    otherFindings: related.sameSource,
    sameEntities: related.sameEntities,
  };
}

/** Bytes of the masked picture, null when there is none yet. */
export async function screenshotBytes(
  needs: Pick<Needs, 'files'>,
  view: ScreenshotView,
): Promise<Uint8Array | null> {
  return view.kind === 'ready' ? await needs.files.get(view.maskedSha256) : null;
}
