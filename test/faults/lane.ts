import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { connectMemory } from '../../drizzle/connect.ts';
import type { Source } from '../../src/domain/source.ts';
import { createLog, type Log } from '../../src/log.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Detector } from '../../src/ports/detector.ts';
import type { Job, JobQueue } from '../../src/ports/job-queue.ts';
import type { Memory } from '../../src/ports/memory.ts';
import type { SealedBox } from '../../src/ports/sealed-box.ts';
import type { QueueBackend } from '../../src/queue/backend.ts';
import type { TelegramReader } from '../../src/sources/telegram/reader.ts';
import { addSource } from '../../src/steps/add-source.ts';
import { ReadingNotes } from '../../src/steps/note-readings.ts';
import { startBackfill } from '../../src/steps/start-backfill.ts';
import { SourceWatch } from '../../src/steps/watch-sources.ts';
import { type Loopback, startLoopback } from '../sources/telegram-loopback.ts';
import { ChannelStory } from './channel-story.ts';
import { KEEP_ALIVE, LIMITS, openQueue, quickClock, ROUND_MS, startDetection, untilRight } from './pace.ts';
import type { Schedule, Step } from './schedule.ts';
import { problemsOf } from './truth.ts';

/** What every lane shares. */
export interface LaneNeeds {
  readonly databaseUrl: string;
  readonly backend: QueueBackend;
  readonly detector: Detector;
  readonly box: SealedBox;
}

const LINES_SHOWN = 25;
let lanes = 0;

/** Runs schedules one after the other: a sandbox Telegram, the real reader, queue and detection. */
export class Lane {
  private readonly needs: LaneNeeds;
  private readonly name: string;
  private readonly loopback: Loopback;
  private readonly memory: Memory;
  private readonly sql: postgres.Sql;
  private readonly clock: Clock = { now: () => new Date() };
  private readonly outbound: JobQueue;
  private worker: JobQueue;
  private collector: { readonly reader: TelegramReader; stop(): Promise<void> } | null = null;
  /** What the steps logged. */
  private readonly said: string[] = [];
  private readonly log: Log;
  private watched: number | null = null;
  private channels = 0;

  private constructor(
    needs: LaneNeeds,
    parts: { name: string; loopback: Loopback; memory: Memory; outbound: JobQueue; worker: JobQueue },
  ) {
    this.needs = needs;
    this.name = parts.name;
    this.loopback = parts.loopback;
    this.memory = parts.memory;
    this.outbound = parts.outbound;
    this.worker = parts.worker;
    this.sql = postgres(needs.databaseUrl, { max: 1, onnotice: () => undefined });
    this.log = createLog({
      level: 'warn',
      name: parts.name,
      destination: { write: (line: string) => void this.said.push(line.trim()) },
    });
  }

  static async open(needs: LaneNeeds): Promise<Lane> {
    lanes += 1;
    const name = `lane${lanes}`;
    const loopback = await startLoopback();
    const memory = await connectMemory({ url: needs.databaseUrl, clock: { now: () => new Date() } });
    const open = (): Promise<JobQueue> => openQueue(needs.backend, name);
    const lane = new Lane(needs, { name, loopback, memory, outbound: await open(), worker: await open() });
    await lane.startWorker();
    return lane;
  }

  /** Lets it all happen, and throws unless everything is right in the end. */
  async run(schedule: Schedule): Promise<void> {
    this.channels += 1;
    const { world, server } = this.loopback;
    const story = new ChannelStory(world, server, `${this.name}_${this.channels}`);
    for (let at = 0; at < schedule.before; at += 1) story.publish(at % 3 === 0);
    await this.startCollector();
    const source = await this.watch(story);
    const begins = source.position;
    const happened = { backfill: false };
    try {
      for (const { waitMs, event } of schedule.steps) {
        if (waitMs > 0) await wait(waitMs);
        if (event.do === 'backfill') happened.backfill = true;
        await this.happen(event, story, source);
      }
      server.faults.clear();
      server.faults.refuseConnections(0);
      const truth = { story, sourceId: source.id, begins, backfilled: happened.backfill };
      await untilRight(
        () => problemsOf({ ...this.needs, memory: this.memory, sql: this.sql }, truth),
        () => this.lastLines(),
      );
    } finally {
      server.faults.clear();
      await this.unwatch(source.id);
    }
  }

