import { capturePost } from '../src/steps/capture-post.ts';
import type { Needs } from '../src/steps/needs.ts';
import { jobWorker, type RoleWorker } from './role-worker.ts';

/** Makes and seals the evidence of suspicious posts. */
export function createCaptureWorker(needs: Needs): RoleWorker {
  return {
    ...jobWorker('capture', { capture: (job, attempt) => capturePost(needs, job, attempt.last) }),
    stop: () => needs.capturer.close(),
  };
}
