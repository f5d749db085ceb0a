import type { Needs } from '../src/steps/needs.ts';
import { trackMeasure } from '../src/steps/track-measure.ts';
import { jobWorker, type RoleWorker } from './role-worker.ts';

/** Asks the addressee for outcomes. */
export function createTrackWorker(needs: Needs): RoleWorker {
  return jobWorker('track', { track: (job) => trackMeasure(needs, job.measureId) });
}
