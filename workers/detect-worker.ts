import { detectBatch } from '../src/steps/detect-batch.ts';
import type { Needs } from '../src/steps/needs.ts';
import { jobWorker, type RoleWorker } from './role-worker.ts';

/** Looks at batches of posts; those of the past have a line of their own, so that none of now waits behind them. */
export function createDetectWorker(needs: Needs): RoleWorker {
  return jobWorker('detect', {
    detect: (batch, attempt) => detectBatch(needs, batch, attempt.last),
    backfill: (batch, attempt) => detectBatch(needs, batch, attempt.last),
  });
}