  async close(): Promise<void> {
    await this.collector?.stop();
    await this.worker.stop(2_000);
    await this.outbound.stop(2_000);
    await this.loopback.close();
    await this.sql.end();
    await this.memory.close();
  }

  private async happen(event: Step['event'], story: ChannelStory, source: Source): Promise<void> {
    if (event.do === 'restartCollector') {
      await this.collector?.stop();
      this.collector = null;
      await this.startCollector();
    } else if (event.do === 'restartWorker') {
      await this.worker.stop(0);
      this.worker = await openQueue(this.needs.backend, this.name);
      await this.startWorker();
    } else if (event.do === 'wipeQueue') await this.outbound.wipe();
    else if (event.do === 'backfill') {
      await startBackfill({ memory: this.memory, clock: this.clock }, source.id, new Date(0));
    } else story.happen(event);
  }

  /** Hands batches to the queue, and keeps a line of each for the report of a failure. */
  private async hand(jobs: readonly Job[]): Promise<void> {
    for (const job of jobs) this.said.push(lineOf(job));
    await this.outbound.add(jobs);
  }

  private async lastLines(): Promise<string> {
    const ours = this.said.slice(-LINES_SHOWN);
    const readers = this.loopback.lines.filter(({ level }) => level !== 'debug').slice(-LINES_SHOWN);
    const busy = await this.sql`select state, wait_event_type, wait_event, left(query, 300) as query
      from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`;
    const state = { busy, waiting: await this.outbound.counts('detect') };
    return [...ours, ...readers, state]
      .map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
      .join('\n');
  }

  private async startWorker(): Promise<void> {
    await startDetection(this.worker, { ...this.needs, memory: this.memory, log: this.log });
  }

  private async startCollector(): Promise<void> {
    if (this.collector !== null) return;
    const notes = new ReadingNotes({ memory: this.memory });
    const { connection } = this.loopback;
    const session = await this.loopback.session();
    const reader = await this.loopback.reader(LIMITS, {
      connection: { ...connection, session, keepAlive: KEEP_ALIVE, timeoutMs: 3_000 },
      onReading: (id, reading) => notes.note(id, reading),
    });
    const watch = new SourceWatch({
      memory: this.memory,
      clock: quickClock(),
      queue: { ...this.outbound, add: (jobs) => this.hand(jobs) },
      reach: () => undefined,
      log: this.log,
      reader,
      sources: async () => (this.watched === null ? [] : [await this.memory.read.sources.get(this.watched)]),
    });
    const over = new AbortController();
    const rounds = (async (): Promise<void> => {
      while (!over.signal.aborted) {
        await watch.round().catch((error: unknown) => this.log.warn({ error }, 'round failed'));
        await notes.flush();
        await wait(ROUND_MS, undefined, { signal: over.signal }).catch(() => undefined);
      }
    })();
    const stop = async (): Promise<void> => {
      over.abort();
      await watch.close();
      await reader.close();
      await rounds;
    };
    this.collector = { reader, stop };
  }

  private async watch(story: ChannelStory): Promise<Source> {
    const { collector } = this;
    if (collector === null) throw new Error('no collector runs');
    const needs = { memory: this.memory, clock: this.clock, reader: collector.reader };
    const { source } = await addSource(needs, `@${story.name}`, { last: 0, discussion: false });
    this.watched = source.id;
    return source;
  }

  /** The next schedule has another channel; the collector goes on with it. */
  private async unwatch(sourceId: number): Promise<void> {
    this.watched = null;
    await this.memory.transaction((tx) => tx.sources.setState(sourceId, 'paused', 'the schedule is over'));
  }
}

/** Ids only, and of each post its parts and the date of its edit. */
function lineOf({ name, payload }: Job): string {
  if (!('posts' in payload)) return name;
  const { posts, deletions, sourceId: _source, epoch: _epoch, ...ranges } = payload;
  const ids = posts.map(({ messageId, parts, editedAt }) => [messageId, parts, editedAt]);
  return `${name} ${JSON.stringify({ ...ranges, ids, gone: deletions.map(({ messageId }) => messageId) })}`;
}
