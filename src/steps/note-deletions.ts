import type { Finding } from '../domain/finding.ts';
import type { PostDeletion } from '../domain/post.ts';
import type { Tx } from '../ports/memory.ts';
import type { Needs } from './needs.ts';
import { peopleOf, tellPeople } from './record.ts';

/** Deletions of one source in one window that are told one by one; a channel that clears itself is told of once. */
const FEW_MAX = 5;
const WINDOW_MS = 10 * 60_000;
/** A clearing comes in several batches: its notice waits for them, and counts when it is sent. */
const GATHER_MS = 60_000;

/**
 * Marks posts that are gone at the source, and tells those who work on their findings once. An album is gone with its last
 * part. Of a message that was never seen only the deletion is noted, so that it is marked should it still come.
 */
export async function noteDeletions(
  needs: Pick<Needs, 'clock'>,
  tx: Tx,
  sourceId: number,
  deletions: readonly PostDeletion[],
): Promise<void> {
  if (deletions.length === 0) return;
  const now = needs.clock.now();
  const ids = deletions.map(({ messageId }) => messageId);
  await tx.posts.markGone(
    sourceId,
    deletions.map(({ messageId, seenAt }) => ({ messageId, at: new Date(seenAt) })),
  );
  await tx.sources.resolveMissing(sourceId, ids, 'gone', now);
  const seen = await tx.posts.seen(sourceId, ids);
  const postOf = (messageId: number): number => seen.get(messageId)?.postId ?? messageId;
  const gone = await tx.posts.whollyGone(sourceId, [...new Set(ids.map(postOf))]);
  const marked = await tx.posts.markDeleted(
    sourceId,
    [...gone].map(([messageId, seenAt]) => ({
      messageId,
      seenAt,
      existedAt: latest(deletions.filter((deletion) => postOf(deletion.messageId) === messageId)),
    })),
  );
  await tell(tx, sourceId, marked, now);
}

function latest(deletions: readonly PostDeletion[]): Date | null {
  const times = deletions.flatMap(({ existedAt }) =>
    existedAt === undefined ? [] : [Date.parse(existedAt)],
  );
  return times.length === 0 ? null : new Date(Math.max(...times));
}

async function tell(tx: Tx, sourceId: number, messageIds: readonly number[], now: Date): Promise<void> {
  const hit = new Map<string, { readonly findingId: number; readonly messageId: number }>();
  for (const messageId of messageIds) {
    const findingId = await tx.findings.ofMessage(sourceId, messageId);
    if (findingId !== null) hit.set(`${findingId}-${sourceId}-${messageId}`, { findingId, messageId });
  }
  if (hit.size === 0) return;
  const windowStart = new Date(Math.floor(now.getTime() / WINDOW_MS) * WINDOW_MS);
  const { messages } = await tx.posts.goneSince(sourceId, windowStart);
  if (messages > FEW_MAX) {
    await tellPeople(tx, {
      people: await peopleOf(tx, ['supervisor']),
      kind: 'deleted_many',
      params: { sourceId, since: windowStart.toISOString() },
      key: `${sourceId}-${windowStart.getTime()}`,
      at: now,
      delayMs: GATHER_MS,
    });
    return;
  }
  for (const [key, { findingId }] of hit) {
    const people = await holdersOf(tx, await tx.findings.get(findingId), now);
    await tellPeople(tx, { people, kind: 'deleted', params: { findingId }, key, at: now });
  }
}

/** Who works on the finding: who has it in hand, else who decided on it last. */
async function holdersOf(tx: Tx, finding: Finding, now: Date): Promise<readonly number[]> {
  const { claimedBy, claimedUntil } = finding;
  if (claimedBy !== null && claimedUntil !== null && claimedUntil > now) return [claimedBy];
  if (finding.state !== 'qualified' && finding.state !== 'postponed') return [];
  const analysts = await peopleOf(tx, ['analyst']);
  const decisions = await tx.findings.decisions(finding.id);
  const decidedBy = decisions.flatMap(({ by }) =>
    by.kind === 'person' && analysts.includes(by.id) ? [by.id] : [],
  );
  return decidedBy.slice(-1);
}
