import { PermanentError, RetryableError } from '../domain/failure.ts';
import { POST_TEXT_MAX, type Post, type PostDeletion } from '../domain/post.ts';
import { visibleText } from '../domain/visible-text.ts';
import type { DetectBatch } from '../ports/job-queue.ts';
import type { SeenPost, Tx } from '../ports/memory.ts';
import { dayOf } from './day.ts';
import { rememberedPictures } from './keep-pictures.ts';
import { keepPost, type Seen } from './keep-post.ts';
import type { Needs } from './needs.ts';
import { noteDeletions } from './note-deletions.ts';
import { offerPictures } from './offer-pictures.ts';
import { partsOf } from './split-batch.ts';
import { idsOf, isKnown, tellVersions, underKnownId } from './tell-versions.ts';

type DetectNeeds = Pick<Needs, 'memory' | 'clock' | 'detector' | 'box' | 'office' | 'reach' | 'log'>;

/** Purpose name of the sealed box. */
const TEXT_HASH = 'visible-text';

/**
 * Looks at the posts of a batch and commits, in one transaction, findings, occurrences, counters, deletions and what is
 * dealt with: the interval of ids, the events, the part of a backfill. A batch that fails is split and every part is tried, so that the neighbours of a poison post
 * wait for nothing; the post that still fails on the last try is committed as a reported hole and stalls nothing.
 * @param last this is the last try that the queue gives
 */
export async function detectBatch(needs: DetectNeeds, batch: DetectBatch, last: boolean): Promise<void> {
  try {
    await commitBatch(needs, batch);
  } catch (error) {
    if (error instanceof RetryableError) throw error;
    const reason = reasonOf(error);
    needs.log.warn({ sourceId: batch.sourceId, posts: batch.posts.length, reason }, 'batch failed');
    const parts = partsOf(batch);
    if (parts !== null) {
      await detectParts(needs, parts, last);
      return;
    }
    if (!last) throw error;
    await commitHole(needs, batch, reason);
  }
}

/**
 * Every part that holds posts gets its try; then the first failure is handed on, so that the queue tries what is left
 * again. What counts as complete only with all of them waits for that.
 */
async function detectParts(needs: DetectNeeds, parts: readonly DetectBatch[], last: boolean): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    if (failures.length > 0 && part.posts.length === 0) break;
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

async function commitBatch(needs: DetectNeeds, batch: DetectBatch): Promise<void> {
  const looked = batch.posts.map((post) => look(needs, post));
  const { sourceId } = batch;
  await needs.memory.transaction(async (tx) => {
    const deleted = batch.deletions.map(({ messageId }) => messageId);
    const known = await tx.posts.seen(sourceId, [...batch.posts.flatMap(idsOf), ...deleted]);
    const rows = looked.map((row) => underKnownId(row, known));
    const { fresh, same } = tellVersions(rows, known, batch.order);
    await tx.findings.lockBands(fresh.flatMap((row) => (row.signature === null ? [] : row.signature.bands)));
    for (const row of fresh) await keepPost(needs, tx, await withRemembered(needs, tx, row));
    await offerPictures(needs, tx, fresh);
    const now = needs.clock.now();
    await tx.posts.markSeen(
      sourceId,
      [...fresh, ...same].flatMap((row) => seenRows(row, known, batch)),
      now,
    );
    await tx.posts.stillThere(
      sourceId,
      same.map((row) => row.post.messageId),
      now,
    );
    const unseen = fresh.filter((row) => !isKnown(known.get(row.post.messageId)));
    if (batch.backfill === undefined && batch.isPast !== true) await countDays(needs, tx, sourceId, unseen);
    const settled = await tx.sources.settleMissing(sourceId, batch.settled ?? [], now);
    await noteDeletions(needs, tx, sourceId, [...batch.deletions, ...silently(sourceId, settled, now)]);
    await commitRanges(needs, tx, batch, { unseen: unseen.length, hole: null });
    // Last: the counters are the same rows for everybody.
    await countTrials(needs, tx, fresh);
    needs.reach('detect.before-commit');
  });
  needs.reach('detect.after-commit');
}

/** What is dealt with now: ids, events, a part of a backfill, and what is known of ids that did not come. */
async function commitRanges(
  needs: DetectNeeds,
  tx: Tx,
  batch: DetectBatch,
  { unseen, hole }: { readonly unseen: number; readonly hole: string | null },
): Promise<void> {
  const { sourceId, epoch, interval, events, backfill } = batch;
  const at = needs.clock.now();
  await tx.sources.noteMissing(sourceId, batch.missing ?? [], at);
  await tx.sources.resolveMissing(sourceId, batch.posts.flatMap(idsOf), 'filled', at);
  if (interval !== null) await tx.sources.commitInterval(sourceId, epoch, interval, hole);
  if (events !== undefined) await tx.sources.commitEvents(sourceId, epoch, events);
  if (backfill !== undefined)
    await tx.sources.commitBackfill(backfill.backfillId, backfill, { posts: unseen, hole, at });
}

/** Messages that were deleted without a word: they were asked for by id, and are not there. */
function silently(sourceId: number, messageIds: readonly number[], at: Date): readonly PostDeletion[] {
  return messageIds.map((messageId) => ({ sourceId, messageId, seenAt: at.toISOString() }));
}

/** One row for each message of the post, so that any part of an album is known by itself. */
function seenRows(row: Seen, known: ReadonlyMap<number, SeenPost>, batch: DetectBatch): SeenRow[] {
  const { post, hash } = row;
  const before = known.get(post.messageId);
  const editedAt = post.editedAt === null ? null : new Date(post.editedAt);
  const version = {
    hash,
    // The same text may come back by a later edit: the versions between them are older than that.
    editedAt:
      before?.editedAt != null && (editedAt === null || editedAt < before.editedAt)
        ? before.editedAt
        : editedAt,
    readOrder: Math.max(batch.order ?? 0, before?.readOrder ?? 0),
  };
  const parts = post.parts ?? [];
  const isAlbum = parts.length > 1 || before?.postId != null;
  const postId = isAlbum ? post.messageId : null;
  return [...new Set(idsOf(post))].map((messageId) => ({ messageId, postId, ...version }));
}
type SeenRow = Parameters<Tx['posts']['markSeen']>[1][number];

/** Counts rules on trial, which leave no other trace. */
async function countTrials(needs: DetectNeeds, tx: Tx, rows: readonly Seen[]): Promise<void> {
  const hits = new Map<string, number>();
  for (const { detection } of rows)
    for (const rule of detection.shadow ?? []) hits.set(rule, (hits.get(rule) ?? 0) + 1);
  const rules = [...hits].map(([rule, count]) => ({ rule, kind: 'shadow' as const, hits: count }));
  await tx.learning.countRules(dayOf(needs.clock.now(), needs.office.timeZone), rules);
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
  // What is read in the pictures later is no change of the post.
  const { pictureText: _read, ...asPublished } = post;
  const visible = JSON.stringify([
    visibleText(asPublished).slice(0, POST_TEXT_MAX),
    post.links.map((link) => link.url),
    post.media.map((medium) => [medium.kind, medium.sizeBytes]),
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
    await commitRanges(needs, tx, { ...batch, posts: [] }, { unseen: 0, hole: reason });
    await tx.deadLetters.add({ queue: 'detect', key: address, address, reason, at: needs.clock.now() });
  });
}
