import type { Detection } from '../domain/detection.ts';
import { maskText } from '../domain/masking.ts';
import type { Post } from '../domain/post.ts';
import { SYSTEM } from '../domain/staff.ts';
import type { Signature } from '../ports/detector.ts';
import type { StoredPost, Tx } from '../ports/memory.ts';
import { findPictureTwin, keepPictures, type ReadPicture } from './keep-pictures.ts';
import type { Needs } from './needs.ts';
import { peopleOf, tellPeople } from './record.ts';

type KeepNeeds = Pick<Needs, 'clock' | 'detector' | 'box'>;

/** Near-duplicates older than this open a finding of their own. */
const JOIN_WINDOW_DAYS = 30;
/** Overlap of shingles from which two texts are one offer. */
const JOIN_SIMILARITY = 0.5;
/** Candidates that are compared at most; a band with more is a boilerplate phrase. */
const CANDIDATES_MAX = 50;
/** Purpose name of the sealed box. */
export const POST_SEAL = 'post';

/** A post that detection has looked at. */
export interface Seen {
  readonly post: Post;
  /** Its text as far as it is looked at. */
  readonly text: string;
  /** Keyed hash of all that a reader sees of it. */
  readonly hash: string;
  readonly detection: Detection;
  /** Null for an ordinary post. */
  readonly signature: Signature | null;
  /** What was read in its pictures; absent until they were read. */
  readonly pictures?: readonly ReadPicture[];
}

/** Keeps what has to be kept of one post: nothing of an ordinary one that belongs to no finding. */
export async function keepPost(needs: KeepNeeds, tx: Tx, row: Seen): Promise<void> {
  const { post, detection, signature } = row;
  const belongsTo = await tx.findings.ofMessage(post.sourceId, post.messageId);
  if (signature === null || detection.category === null) {
    if (belongsTo !== null) await addVersion(needs, tx, row, belongsTo);
    return;
  }
  if (belongsTo !== null) {
    await addVersion(needs, tx, row, belongsTo);
    return;
  }
  const now = needs.clock.now();
  const stored = await tx.posts.add(newPost(needs, row));
  await keepPictures(needs, tx, stored.id, row.pictures ?? []);
  const joins = await findTwinOf(needs, tx, row, signature, now);
  if (joins === null) {
    await openFinding(tx, row, stored, now);
  } else {
    await joinFinding(tx, joins, stored, signature, now);
  }
}

async function openFinding(tx: Tx, row: Seen, stored: StoredPost, now: Date): Promise<void> {
  const { detection, signature } = row;
  if (detection.category === null || signature === null) return;
  const finding = await tx.findings.open({
    category: detection.category,
    score: detection.score,
    rulesVersion: detection.rulesVersion,
    modelVersion: detection.model?.version ?? null,
    postId: stored.id,
    at: now,
  });
  await tx.findings.addSignature(finding.id, stored.id, signature, now);
  await tx.findings.addDecision({
    findingId: finding.id,
    measureId: null,
    verb: 'open',
    from: null,
    to: finding.state,
    by: SYSTEM,
    at: now,
    reason: null,
  });
  tx.audit.append({
    action: 'finding.opened',
    actorId: null,
    subject: `finding:${finding.id}`,
    details: { post: stored.id, rules: detection.rulesVersion },
  });
  await queueCapture(tx, finding.id, stored.id);
}

/** A new occurrence joins the finding, also after the decision, and says so to who decided, or to the supervisors. */
async function joinFinding(
  tx: Tx,
  findingId: number,
  stored: StoredPost,
  signature: Signature,
  now: Date,
): Promise<void> {
  const finding = await tx.findings.addOccurrence(findingId, stored.id, now);
  await tx.findings.addSignature(findingId, stored.id, signature, now);
  await queueCapture(tx, findingId, stored.id);
  if (finding.state === 'new' || finding.state === 'postponed') return;
  const decisions = await tx.findings.decisions(findingId);
  const decidedBy = decisions.flatMap((decision) =>
    decision.by.kind === 'person' && decision.by.role === 'analyst' ? [decision.by.id] : [],
  );
  const analysts = await peopleOf(tx, ['analyst']);
  const here = decidedBy.slice(-1).filter((id) => analysts.includes(id));
  await tellPeople(tx, {
    people: here.length > 0 ? here : await peopleOf(tx, ['supervisor']),
    kind: 'occurrence',
    params: { findingId },
    key: `${findingId}-${stored.id}`,
    at: now,
  });
}

/** The sealed evidence of the earlier versions stays; the new one is captured as well. */
async function addVersion(needs: KeepNeeds, tx: Tx, row: Seen, findingId: number): Promise<void> {
  const stored = await tx.posts.add(newPost(needs, row));
  await keepPictures(needs, tx, stored.id, row.pictures ?? []);
  if (row.signature !== null)
    await tx.findings.addSignature(findingId, stored.id, row.signature, needs.clock.now());
  await queueCapture(tx, findingId, stored.id);
}

async function queueCapture(tx: Tx, findingId: number, postId: number): Promise<void> {
  await tx.outbox.add([{ name: 'capture', key: `capture-${postId}`, payload: { findingId, postId } }]);
}

function newPost(needs: KeepNeeds, row: Seen): Parameters<Tx['posts']['add']>[0] {
  const { post, text, detection } = row;
  return {
    sourceId: post.sourceId,
    messageId: post.messageId,
    url: post.url,
    publishedAt: new Date(post.publishedAt),
    editedAt: post.editedAt === null ? null : new Date(post.editedAt),
    firstSeenAt: needs.clock.now(),
    lastSeenAt: needs.clock.now(),
    parts: post.parts ?? null,
    maskedText: maskText(text, detection.entities),
    sealedContent: needs.box.seal(POST_SEAL, new TextEncoder().encode(JSON.stringify(post))),
    detection: withoutPersonalData(detection, text),
    views: post.views,
  };
}

/** The stored explanation carries masked words, so that reading a card needs no unmasked text. */
function withoutPersonalData(detection: Detection, text: string): Detection {
  const masked = maskText(text, detection.entities);
  return {
    ...detection,
    matches: detection.matches.map((match) => ({ ...match, text: masked.slice(match.start, match.end) })),
    entities: detection.entities.map((entity) => ({ ...entity, value: maskedValue(entity, masked) })),
  };
}

function maskedValue(entity: Detection['entities'][number], masked: string): string {
  const shown = masked.slice(entity.start, entity.end);
  return shown.includes('•') ? shown : entity.value;
}

/** By its words, else by a picture with its words. */
async function findTwinOf(
  needs: KeepNeeds,
  tx: Tx,
  row: Seen,
  signature: Signature,
  now: Date,
): Promise<number | null> {
  const since = new Date(now.getTime() - JOIN_WINDOW_DAYS * 86_400_000);
  const byText = await findTwin(needs, tx, signature, since);
  if (byText !== null || row.pictures === undefined) return byText;
  return await findPictureTwin(needs, tx, row.pictures, since);
}

async function findTwin(needs: KeepNeeds, tx: Tx, signature: Signature, since: Date): Promise<number | null> {
  const candidates = await tx.findings.candidates(signature.bands, since, CANDIDATES_MAX);
  let best: { readonly findingId: number; readonly alike: number } | null = null;
  for (const candidate of candidates) {
    const alike = needs.detector.similarity(signature, {
      exact: candidate.exact,
      bands: [],
      shingles: candidate.shingles,
    });
    if (alike >= JOIN_SIMILARITY && alike > (best?.alike ?? 0))
      best = { findingId: candidate.findingId, alike };
  }
  return best?.findingId ?? null;
}
