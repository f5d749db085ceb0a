import { type JobsOptions, SchemaMigrationRequiredError } from 'bullmq';
import { messageOf, PermanentError, RetryableError } from '../domain/failure.ts';
import { type Log, withoutSecrets } from '../log.ts';
import {
  type Job,
  type JobHandlers,
  JOB_NAMES,
  type JobName,
  type JobQueue,
  type OnDeadJob,
} from '../ports/job-queue.ts';
import {
  type OpenedBackend,
  type OpenedQueue,
  type OpenedWorker,
  openBackend,
  type QueueBackend,
  type StoredBullJob,
} from './backend.ts';
import { JOB_SCHEMAS } from './job-schemas.ts';
import {
  ADD_TIMEOUT_MS,
  DEFAULT_LIMITS,
  JOB_BYTES_MAX,
  type QueueLimits,
  STOP_TIMEOUT_MS,
} from './limits.ts';
import { type Abandonable, backoff, type RunNeeds, runJob, unlessAbandoned } from './run-job.ts';
import { within } from './within.ts';

export interface BullmqQueueOptions {
  readonly backend: QueueBackend;
  readonly log: Log;
  /** Told of each job that will not be tried again, before it leaves the queue; may be told twice. */
  readonly onDead: OnDeadJob;
  /** Parts installations that share a backend. */
  readonly prefix?: string;
  readonly limits?: Partial<QueueLimits>;
  /** How long opening may take. */
  readonly connectTimeoutMs?: number;
}

const KEY = /^[\w-]{1,200}$/u;
const CONNECT_TIMEOUT_MS = 20_000;
/** BullMQ's own limit is never reached: `DEATHS_MAX` is checked where the job can be buried. */
const NO_STALL_LIMIT = 1_000_000;

/**
 * The job queue on BullMQ. Delivery is at least once: a worker that dies loses its job to another after about two
 * `lockMs`. Throws RetryableError `queue_unreachable` when the backend cannot be reached, PermanentError
 * `queue_not_migrated` when its tables are not there (`migrateQueue`).
 */
export async function createBullmqQueue(options: BullmqQueueOptions): Promise<JobQueue> {
  const limits: QueueLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const backend = openBackend(options.backend, options.prefix ?? 'qyraghy', options.log);
  const queues = new Map<JobName, OpenedQueue>(JOB_NAMES.map((name) => [name, backend.queue(name)]));
  const workers: OpenedWorker[] = [];
  const running: Abandonable = new Set();
  try {
    await within(
      Promise.all([...queues.values()].map((queue) => queue.waitUntilReady())),
      options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      'connecting',
    );
  } catch (error) {
    await closeAll(queues, backend, options.log);
    throw openingFailure(error);
  }
  const queueOf = (name: JobName): OpenedQueue => {
    const queue = queues.get(name);
    if (queue === undefined)
      throw new PermanentError('unknown_job', `There is no queue for jobs named ${name}`);
    return queue;
  };
  let stopping: Promise<void> | null = null;
  return {
    add: (jobs) => addJobs(jobs, queueOf, limits),
    async start(handlers, startOptions = {}) {
      if (workers.length > 0) throw new Error('The queue was started before');
      workers.push(
        ...makeWorkers(backend, handlers, {
          ...options,
          limits,
          concurrency: startOptions.concurrency,
          running,
        }),
      );
      await within(
        Promise.all(workers.map((worker) => worker.waitUntilReady())),
        CONNECT_TIMEOUT_MS,
        'starting the workers',
      );
      for (const worker of workers)
        void worker
          .run()
          .catch((error: unknown) => options.log.error({ err: error }, 'A worker of the queue ended'));
    },
    async counts(name) {
      const found = await queueOf(name).getJobCounts('wait', 'active', 'delayed', 'failed');
      const count = (state: string): number => found[state] ?? 0;
      return {
        waiting: count('wait'),
        active: count('active'),
        delayed: count('delayed'),
        failed: count('failed'),
      };
    },
    ping: (timeoutMs) => within(backend.ping(), timeoutMs, 'ping'),
    async wipe() {
      for (const queue of queues.values()) await queue.obliterate({ force: true });
    },
    stop(timeoutMs = STOP_TIMEOUT_MS) {
      stopping ??= stopWorkers(workers, timeoutMs, running, options.log).then(() =>
        closeAll(queues, backend, options.log),
      );
      return stopping;
    },
  };
}

