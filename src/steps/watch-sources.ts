import { messageOf, PermanentError } from '../domain/failure.ts';
import { SourceRefusedError, type Source } from '../domain/source.ts';
import type { DetectBatch } from '../ports/job-queue.ts';
import type { SourceReader } from '../ports/source-reader.ts';
import type { Needs } from './needs.ts';

type WatchNeeds = Pick<Needs, 'memory' | 'clock' | 'queue' | 'reach' | 'log'> & {
  readonly reader: SourceReader;
};

/** A source whose read posts are not committed for so long is read again from its committed position. */
const STALL_MS = 60_000;
/** A source that could not be opened is tried again after this. */
const RETRY_MS = 30_000;

interface Watched {
  readonly epoch: number;
  /** Highest id handed to the queue in this epoch. */
  handedOver: number;
  committed: number;
  progressAt: number;
}

/** Keeps every active source read, by one holder each; call `round` regularly. */
export class SourceWatch {
  private readonly needs: WatchNeeds;
  private readonly watched = new Map<number, Watched>();
  private readonly retryAt = new Map<number, number>();
  private batches = 0;

  constructor(needs: WatchNeeds) {
    this.needs = needs;
  }

  /** Starts new sources, stops paused ones, and reads stalled ones again. */
  async round(): Promise<void> {
    const active = await this.needs.memory.read.sources.list({ state: 'active' });
    const ids = new Set(active.map((source) => source.id));
    for (const id of this.watched.keys()) if (!ids.has(id)) await this.stop(id);
    for (const source of active) await this.look(source);
  }

  private async look(source: Source): Promise<void> {
    const now = this.needs.clock.now().getTime();
    const state = this.watched.get(source.id);
    if (state === undefined) {
      if ((this.retryAt.get(source.id) ?? 0) <= now) await this.begin(source.id, now);
      return;
    }
    if (source.position > state.committed)
      Object.assign(state, { committed: source.position, progressAt: now });
    if (state.handedOver <= source.position) state.progressAt = now;
    if (now - state.progressAt < STALL_MS) return;
    this.needs.log.warn(
      { sourceId: source.id, position: source.position },
      'read posts are not committed, reading again',
    );
    await this.stop(source.id);
    await this.begin(source.id, now);
  }

  private async begin(id: number, now: number): Promise<void> {
    const source = await this.needs.memory.transaction((tx) => tx.sources.beginEpoch(id));
    this.watched.set(id, {
      epoch: source.epoch,
      handedOver: source.position,
      committed: source.position,
      progressAt: now,
    });
    try {
      await this.needs.reader.watch(source, (batch) => this.emit(batch));
    } catch (error) {
      this.watched.delete(id);
      this.retryAt.set(id, now + RETRY_MS);
      this.needs.log.warn({ sourceId: id, error: messageOf(error) }, 'source could not be opened');
      if (
        error instanceof SourceRefusedError ||
        (error instanceof PermanentError && error.reason.startsWith('channel'))
      ) {
        await this.refuse(id, error instanceof SourceRefusedError ? error.reason : error.reason);
      }
    }
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
    const state = this.watched.get(batch.sourceId);
    this.needs.reach('collect.before-queue');
    await this.needs.queue.add([
      {
        name: 'detect',
        key: `detect-${batch.sourceId}-${batch.epoch}-${(this.batches += 1)}`,
        payload: batch,
      },
    ]);
    this.needs.reach('collect.after-queue');
    if (state !== undefined && state.epoch === batch.epoch && batch.interval !== null) {
      state.handedOver = Math.max(state.handedOver, batch.interval.to);
    }
  }

  private async stop(id: number): Promise<void> {
    this.watched.delete(id);
    await this.needs.reader.unwatch(id);
  }
}
