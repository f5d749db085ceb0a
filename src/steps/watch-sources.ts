import { messageOf, PermanentError, RetryableError } from '../domain/failure.ts';
import { SourceRefusedError, type Source } from '../domain/source.ts';
import type { DetectBatch } from '../ports/job-queue.ts';
import type { SourceReader } from '../ports/source-reader.ts';
import type { Needs } from './needs.ts';
import { Errands } from './run-errands.ts';

type WatchNeeds = Pick<Needs, 'memory' | 'clock' | 'queue' | 'reach' | 'log'> & {
  readonly reader: SourceReader;
  /** What is read here; all active sources when absent. */
  readonly sources?: () => Promise<readonly Source[]>;
};

/** A source whose read posts are not committed for so long is read again from its committed position. */
const STALL_MS = 60_000;
/** A source that could not be opened, or that another holder took, is tried again after this. */
const RETRY_MS = 30_000;
/** Sources that are opened at the same time; the reader paces its calls by itself. */
const BEGIN_AT_ONCE = 8;
/** Batches of one epoch have numbers below this, so that a later epoch's are always greater. */
const BATCHES_OF_EPOCH = 2 ** 24;

interface Watched {
  readonly epoch: number;
  /** Highest id and event handed to the queue in this epoch. */
  handedOver: number;
  handedEvents: number;
  /** What was committed when it was looked at last. */
  committed: number;
  committedEvents: number;
  progressAt: number;
  batches: number;
}

/** Keeps every active source read, by one holder each; call `round` regularly. */
export class SourceWatch {
  private readonly needs: WatchNeeds;
  private readonly errands: Errands;
  private readonly watched = new Map<number, Watched>();
  private readonly retryAt = new Map<number, number>();

  constructor(needs: WatchNeeds) {
    this.needs = needs;
    this.errands = new Errands(needs);
  }

  /** Starts new sources, stops paused ones, and reads stalled ones again; then missing ids and the past. */
  async round(): Promise<void> {
    const mine = await (this.needs.sources?.() ?? this.needs.memory.read.sources.list({ state: 'active' }));
    const ids = new Set(mine.map((source) => source.id));
    for (const id of this.watched.keys()) if (!ids.has(id)) await this.stop(id);
    const waiting = [...mine];
    const look = async (): Promise<void> => {
      for (let source = waiting.shift(); source !== undefined; source = waiting.shift())
        await this.look(source);
    };
    await Promise.all(Array.from({ length: BEGIN_AT_ONCE }, look));
    await this.errands.round(new Set(this.watched.keys()));
  }

  /** Lets go of what is read besides; to be called before the reader is closed. */
  async close(): Promise<void> {
    await this.errands.stop();
  }

  private async look(source: Source): Promise<void> {
    const now = this.needs.clock.now().getTime();
    const state = this.watched.get(source.id);
    if (state === undefined) {
      if ((this.retryAt.get(source.id) ?? 0) <= now) await this.begin(source.id, now);
      return;
    }
    const { id, position, pts } = source;
    if (source.epoch > state.epoch) {
      // What is read here is not committed any more. At once the two would take it from each other for ever.
      this.needs.log.warn({ sourceId: id }, 'another holder began to read this source, leaving off');
      await this.stop(id);
      this.retryAt.set(id, now + RETRY_MS);
    } else if (isStalled(state, source, now)) {
      this.needs.log.warn({ sourceId: id, position, pts }, 'read posts are not committed, reading again');
      await this.stop(id);
      await this.begin(id, now);
    }
  }

  private async begin(id: number, now: number): Promise<void> {
    const source = await this.needs.memory.transaction((tx) => tx.sources.beginEpoch(id));
    const { epoch, position } = source;
    const pts = source.pts ?? 0;
    this.watched.set(id, {
      epoch,
      handedOver: position,
      handedEvents: pts,
      committed: position,
      committedEvents: pts,
      progressAt: now,
      batches: 0,
    });
    try {
      await this.needs.reader.watch(source, (batch) => this.emit(batch));
    } catch (error) {
      this.watched.delete(id);
      this.retryAt.set(id, now + RETRY_MS);
      this.needs.log.warn({ sourceId: id, error: messageOf(error) }, 'source could not be opened');
      await this.noteFailure(id, error);
    }
  }

  private async noteFailure(id: number, error: unknown): Promise<void> {
    const { memory } = this.needs;
    const known =
      error instanceof SourceRefusedError ||
      error instanceof PermanentError ||
      error instanceof RetryableError;
    const reason = known ? error.reason : 'unexpected_error';
    if (
      error instanceof SourceRefusedError ||
      (error instanceof PermanentError && error.reason.startsWith('channel'))
    )
      await this.refuse(id, reason);
    const state = error instanceof RetryableError ? 'waiting' : 'trouble';
    await memory.transaction((tx) => tx.sources.noteReading(id, { state, reason, newestId: null }));
  }

  /** The place is not open any more: it is not read, and the reason is recorded. */
  private async refuse(id: number, reason: string): Promise<void> {
    await this.needs.memory.transaction(async (tx) => {
      await tx.sources.setState(id, 'refused', reason);
      tx.audit.append({
        action: 'source.changed',
        actorId: null,
        subject: `source:${id}`,
        details: { state: 'refused', reason },
      });
    });
  }

  private async emit(batch: DetectBatch): Promise<void> {
    const { sourceId, epoch, interval, events, settled } = batch;
    const state = this.watched.get(sourceId);
    const number = state?.epoch === epoch ? (state.batches += 1) : 0;
    this.needs.reach('collect.before-queue');
    await this.needs.queue.add([
      {
        name: 'detect',
        key: `detect-${sourceId}-${epoch}-${number}`,
        // What was missing was asked for while newer versions may have come: it takes the place of none.
        payload: settled === undefined ? { ...batch, order: epoch * BATCHES_OF_EPOCH + number } : batch,
      },
    ]);
    this.needs.reach('collect.after-queue');
    if (state === undefined || state.epoch !== epoch) return;
    if (interval !== null) state.handedOver = Math.max(state.handedOver, interval.to);
    if (events !== undefined) state.handedEvents = Math.max(state.handedEvents, events.to);
  }

  private async stop(id: number): Promise<void> {
    this.watched.delete(id);
    await this.needs.reader.unwatch(id);
  }
}

/** Notes progress; true when what was handed over is not committed for too long. */
function isStalled(state: Watched, { position, pts }: Source, now: number): boolean {
  const events = pts ?? 0;
  if (position > state.committed || events > state.committedEvents) {
    state.committed = position;
    state.committedEvents = events;
    state.progressAt = now;
  }
  if (state.handedOver <= position && state.handedEvents <= events) state.progressAt = now;
  return now - state.progressAt >= STALL_MS;
}
