import type { JobHandlers } from '../src/ports/job-queue.ts';
import type { ProcessRole } from '../src/steps/pipeline.ts';

/** One role of a process: jobs it handles, and what it does by the clock. */
export interface RoleWorker {
  readonly role: ProcessRole;
  readonly handlers: JobHandlers;
  /** Starts what runs by the clock; resolves when the role can work or waits for something that `notReady` names. */
  start(): Promise<void>;
  /** Null when the role can work now, else why not. */
  notReady(): string | null;
  /** Lets running work end. */
  stop(): Promise<void>;
}

/** A role that only handles jobs. */
export function jobWorker(role: ProcessRole, handlers: JobHandlers): RoleWorker {
  return { role, handlers, start: async () => undefined, notReady: () => null, stop: async () => undefined };
}
