import { DelayedError, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';
import { messageOf, PermanentError, RetryableError } from '../domain/failure.ts';
import type { Log } from '../log.ts';
import type { JobAttempt, JobName, JobPayloads, OnDeadJob } from '../ports/job-queue.ts';
import type { StoredBullJob } from './backend.ts';
import { BURY_AGAIN_MS, DEATHS_MAX, type QueueLimits, RETRY_AFTER_MAX_MS } from './limits.ts';

export interface RunNeeds {
  readonly name: JobName;
  /** Takes what `schema` has accepted. */
  readonly handler: (payload: unknown, attempt: JobAttempt) => Promise<void>;
  readonly schema: z.ZodType;
  readonly onDead: OnDeadJob;
  readonly log: Log;
}

/** What to call for each running job so that it is left running. */
export type Abandonable = Set<() => void>;

/**
 * Runs one try of one job. A failure that cannot or may not be tried again is told to `onDead` first and then leaves
 * the queue; while `onDead` fails, the job stays.
 */
export async function runJob(job: StoredBullJob, needs: RunNeeds): Promise<void> {
  const number = job.attemptsMade + 1;
  const attempt: JobAttempt = { number, last: number >= (job.opts.attempts ?? 1) };
  const key = keyOf(job);
  try {
    if (job.stalledCounter > DEATHS_MAX)
      throw new PermanentError('worker_died', `The worker died ${job.stalledCounter} times on this job`);
    await needs.handler(parsePayload(job, needs.schema), attempt);
  } catch (error) {
    if (!(error instanceof PermanentError) && !attempt.last) {
      needs.log.warn(
        { err: error, job: needs.name, key, attempt: number },
        'A job failed and will be tried again',
      );
      throw error;
    }
    needs.log.error({ err: error, job: needs.name, key, attempt: number }, 'A job failed for good');
    await bury(job, needs, reasonOf(error));
    throw new UnrecoverableError(reasonOf(error));
  }
}

/**
 * Lets BullMQ close its worker though a handler hangs: the job stays as it is, held until the hold runs out, and then
 * another worker takes it.
 */
export function unlessAbandoned(running: Abandonable, run: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(new DelayedError('left running'));
    running.add(leave);
    void run.then(resolve, reject).finally(() => running.delete(leave));
  });
}

/** Milliseconds until the next try: doubling, or as long as the other side asked us to wait. */
export function backoff(limits: QueueLimits, attemptsMade: number, error: unknown): number {
  const doubled = Math.min(limits.backoffMs * 2 ** (attemptsMade - 1), limits.backoffMaxMs);
  const asked = error instanceof RetryableError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(doubled, Math.min(asked, RETRY_AFTER_MAX_MS));
}

export function keyOf(job: StoredBullJob): string {
  return job.deduplicationId ?? job.id ?? 'unknown';
}

function parsePayload(job: StoredBullJob, schema: z.ZodType): unknown {
  const parsed = schema.safeParse(unpack(job));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')}: ${issue.code}`);
  throw new PermanentError('bad_job', `The job is not as this version expects it (${places.join('; ')})`);
}

function unpack(job: StoredBullJob): unknown {
  try {
    return JSON.parse(job.data.json);
  } catch (error) {
    throw new PermanentError('bad_job', 'The job is not JSON', { cause: error });
  }
}

async function bury(job: StoredBullJob, needs: RunNeeds, reason: string): Promise<void> {
  try {
    await needs.onDead({ name: needs.name, key: keyOf(job), payload: payloadOrEmpty(job), reason });
  } catch (error) {
    needs.log.error(
      { err: error, job: needs.name, key: keyOf(job) },
      'A dead job could not be noted: it is kept and tried again',
    );
    await job.moveToDelayed(Date.now() + BURY_AGAIN_MS, job.token);
    throw new DelayedError(messageOf(error));
  }
}

/** What is left of the payload: of a job that does not parse, whoever buries it gets an empty object. */
function payloadOrEmpty(job: StoredBullJob): JobPayloads[JobName] {
  try {
    return unpack(job) as JobPayloads[JobName];
  } catch {
    return {} as JobPayloads[JobName];
  }
}

/** The message of an unexpected error may quote a post, so only its type is handed on. */
function reasonOf(error: unknown): string {
  if (error instanceof PermanentError || error instanceof RetryableError) return error.reason;
  return `unexpected_error: ${error instanceof Error ? error.name : typeof error}`;
}
