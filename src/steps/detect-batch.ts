import { messageOf, RetryableError } from '../domain/failure.ts';
import type { Detection } from '../domain/detection.ts';
import { maskText } from '../domain/masking.ts';
import { POST_TEXT_MAX, type Post } from '../domain/post.ts';
import { SYSTEM } from '../domain/staff.ts';
import type { Signature } from '../ports/detector.ts';
import type { DetectBatch } from '../ports/job-queue.ts';
import type { StoredPost, Tx } from '../ports/memory.ts';
import { dayOf } from './day.ts';
import type { Needs } from './needs.ts';
import { tellPeople } from './record.ts';

type DetectNeeds = Pick<Needs, 'memory' | 'clock' | 'detector' | 'box' | 'office' | 'reach' | 'log'>;

/** Near-duplicates older than this open a finding of their own. */
const JOIN_WINDOW_DAYS = 30;
/** Overlap of shingles from which two texts are one offer. */
const JOIN_SIMILARITY = 0.5;
/** Candidates that are compared at most; a band with more is a boilerplate phrase. */
const CANDIDATES_MAX = 50;
/** Purpose names of the sealed box. */
export const POST_SEAL = 'post';
const TEXT_HASH = 'visible-text';

interface Seen {
  readonly post: Post;
  readonly text: string;
  readonly hash: string;
  readonly detection: Detection;
  readonly signature: Signature | null;
}

/**
 * Looks at the posts of a batch and commits, in one transaction, findings, occurrences, counters and the interval of
 * ids that is dealt with. A batch that fails is split; a single post that still fails on the last try is committed as
 * a reported hole, so that one poison post stalls nothing.
 * @param last this is the last try that the queue gives
 */
export async function detectBatch(needs: DetectNeeds, batch: DetectBatch, last: boolean): Promise<void> {
  try {
    await commitBatch(needs, batch);
  } catch (error) {
    if (error instanceof RetryableError) throw error;
    const posts = batch.posts.length;
    needs.log.warn({ sourceId: batch.sourceId, posts, error: messageOf(error) }, 'batch failed');
    if (posts > 1) {
      for (const part of halves(batch)) await detectBatch(needs, part, last);
      return;
    }
    if (!last) throw error;
    await commitHole(needs, batch, messageOf(error));
  }
}

/** Two batches that together account for the same interval. */
export function halves(batch: DetectBatch): readonly [DetectBatch, DetectBatch] {
  const posts = [...batch.posts].sort((a, b) => a.messageId - b.messageId);
  const middle = Math.ceil(posts.length / 2);
  const [first, second] = [posts.slice(0, middle), posts.slice(middle)];
  const border = first.at(-1)?.messageId ?? 0;
  const { interval } = batch;
  return [
    { ...batch, posts: first, interval: interval === null ? null : { from: interval.from, to: border } },
    {
      ...batch,
      posts: second,
      deletions: [],
      interval: interval === null ? null : { from: border + 1, to: interval.to },
    },
  ];
}

async function commitBatch(needs: DetectNeeds, batch: DetectBatch): Promise<void> {
  const seen = batch.posts.map((post) => look(needs, post));
  await needs.memory.transaction(async (tx) => {
    const known = await tx.posts.seen(
      batch.sourceId,
      seen.map((row) => row.post.messageId),
    );
    const fresh = newestVersions(seen).filter((row) => known.get(row.post.messageId) !== row.hash);
    await tx.findings.lockBands(fresh.flatMap((row) => (row.signature === null ? [] : row.signature.bands)));
    for (const row of fresh) await keep(needs, tx, row);
    const now = needs.clock.now();
    await tx.posts.markSeen(
      batch.sourceId,
      fresh.map((row) => ({ messageId: row.post.messageId, hash: row.hash, editedAt: row.post.editedAt })),
      now,
    );
    const unseen = fresh.filter((row) => !known.has(row.post.messageId));
    await countDays(needs, tx, batch.sourceId, unseen);
    const deleted = batch.deletions.map((deletion) => deletion.messageId);
    if (deleted.length > 0) await tx.posts.markDeleted(batch.sourceId, deleted, now);
    if (batch.interval !== null)
      await tx.sources.commitInterval(batch.sourceId, batch.epoch, batch.interval, null);
    needs.reach('detect.before-commit');
  });
  needs.reach('detect.after-commit');
}

