import type { Job } from '../ports/job-queue.ts';
import type { Needs } from './needs.ts';
import { isTracked } from './track-measure.ts';

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
  const measures = await read.measures.inStates(['approved', 'received', 'outcome'], RESUME_MAX);
  const jobs: Job[] = [
    ...captures.map((row): Job => ({ name: 'capture', key: `capture-${row.postId}`, payload: row })),
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
