import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, RetryableError } from '../domain/failure.ts';
import type { DetectBatch } from '../ports/job-queue.ts';
import type { Backfill } from '../ports/memory.ts';
import type { SourceReader } from '../ports/source-reader.ts';
import type { Needs } from './needs.ts';

type ErrandNeeds = Pick<Needs, 'memory' | 'clock' | 'queue' | 'log'> & { readonly reader: SourceReader };

/**
 * A missing id is asked for so long after it was found: a message that was sent a moment ago may show up behind a later
 * one. One question is enough then, since the platform answers for each id; an id that turns up after all is noted as
 * filled, also when it was called gone.
 */
const SWEEP_AFTER_MS = 5_000;
/** What a sweep left open, or failed to ask, is asked again after this. */
const SWEEP_AGAIN_MS = 60_000;
/** Ranges of ids of one sweep: a few calls, so that the other sources have their turn. */
const SWEEP_RANGES_MAX = 200;
/** A backfill that does not get on for so long, or that failed, is read again from where it is committed. */
const BACKFILL_AGAIN_MS = 60_000;
/** Batches of the past wait outside while so many of now are in the queue, or so many of the past. */
const LIVE_WAITING_MAX = 10;
const PAST_WAITING_MAX = 10;
const LOOK_AGAIN_MS = 250;

/**
 * What is read besides the posts of now, one thing at a time for each account: missing ids, then the past. Nothing of it
 * is remembered here: the database says what is to be done.
 */
export class Errands {
  private readonly needs: ErrandNeeds;
  private readonly sweepAt = new Map<number, number>();
  private readonly backfillAt = new Map<number, { readonly position: number | null; readonly at: number }>();
  private readonly stopped = new AbortController();
  private running: { readonly sourceId: number; readonly over: AbortController } | null = null;
  private done: Promise<void> = Promise.resolve();
  private batches = 0;

  constructor(needs: ErrandNeeds) {
    this.needs = needs;
  }

  /** Begins the next errand of the watched sources, unless one is running. */
  async round(watched: ReadonlySet<number>): Promise<void> {
    const { running } = this;
    if (running !== null && !watched.has(running.sourceId)) running.over.abort(leftOff());
    if (running !== null || this.stopped.signal.aborted) return;
    const sweep = await this.nextSweep(watched);
    if (sweep !== null) this.run(sweep, () => this.sweep(sweep));
    else {
      const backfill = await this.nextBackfill(watched);
      if (backfill !== null) this.run(backfill.sourceId, (signal) => this.backfill(backfill, signal));
    }
  }

  /** Leaves off; what was not committed is done again later. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.running?.over.abort(leftOff());
    await this.done;
  }

  private run(sourceId: number, work: (signal: AbortSignal) => Promise<void>): void {
    const over = new AbortController();
    this.running = { sourceId, over };
    this.done = work(over.signal)
      .catch((error: unknown) => {
        if (!over.signal.aborted)
          this.needs.log.warn({ sourceId, error: messageOf(error) }, 'an errand failed, will be tried again');
      })
      .finally(() => {
        this.running = null;
      });
  }

  private async nextSweep(watched: ReadonlySet<number>): Promise<number | null> {
    if (this.needs.reader.sweep === undefined) return null;
    const now = this.needs.clock.now().getTime();
    const missing = await this.needs.memory.read.sources.sourcesMissing(new Date(now - SWEEP_AFTER_MS));
    return missing.find((id) => watched.has(id) && (this.sweepAt.get(id) ?? 0) <= now) ?? null;
  }

  private async sweep(sourceId: number): Promise<void> {
    const { clock, memory, reader } = this.needs;
    this.sweepAt.set(sourceId, clock.now().getTime() + SWEEP_AGAIN_MS);
    const ranges = await memory.read.sources.openMissing(sourceId, SWEEP_RANGES_MAX);
    await reader.sweep?.(
      sourceId,
      ranges.map(({ from, to }) => ({ from, to })),
    );
  }

  private async nextBackfill(watched: ReadonlySet<number>): Promise<Backfill | null> {
    if (this.needs.reader.backfill === undefined) return null;
    const now = this.needs.clock.now().getTime();
    const active = await this.needs.memory.read.sources.activeBackfills();
    const due = active.filter(({ id, sourceId, position }) => {
      const last = this.backfillAt.get(id);
      // What was read a moment ago may wait in the queue.
      if (last !== undefined && last.position !== position) this.backfillAt.set(id, { position, at: now });
      return watched.has(sourceId) && (last === undefined || now - last.at >= BACKFILL_AGAIN_MS);
    });
    return due[0] ?? null;
  }

  private async backfill(task: Backfill, signal: AbortSignal): Promise<void> {
    const { id: backfillId, sourceId, sinceAt, position, toId } = task;
    let done = position;
    const emit = async (batch: DetectBatch): Promise<void> => {
      const { backfill } = batch;
      if (backfill === undefined) throw new Error('a batch of a backfill names its range');
      await this.untilThereIsRoom(signal);
      if (done === null) await this.begin(backfillId, backfill.from);
      await this.queue(batch, backfillId);
      done = backfill.to;
    };
    try {
      const asked = { backfillId, sourceId, since: sinceAt, doneTo: position, toId };
      await this.needs.reader.backfill?.(asked, emit, signal);
      // The newest ids of the range may not exist any more, or nothing was published in that time.
      const from: number = done === null ? toId : done + 1;
      if (from <= toId && !signal.aborted)
        await emit({
          sourceId,
          epoch: 0,
          interval: null,
          posts: [],
          deletions: [],
          backfill: { backfillId, from, to: toId },
        });
    } finally {
      this.backfillAt.set(backfillId, { position: done, at: this.needs.clock.now().getTime() });
    }
  }

  private async begin(backfillId: number, fromId: number): Promise<void> {
    await this.needs.memory.transaction((tx) => tx.sources.beginBackfill(backfillId, fromId));
  }

  private async queue(batch: DetectBatch, backfillId: number): Promise<void> {
    this.batches += 1;
    const key = `backfill-${backfillId}-${batch.backfill?.from ?? 0}-${this.batches}`;
    await this.needs.queue.add([{ name: 'backfill', key, payload: batch }]);
  }

  /** Posts of now go first, here and in the queue. */
  private async untilThereIsRoom(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const [live, past] = [
        await this.needs.queue.counts('detect'),
        await this.needs.queue.counts('backfill'),
      ];
      if (live.waiting < LIVE_WAITING_MAX && past.waiting < PAST_WAITING_MAX) return;
      await wait(LOOK_AGAIN_MS, undefined, { signal });
    }
  }
}

function leftOff(): RetryableError {
  return new RetryableError('left_off', 'the source is not read here any more');
}
