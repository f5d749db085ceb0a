import { dispatchMeasure } from '../src/steps/dispatch-measure.ts';
import type { Needs } from '../src/steps/needs.ts';
import { jobWorker, type RoleWorker } from './role-worker.ts';

/** Sends approved notifications to the addressee. */
export function createDispatchWorker(needs: Needs): RoleWorker {
  return jobWorker('dispatch', { dispatch: (job) => dispatchMeasure(needs, job.measureId) });
}
