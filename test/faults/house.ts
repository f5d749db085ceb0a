import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { loadDetector, ownRulesFolder } from '../../cli/rule-files.ts';
import { connectMemory } from '../../drizzle/connect.ts';
import { Secret } from '../../src/config/secret.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { JobQueue } from '../../src/ports/job-queue.ts';
import type { Memory } from '../../src/ports/memory.ts';
import type { QueueBackend } from '../../src/queue/backend.ts';
import { createSealedBox } from '../../src/secrets/sealed-box.ts';
import { addSource } from '../../src/steps/add-source.ts';
import { startBackfill } from '../../src/steps/start-backfill.ts';
import { type Loopback, startLoopback } from '../sources/telegram-loopback.ts';
import { testDatabase } from '../support/postgres.ts';
import { ChannelStory } from './channel-story.ts';
import { KEEP_ALIVE, openQueue, untilRight } from './pace.ts';
import type { Schedule, Step } from './schedule.ts';
import { type Told, toldEnvironment } from './told.ts';
import { problemsOf, type TruthNeeds } from './truth.ts';

export type Role = 'collector' | 'worker';
export interface Kill {
  readonly role: Role;
  /** Part of the schedule that has passed, 0 to 1. */
  readonly at: number;
}

const CHILDREN: Readonly<Record<Role, URL>> = {
  collector: new URL('./collector-child.ts', import.meta.url),
  worker: new URL('./worker-child.ts', import.meta.url),
};
const PREFIX = 'house';
const clock: Clock = { now: () => new Date() };

interface Parts {
  readonly loopback: Loopback;
  readonly database: { readonly url: string; drop(): Promise<void> };
  readonly backend: QueueBackend;
  readonly queue: JobQueue;
  readonly memory: Memory;
  readonly sql: postgres.Sql;
  readonly masterKey: string;
}

/** A sandbox Telegram, a database, and two processes that may die at any moment. */
export class House {
  private readonly parts: Parts;
  private readonly truth: TruthNeeds;
  private readonly children = new Map<Role, ChildProcess>();
  private told: Told | null = null;
  private channels = 0;

  private constructor(parts: Parts, truth: TruthNeeds) {
    this.parts = parts;
    this.truth = truth;
  }

  /** @param elsewhere where the queue is, when it is not in the database */
  static async open(elsewhere: QueueBackend | null): Promise<House> {
    const database = await testDatabase();
    const backend = elsewhere ?? ({ kind: 'postgres', url: database.url } as const);
    const masterKey = randomBytes(32).toString('base64');
    const memory = await connectMemory({ url: database.url, clock, poolMax: 3 });
    const sql = postgres(database.url, { max: 1, onnotice: () => undefined });
    const [loopback, queue] = [await startLoopback(), await openQueue(backend, PREFIX)];
    const truth = {
      memory,
      sql,
      detector: await loadDetector(ownRulesFolder()),
      box: createSealedBox(new Secret(masterKey)),
    };
    return new House({ loopback, database, backend, queue, memory, sql, masterKey }, truth);
  }

  async run(schedule: Schedule, kills: readonly Kill[]): Promise<void> {
    this.channels += 1;
    const { world, server } = this.parts.loopback;
    const story = new ChannelStory(world, server, `killed_${this.channels}`);
    for (let at = 0; at < schedule.before; at += 1) story.publish(at % 3 === 0);
    const sourceId = await this.add(story);
    const begins = (await this.parts.memory.read.sources.get(sourceId)).position;
    await Promise.all([this.start('collector'), this.start('worker')]);
    let backfilled = false;
    try {
      for (const [at, { waitMs, event }] of schedule.steps.entries()) {
        if (waitMs > 0) await wait(waitMs);
        if (event.do === 'backfill') backfilled = true;
        await this.happen(event, story, sourceId);
        for (const { role } of kills.filter((kill) => Math.ceil(kill.at * schedule.steps.length) === at + 1))
          await this.kill(role);
      }
      server.faults.clear();
      server.faults.refuseConnections(0);
      await untilRight(
        () => problemsOf(this.truth, { story, sourceId, begins, backfilled }),
        () => this.state(sourceId),
      );
    } finally {
      server.faults.clear();
      await Promise.all([this.end('collector'), this.end('worker')]);
    }
  }

  async close(): Promise<void> {
    const { queue, loopback, sql, memory, database } = this.parts;
    await queue.stop(2_000);
    await loopback.close();
    await sql.end();
    await memory.close();
    await database.drop();
  }

  /** What a person wants to know of a failure: who lives, who began to read, what waits. */
  private async state(sourceId: number): Promise<string> {
    const { memory, queue, sql } = this.parts;
    const { epoch, position, pts } = await memory.read.sources.get(sourceId);
    const busy = await sql`select state, wait_event_type, left(query, 200) as query
      from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`;
    const alive = [...this.children].map(([role, child]) => [role, child.exitCode, child.signalCode]);
    return JSON.stringify({ epoch, position, pts, alive, busy, detect: await queue.counts('detect') });
  }

  private async add(story: ChannelStory): Promise<number> {
    const { loopback, memory, masterKey, backend, database } = this.parts;
    const reader = await loopback.reader();
    const { source } = await addSource({ memory, clock, reader }, `@${story.name}`, {
      last: 0,
      discussion: false,
    });
    await reader.close();
    this.told = {
      databaseUrl: database.url,
      backend,
      prefix: PREFIX,
      masterKey,
      connection: {
        ...loopback.connection,
        session: await loopback.session(),
        keepAlive: KEEP_ALIVE,
        timeoutMs: 3_000,
      },
      sourceId: source.id,
    };
    return source.id;
  }

  private async happen(event: Step['event'], story: ChannelStory, sourceId: number): Promise<void> {
    const { memory, queue } = this.parts;
    if (event.do === 'restartCollector') await this.kill('collector');
    else if (event.do === 'restartWorker') await this.kill('worker');
    else if (event.do === 'wipeQueue') await queue.wipe();
    else if (event.do === 'backfill') await startBackfill({ memory, clock }, sourceId, new Date(0));
    else story.happen(event);
  }

  /** Dies as by an axe, and is started again; the schedule goes on meanwhile. */
  private async kill(role: Role): Promise<void> {
    await this.end(role);
    await this.start(role);
  }

  private async start(role: Role): Promise<void> {
    if (this.told === null) throw new Error('nothing is watched yet');
    const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(CHILDREN[role])], {
      env: { ...process.env, ...toldEnvironment(this.told) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.children.set(role, child);
    await once(child, 'spawn');
  }

  private async end(role: Role): Promise<void> {
    const child = this.children.get(role);
    this.children.delete(role);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}
