import { setTimeout as wait } from 'node:timers/promises';
import { type Log, silentLog } from '../../src/log.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Detector } from '../../src/ports/detector.ts';
import type { JobQueue } from '../../src/ports/job-queue.ts';
import type { Memory } from '../../src/ports/memory.ts';
import type { SealedBox } from '../../src/ports/sealed-box.ts';
import type { QueueBackend } from '../../src/queue/backend.ts';
import { createBullmqQueue } from '../../src/queue/bullmq-queue.ts';
import { detectBatch } from '../../src/steps/detect-batch.ts';

/** Waits of minutes pass in seconds for whoever watches: stalls, sweeps, backfills that do not get on. */
const TIMES_FASTER = 20;
export const ROUND_MS = 100;

/** Small pages, batches and buffers, so that a few posts meet every border; short waits. */
export const LIMITS = {
  gatherMs: 5,
  albumWaitMs: 80,
  catchUpMs: 400,
  historyLooks: 3,
  reportMs: 100,
  pagePosts: 7,
  batchPosts: 4,
  bufferPosts: 6,
  bufferChanges: 4,
  callTimeoutMs: 2_000,
  callGapMs: 0,
  joinGapMs: 0,
  leisureGapMs: 0,
  lookGapMs: 0,
  leisureWaitMs: 500,
  backoffMinMs: 50,
  backoffMaxMs: 400,
};
export const KEEP_ALIVE = { watchMs: 50, pingMs: 700, graceMs: 1_500 };
const QUEUE_LIMITS = { lockMs: 1_500, backoffMs: 50, backoffMaxMs: 500 };

export function quickClock(): Clock {
  const begunMs = Date.now();
  return { now: () => new Date(begunMs + (Date.now() - begunMs) * TIMES_FASTER) };
}

export async function openQueue(backend: QueueBackend, prefix: string): Promise<JobQueue> {
  return await createBullmqQueue({
    backend,
    prefix,
    log: silentLog(),
    onDead: async () => undefined,
    limits: QUEUE_LIMITS,
  });
}

/** The real detection on the queue. */
export async function startDetection(
  queue: JobQueue,
  parts: {
    readonly memory: Memory;
    readonly detector: Detector;
    readonly box: SealedBox;
    readonly log?: Log;
  },
): Promise<void> {
  const needs = {
    log: silentLog(),
    ...parts,
    clock: { now: () => new Date() },
    office: { timeZone: 'Asia/Almaty', unitName: '', addresseeName: '', systemName: '' },
    reach: () => undefined,
  };
  await queue.start({
    detect: (batch, attempt) => detectBatch(needs, batch, attempt.last),
    backfill: (batch, attempt) => detectBatch(needs, batch, attempt.last),
  });
}

/** After the last step everything has to be right within this; a machine may be busy. */
const SETTLE_MS = 60_000;
const LOOK_MS = 60;

/** Waits until nothing is wrong any more; throws with what still is, and with `more`. */
export async function untilRight(
  problems: () => Promise<readonly string[]>,
  more: () => Promise<string> = async () => '',
): Promise<void> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const left = await problems();
    if (left.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`not right in the end:\n${left.join('\n')}\n${await more()}`);
    await wait(LOOK_MS);
  }
}