/** Of several versions of one message in a batch only the last is looked at. */
function newestVersions(seen: readonly Seen[]): readonly Seen[] {
  const newest = new Map<number, Seen>();
  for (const row of seen) newest.set(row.post.messageId, row);
  return [...newest.values()];
}

function look(needs: DetectNeeds, post: Post): Seen {
  const text = post.text.slice(0, POST_TEXT_MAX);
  const visible = JSON.stringify([
    text,
    post.links.map((link) => link.url),
    post.media.map((media) => media.sizeBytes),
  ]);
  const detection = needs.detector.detect({ text, links: post.links });
  return {
    post,
    text,
    hash: needs.box.keyedHash(TEXT_HASH, visible),
    detection,
    signature: detection.suspicious ? needs.detector.sign(text) : null,
  };
}

async function countDays(needs: DetectNeeds, tx: Tx, sourceId: number, rows: readonly Seen[]): Promise<void> {
  if (rows.length === 0) return;
  const suspicious = rows.filter((row) => row.detection.suspicious).length;
  const newest = rows.reduce((latest, row) => Math.max(latest, Date.parse(row.post.publishedAt)), 0);
  const day = dayOf(needs.clock.now(), needs.office.timeZone);
  await tx.sources.count(sourceId, day, rows.length, suspicious, new Date(newest));
}

/** Keeps what has to be kept of one post: nothing of an ordinary one that belongs to no finding. */
async function keep(needs: DetectNeeds, tx: Tx, row: Seen): Promise<void> {
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
  const joins = await findTwin(needs, tx, signature, now);
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

/** A new occurrence joins the finding, also after the decision, and says so to those who decided. */
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
  const people = decisions.flatMap((decision) =>
    decision.by.kind === 'person' && decision.by.role === 'analyst' ? [decision.by.id] : [],
  );
  await tellPeople(tx, {
    people: people.slice(-1),
    kind: 'occurrence',
    params: { findingId },
    key: `${findingId}-${stored.id}`,
    at: now,
  });
}

async function addVersion(needs: DetectNeeds, tx: Tx, row: Seen, findingId: number): Promise<void> {
  const stored = await tx.posts.add(newPost(needs, row));
  if (row.signature !== null)
    await tx.findings.addSignature(findingId, stored.id, row.signature, needs.clock.now());
  await queueCapture(tx, findingId, stored.id);
}

async function queueCapture(tx: Tx, findingId: number, postId: number): Promise<void> {
  await tx.outbox.add([{ name: 'capture', key: `capture-${postId}`, payload: { findingId, postId } }]);
}

function newPost(needs: DetectNeeds, row: Seen): Parameters<Tx['posts']['add']>[0] {
  const { post, text, detection } = row;
  return {
    sourceId: post.sourceId,
    messageId: post.messageId,
    url: post.url,
    publishedAt: new Date(post.publishedAt),
    editedAt: post.editedAt === null ? null : new Date(post.editedAt),
    firstSeenAt: needs.clock.now(),
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

async function findTwin(needs: DetectNeeds, tx: Tx, signature: Signature, now: Date): Promise<number | null> {
  const since = new Date(now.getTime() - JOIN_WINDOW_DAYS * 86_400_000);
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

/** The post that cannot be processed is passed by, and the report names it by its address. */
async function commitHole(needs: DetectNeeds, batch: DetectBatch, reason: string): Promise<void> {
  const [post] = batch.posts;
  const address =
    post === undefined ? `source:${batch.sourceId}` : `source:${batch.sourceId} message:${post.messageId}`;
  await needs.memory.transaction(async (tx) => {
    if (batch.interval !== null)
      await tx.sources.commitInterval(batch.sourceId, batch.epoch, batch.interval, reason);
    await tx.deadLetters.add({ queue: 'detect', key: address, address, reason, at: needs.clock.now() });
  });
}