function openingFailure(error: unknown): Error {
  if (error instanceof PermanentError || error instanceof RetryableError) return error;
  if (error instanceof SchemaMigrationRequiredError) {
    const text = 'The tables of the queue are not there yet: run `qyraghy migrate`.';
    return new PermanentError('queue_not_migrated', text, { cause: error });
  }
  const text = `The job queue cannot be reached: ${withoutSecrets(messageOf(error))}`;
  return new RetryableError('queue_unreachable', text, { cause: error });
}

async function addJobs(
  jobs: readonly Job[],
  queueOf: (name: JobName) => OpenedQueue,
  limits: QueueLimits,
): Promise<void> {
  for (const name of JOB_NAMES) {
    const ofName = jobs.filter((job) => job.name === name);
    if (ofName.length === 0) continue;
    const stored = ofName.map((job) => ({
      name,
      data: { json: packed(job) },
      opts: jobOptions(job, limits),
    }));
    await within(queueOf(name).addBulk(stored), ADD_TIMEOUT_MS, `adding ${stored.length} jobs`);
  }
}

function packed(job: Job): string {
  if (!KEY.test(job.key))
    throw new PermanentError(
      'bad_job_key',
      `A job key has 1 to 200 letters, digits, - and _; this is not one: ${job.key}`,
    );
  const json = JSON.stringify(job.payload);
  if (json.length <= JOB_BYTES_MAX) return json;
  throw new PermanentError(
    'job_too_large',
    `The job ${job.key} has ${json.length} characters, at most ${JOB_BYTES_MAX} are taken: split the batch`,
  );
}

/**
 * A key that waits takes no second job; one that comes while the first runs is kept and run after it, so that a
 * handler may ask for its own next turn.
 */
function jobOptions(job: Job, limits: QueueLimits): JobsOptions {
  return {
    attempts: limits.attempts[job.name],
    backoff: { type: 'own' },
    deduplication: { id: job.key, keepLastIfActive: true },
    removeOnComplete: true,
    removeOnFail: true,
    stackTraceLimit: 1,
    ...(job.delayMs === undefined || job.delayMs <= 0 ? {} : { delay: Math.ceil(job.delayMs) }),
  };
}

interface WorkerNeeds extends BullmqQueueOptions {
  readonly limits: QueueLimits;
  readonly concurrency: number | undefined;
  readonly running: Abandonable;
}

function makeWorkers(
  backend: OpenedBackend,
  handlers: JobHandlers,
  needs: WorkerNeeds,
): readonly OpenedWorker[] {
  return JOB_NAMES.flatMap((name) => {
    const worker = makeWorker(backend, name, handlers, needs);
    return worker === null ? [] : [worker];
  });
}

function makeWorker(
  backend: OpenedBackend,
  name: JobName,
  handlers: JobHandlers,
  needs: WorkerNeeds,
): OpenedWorker | null {
  // The schema of the same name proves that the payload is the handler's.
  const handler = handlers[name] as RunNeeds['handler'] | undefined;
  if (handler === undefined) return null;
  const { limits, log, onDead } = needs;
  const run = (job: StoredBullJob): Promise<void> =>
    unlessAbandoned(needs.running, runJob(job, { name, handler, schema: JOB_SCHEMAS[name], onDead, log }));
  return backend.worker(name, run, {
    concurrency: needs.concurrency ?? limits.concurrency[name],
    lockDuration: limits.lockMs,
    stalledInterval: limits.lockMs / 2,
    maxStalledCount: NO_STALL_LIMIT,
    settings: { backoffStrategy: (attemptsMade, _type, error) => backoff(limits, attemptsMade, error) },
  });
}

async function stopWorkers(
  workers: readonly OpenedWorker[],
  timeoutMs: number,
  running: Abandonable,
  log: Log,
): Promise<void> {
  const closing = Promise.all(workers.map((worker) => worker.close()));
  try {
    await within(closing, timeoutMs, 'waiting for running jobs');
  } catch (error) {
    // The jobs are not lost: nobody renews the hold on them, so another worker takes them.
    log.warn({ err: error }, 'Jobs were still running when the queue stopped');
    for (const leave of running) leave();
    await within(closing, CONNECT_TIMEOUT_MS, 'letting go of the workers').catch((late: unknown) => {
      log.warn({ err: late }, 'A worker of the queue could not be closed');
    });
  }
}

async function closeAll(
  queues: ReadonlyMap<JobName, OpenedQueue>,
  backend: OpenedBackend,
  log: Log,
): Promise<void> {
  const closing = Promise.all([...queues.values()].map((queue) => queue.close())).then(() => backend.close());
  await within(closing, CONNECT_TIMEOUT_MS, 'closing').catch((error: unknown) => {
    log.warn({ err: error }, 'The queue could not be closed cleanly');
  });
}
