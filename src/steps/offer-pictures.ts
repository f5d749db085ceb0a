import type { Post } from '../domain/post.ts';
import type { Job } from '../ports/job-queue.ts';
import type { Tx } from '../ports/memory.ts';
import { picturesOf, seenHash } from './keep-pictures.ts';
import type { Needs } from './needs.ts';

/**
 * Posts that wait at most; pictures are read ten to twenty times slower than texts. Beyond it the oldest ordinary ones
 * are dropped and counted. A post holds about 100 KB.
 */
const WAITING_MAX = 2_000;
/** Ordinary posts are not kept: one that has waited for so long is let go. */
const WAITING_HOURS = 24;
/** A picture that held nothing is known by its keyed hash for so long. */
const SEEN_KEPT_DAYS = 30;
/** Purpose name of the sealed box. */
export const WAITING_SEAL = 'waiting';

type OfferNeeds = Pick<Needs, 'clock' | 'detector' | 'box' | 'log'>;

/** A post that was looked at by its words. */
interface Looked {
  readonly post: Post;
  readonly detection: { readonly suspicious: boolean };
}

/**
 * Puts posts whose pictures are to be read in the line, sealed, with a job for each. Pictures that held nothing when
 * they were read before are not read again. Part of the transaction in which the posts are dealt with.
 */
export async function offerPictures(needs: OfferNeeds, tx: Tx, rows: readonly Looked[]): Promise<void> {
  const now = needs.clock.now();
  const hashes = new Map(
    rows.map(({ post }) => [post, picturesOf(post).map((picture) => seenHash(needs, picture))]),
  );
  const seen = await tx.pictures.seen([...hashes.values()].flat());
  const offered = rows.filter(({ post }) => hashes.get(post)?.some((hash) => !seen.has(hash)));
  for (const sourceId of new Set(rows.map(({ post }) => post.sourceId))) {
    const ids = rows.filter(({ post }) => post.sourceId === sourceId).map(({ post }) => post.messageId);
    await tx.pictures.leave(sourceId, ids);
  }
  if (offered.length === 0) return;
  const jobs: Job[] = [];
  for (const row of offered) {
    const id = await tx.pictures.wait(await waitingPost(needs, tx, row, now));
    jobs.push({ name: 'read', key: `read-${id}`, payload: { waitingId: id } });
  }
  await tx.outbox.add(jobs);
  await dropWhatIsTooMuch(needs, tx, now);
}

async function waitingPost(
  needs: OfferNeeds,
  tx: Tx,
  { post, detection }: Looked,
  at: Date,
): Promise<Parameters<Tx['pictures']['wait']>[0]> {
  const { sourceId, messageId } = post;
  const suspicious = detection.suspicious || (await tx.findings.ofMessage(sourceId, messageId)) !== null;
  const sealedPost = needs.box.seal(WAITING_SEAL, new TextEncoder().encode(JSON.stringify(post)));
  return { sourceId, messageId, sealedPost, suspicious, at };
}

/** Lets go of what need not be kept: ordinary posts that wait too long, hashes of pictures that held nothing. */
export async function forgetPictures(needs: Pick<Needs, 'memory' | 'clock' | 'log'>): Promise<void> {
  const now = needs.clock.now();
  await needs.memory.transaction(async (tx) => {
    await dropWhatIsTooMuch(needs, tx, now);
    await tx.pictures.forgetSeenBefore(new Date(now.getTime() - SEEN_KEPT_DAYS * 86_400_000));
  });
}

async function dropWhatIsTooMuch(needs: Pick<Needs, 'log'>, tx: Tx, now: Date): Promise<void> {
  const since = new Date(now.getTime() - WAITING_HOURS * 3_600_000);
  const dropped = await tx.pictures.dropOrdinary(WAITING_MAX, since);
  for (const { sourceId, messageId } of dropped) {
    const address = `source:${sourceId} message:${messageId}`;
    await tx.deadLetters.add({ queue: 'read', key: address, address, reason: 'pictures_not_read', at: now });
  }
  if (dropped.length > 0)
    needs.log.warn({ posts: dropped.length }, 'pictures of ordinary posts were given up: too many wait');
}
