import {
  createPostgresBackend,
  createRedisBackend,
  DEFAULT_SCHEMA,
  type Job as BullJob,
  type JobsOptions,
  type Processor,
  runMigrations,
  withBackend,
  type WorkerOptions,
} from 'bullmq';
import { Client, Pool } from 'pg';
import type { Log } from '../log.ts';
import { openRedis } from './redis-client.ts';

/** Where the jobs are kept. */
export type QueueBackend =
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'redis'; readonly url: string };

/** What a job carries: the payload as one JSON text, since jsonb refuses zero characters and half surrogates. */
export interface StoredJob {
  readonly json: string;
}
export type StoredBullJob = BullJob<StoredJob, void>;

export type WorkerSettings = Pick<
  WorkerOptions,
  'concurrency' | 'lockDuration' | 'stalledInterval' | 'maxStalledCount' | 'settings'
>;

/** The part of a BullMQ queue that is used, equal on both backends. */
export interface OpenedQueue {
  addBulk(jobs: { name: string; data: StoredJob; opts: JobsOptions }[]): Promise<unknown>;
  getJobCounts(...types: ('wait' | 'active' | 'delayed' | 'failed')[]): Promise<Record<string, number>>;
  obliterate(options: { force: boolean }): Promise<void>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}
export interface OpenedWorker {
  run(): Promise<void>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

/** One backend with its connections, shared by all queues and workers of a process. */
export interface OpenedBackend {
  queue(name: string): OpenedQueue;
  worker(name: string, run: Processor<StoredJob, void>, settings: WorkerSettings): OpenedWorker;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Every kind of job has a worker that holds one connection to listen; the others are for short commands. */
const POOL_CONNECTIONS = 16;
/** Twice as many as queues and workers of all kinds of jobs. */
const POOL_LISTENERS = 50;
const CONNECT_TIMEOUT_MS = 10_000;
/** BullMQ writes events for onlookers; nobody looks on, so few are kept. */
const EVENTS_KEPT = 100;

/** Creates or updates the tables of the queue (schema `bullmq`); several may call it at once. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  try {
    await runMigrations(client, DEFAULT_SCHEMA);
  } finally {
    await client.end();
  }
}

/** `prefix` parts installations that share a backend. */
export function openBackend(backend: QueueBackend, prefix: string, log: Log): OpenedBackend {
  return backend.kind === 'postgres'
    ? openPostgres(backend.url, prefix, log)
    : openOnRedis(backend.url, prefix, log);
}

function openPostgres(url: string, prefix: string, log: Log): OpenedBackend {
  const pool = new Pool({
    connectionString: url,
    max: POOL_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // BullMQ names its tables without their schema.
    options: `-c search_path=${DEFAULT_SCHEMA}`,
  });
  // Every queue and worker listens for errors of the shared pool; Node takes more than ten for a leak.
  pool.setMaxListeners(POOL_LISTENERS);
  pool.on('error', (error) => log.warn({ err: error }, 'A connection of the queue broke'));
  const { Queue, Worker } = withBackend(createPostgresBackend);
  return {
    queue: (name) =>
      noting(
        new Queue<StoredJob>(`${prefix}-${name}`, {
          connection: pool,
          streams: { events: { maxLen: EVENTS_KEPT } },
        }),
        name,
        log,
      ),
    worker: (name, run, settings) =>
      noting(
        new Worker<StoredJob, void>(`${prefix}-${name}`, run, {
          ...settings,
          connection: pool,
          autorun: false,
        }),
        name,
        log,
      ),
    ping: async () => void (await pool.query('select 1')),
    close: () => pool.end(),
  };
}

function openOnRedis(url: string, prefix: string, log: Log): OpenedBackend {
  const connection = openRedis(url, log);
  const { Queue, Worker } = withBackend(createRedisBackend);
  // The braces keep all keys in one slot of a Redis Cluster, as BullMQ's scripts need it.
  const shared = { connection, prefix: `{${prefix}}` };
  return {
    queue: (name) =>
      noting(
        new Queue<StoredJob>(name, { ...shared, streams: { events: { maxLen: EVENTS_KEPT } } }),
        name,
        log,
      ),
    worker: (name, run, settings) =>
      noting(new Worker<StoredJob, void>(name, run, { ...settings, ...shared, autorun: false }), name, log),
    ping: async () => void (await connection.ping()),
    close: async () => connection.disconnect(),
  };
}

/** Without a listener an error event would end the process; BullMQ itself goes on. */
function noting<T extends { on(event: 'error', listener: (error: Error) => void): unknown }>(
  source: T,
  name: string,
  log: Log,
): T {
  source.on('error', (error) => log.warn({ err: error, queue: name }, 'The queue met an error and goes on'));
  return source;
}
