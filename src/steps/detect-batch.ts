import { PermanentError, RetryableError } from '../domain/failure.ts';
import { POST_TEXT_MAX, type Post } from '../domain/post.ts';
import { visibleText } from '../domain/visible-text.ts';
import type { DetectBatch } from '../ports/job-queue.ts';
import type { Tx } from '../ports/memory.ts';
import { dayOf } from './day.ts';
import { rememberedPictures } from './keep-pictures.ts';
import { keepPost, type Seen } from './keep-post.ts';
import type { Needs } from './needs.ts';
import { offerPictures } from './offer-pictures.ts';

type DetectNeeds = Pick<Needs, 'memory' | 'clock' | 'detector' | 'box' | 'office' | 'reach' | 'log'>;

/** Purpose name of the sealed box. */
const TEXT_HASH = 'visible-text';

/**
 * Looks at the posts of a batch and commits, in one transaction, findings, occurrences, counters and the interval of
 * ids that is dealt with. A batch that fails is split and every part is tried, so that the neighbours of a poison post
 * wait for nothing; the post that still fails on the last try is committed as a reported hole and stalls nothing.
 * @param last this is the last try that the queue gives
 */
export async function detectBatch(needs: DetectNeeds, batch: DetectBatch, last: boolean): Promise<void> {
  try {
    await commitBatch(needs, batch);
  } catch (error) {
    if (error instanceof RetryableError) throw error;
    const posts = batch.posts.length;
    const reason = reasonOf(error);
    needs.log.warn({ sourceId: batch.sourceId, posts, reason }, 'batch failed');
    if (posts > 1) {
      await detectParts(needs, halves(batch), last);
      return;
    }
    if (!last) throw error;
    await commitHole(needs, batch, reason);
  }
}

/** Every part gets its try; then the first failure is handed on, so that the queue tries what is left again. */
async function detectParts(needs: DetectNeeds, parts: readonly DetectBatch[], last: boolean): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    try {
      await detectBatch(needs, part, last);
    } catch (error) {
      if (error instanceof RetryableError) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** The message of an unexpected error may quote the post, so only its type is noted. */
function reasonOf(error: unknown): string {
  if (error instanceof PermanentError) return error.reason;
  return `unexpected_error: ${error instanceof Error ? error.name : typeof error}`;
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
    for (const row of fresh) await keepPost(needs, tx, await withRemembered(needs, tx, row));
    await offerPictures(needs, tx, fresh);
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
    // Last: the counters are the same rows for everybody.
    await countTrials(needs, tx, fresh);
    needs.reach('detect.before-commit');
  });
  needs.reach('detect.after-commit');
}

/** Counts rules on trial, which leave no other trace. */
async function countTrials(needs: DetectNeeds, tx: Tx, rows: readonly Seen[]): Promise<void> {
  const hits = new Map<string, number>();
  for (const { detection } of rows)
    for (const rule of detection.shadow ?? []) hits.set(rule, (hits.get(rule) ?? 0) + 1);
  const rules = [...hits].map(([rule, count]) => ({ rule, kind: 'shadow' as const, hits: count }));
  await tx.learning.countRules(dayOf(needs.clock.now(), needs.office.timeZone), rules);
}

/** Of several versions of one message in a batch only the last is looked at. */
function newestVersions(seen: readonly Seen[]): readonly Seen[] {
  const newest = new Map<number, Seen>();
  for (const row of seen) newest.set(row.post.messageId, row);
  return [...newest.values()];
}

/** A suspicious post that shows a known picture joins its finding at once; new pictures are read later. */
async function withRemembered(needs: DetectNeeds, tx: Tx, row: Seen): Promise<Seen> {
  if (row.signature === null || row.post.media.length === 0) return row;
  const pictures = await rememberedPictures(needs, tx, row.post);
  return pictures.length === 0 ? row : { ...row, pictures };
}

/** Looks at all words that a reader of the post sees. */
export function look(needs: Pick<Needs, 'detector' | 'box'>, post: Post): Seen {
  const text = visibleText(post).slice(0, POST_TEXT_MAX);
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
