import { detectBatch } from '../src/steps/detect-batch.ts';
import type { Needs } from '../src/steps/needs.ts';
import { jobWorker, type RoleWorker } from './role-worker.ts';

/** Looks at batches of posts. */
export function createDetectWorker(needs: Needs): RoleWorker {
  return jobWorker('detect', { detect: (batch, attempt) => detectBatch(needs, batch, attempt.last) });
}
