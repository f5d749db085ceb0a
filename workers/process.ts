import type { Needs } from '../src/steps/needs.ts';
import { createHousekeeping } from './housekeeping.ts';
import type { RoleWorker } from './role-worker.ts';

/** The roles of one process, running. */
export interface RunningProcess {
  /** Why a role cannot work now, by role; empty when all can. */
  notReady(): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

const PING_MS = 2_000;

/** Starts roles in order and their shared queue; stops them in reverse order. */
export async function startProcess(needs: Needs, workers: readonly RoleWorker[]): Promise<RunningProcess> {
  const handlers = Object.assign({}, ...workers.map((worker) => worker.handlers));
  const loops = createHousekeeping(needs);
  await needs.queue.start(handlers);
  for (const loop of loops) loop.start();
  for (const worker of workers) await worker.start();
  return {
    notReady: async () => {
      const reasons: Record<string, string> = {};
      for (const worker of workers) {
        const reason = worker.notReady();
        if (reason !== null) reasons[worker.role] = reason;
      }
      for (const loop of loops) {
        const reason = loop.problem();
        if (reason !== null) reasons['database'] = reason;
      }
      await needs.queue.ping(PING_MS).catch((error: Error) => {
        reasons['queue'] = error.message;
      });
      return reasons;
    },
    stop: async () => {
      for (const loop of loops) await loop.stop();
      // Jobs end before the roles let go of what the jobs use.
      await needs.queue.stop();
      for (const worker of [...workers].reverse()) await worker.stop();
    },
  };
}
