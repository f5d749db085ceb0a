import type { ChildProcess } from 'node:child_process';
import { afterEach } from 'node:test';
import { silentLog } from '../../src/log.ts';
import type { JobQueue, OnDeadJob } from '../../src/ports/job-queue.ts';
import type { QueueBackend } from '../../src/queue/backend.ts';
import { createBullmqQueue } from '../../src/queue/bullmq-queue.ts';
import type { QueueLimits } from '../../src/queue/limits.ts';

/** Short waits, so that a test of them is short. */
export const QUICK_LOCK_MS = 1_500;
const QUICK: Partial<QueueLimits> = {
  attempts: { detect: 3, backfill: 3, read: 3, capture: 3, dispatch: 3, track: 3, tell: 3 },
  backoffMs: 10,
  lockMs: QUICK_LOCK_MS,
};

/** Opens queues for the tests of a suite; after each test they are wiped and stopped. */
export function queueFixture(backend: () => QueueBackend): {
  readonly open: (limits?: Partial<QueueLimits>, onDead?: OnDeadJob) => Promise<JobQueue>;
  /** Stops a queue within a test. */
  readonly stop: (queue: JobQueue, timeoutMs?: number) => Promise<void>;
  /** Jobs reported dead. */
  readonly dead: Parameters<OnDeadJob>[0][];
  /** Processes to be killed after the test. */
  readonly children: ChildProcess[];
} {
  const opened: JobQueue[] = [];
  const children: ChildProcess[] = [];
  const dead: Parameters<OnDeadJob>[0][] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await opened[0]?.wipe();
    for (const queue of opened.splice(0)) await queue.stop(2_000);
    dead.length = 0;
  });
  return {
    dead,
    children,
    open: async (limits = {}, onDead = async (job) => void dead.push(job)) => {
      const queue = await createBullmqQueue({
        backend: backend(),
        log: silentLog(),
        onDead,
        limits: { ...QUICK, ...limits },
      });
      opened.push(queue);
      return queue;
    },
    stop: async (queue, timeoutMs) => {
      opened.splice(opened.indexOf(queue), 1);
      await queue.stop(timeoutMs);
    },
  };
}

/** True when nothing of the kind `dispatch` is left in the queue. */
export async function isEmpty(queue: JobQueue): Promise<boolean> {
  const counts = await queue.counts('dispatch');
  return counts.waiting + counts.active + counts.delayed + counts.failed === 0;
}
