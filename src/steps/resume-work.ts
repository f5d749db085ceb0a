import type { Job } from '../ports/job-queue.ts';
import type { Tx } from '../ports/memory.ts';
import type { Needs } from './needs.ts';
import { isTracked } from './track-measure.ts';

/**
 * A capture that failed for good is tried again this often: a browser that was put right makes the picture by itself.
 * The key keeps one such job waiting at a time, so that a lasting failure costs little.
 */
const CAPTURE_AGAIN_MS = 10 * 60_000;
/** Places of one finding that are looked at again. */
const PLACES_MAX = 50;

/** Rows of each kind looked at in one round. */
const RESUME_MAX = 500;

/**
 * Puts jobs back that the database says should exist: the queue only moves work, and may be wiped at any time.
 * Jobs that are still there are not doubled, because their keys are the same.
 */
export async function resumeWork(needs: Pick<Needs, 'memory' | 'queue' | 'pace'>): Promise<number> {
  const { read } = needs.memory;
  const captures = await read.evidence.uncaptured(RESUME_MAX);
  const notices = await read.notices.unsent(RESUME_MAX);
  const unread = await read.pictures.line(RESUME_MAX);
  const measures = await read.measures.inStates(['approved', 'received', 'outcome'], RESUME_MAX);
  const jobs: Job[] = [
    ...captures.map((row): Job => ({ name: 'capture', key: `capture-${row.postId}`, payload: row })),
    ...(await failedCaptures(read)),
    ...unread.map((id): Job => ({ name: 'read', key: `read-${id}`, payload: { waitingId: id } })),
    ...notices.map((row): Job => ({ name: 'tell', key: `tell-${row.id}`, payload: { noticeId: row.id } })),
  ];
  for (const measure of measures) {
    const payload = { measureId: measure.id };
    if (isTracked(measure))
      jobs.push({ name: 'track', key: `track-${measure.id}`, payload, delayMs: needs.pace.trackEveryMs });
    else if (measure.state === 'approved' && measure.kind === 'blocking_notification') {
      jobs.push({ name: 'dispatch', key: `dispatch-${measure.id}`, payload });
    }
  }
  if (jobs.length > 0) await needs.queue.add(jobs);
  return jobs.length;
}

/** Open findings whose capture failed, with the posts that have no picture. */
async function failedCaptures(read: Tx): Promise<readonly Job[]> {
  const open = await read.findings.list({ states: ['new', 'postponed', 'qualified'], limit: RESUME_MAX });
  const jobs: Job[] = [];
  for (const finding of open.filter(({ captureProblem }) => captureProblem !== null)) {
    const places = await read.findings.occurrences(finding.id, PLACES_MAX);
    for (const postId of new Set([finding.firstPostId, ...places.map(({ post }) => post.id)])) {
      if ((await read.evidence.ofPost(postId)) !== null) continue;
      const payload = { findingId: finding.id, postId };
      jobs.push({ name: 'capture', key: `capture-again-${postId}`, payload, delayMs: CAPTURE_AGAIN_MS });
    }
  }
  return jobs;
}
