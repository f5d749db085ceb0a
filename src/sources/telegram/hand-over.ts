import type { PostDeletion } from '../../domain/post.ts';
import type { Source } from '../../domain/source.ts';
import type { DetectBatch, IdRange } from '../../ports/job-queue.ts';
import type { EmitBatch } from '../../ports/source-reader.ts';
import { AlbumBook } from './albums.ts';
import { missingIn, type Pack } from './batches.ts';
import type { Deletion, LiveBuffer, Waited } from './live-buffer.ts';
import { VisibleMarks } from './visible-mark.ts';
import { unlessAborted } from './waiting.ts';

type Batch = Omit<DetectBatch, 'sourceId' | 'epoch'>;

const NOTHING: Waited = { edits: [], deletions: [] };

/**
 * Hands the batches of one channel over, one at a time, and knows what was taken: the last id, and the last event whose
 * edits and deletions are complete.
 */
export class HandOver {
  readonly albums = new AlbumBook();
  readonly marks = new VisibleMarks();
  readonly #source: Source;
  readonly #emit: EmitBatch;
  readonly #live: LiveBuffer;
  readonly #signal: AbortSignal;
  #last: number;
  /** Last event that a batch accounted for; null while no number is known. */
  #events: number | null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(source: Source, emit: EmitBatch, live: LiveBuffer, signal: AbortSignal) {
    this.#source = source;
    this.#emit = emit;
    this.#live = live;
    this.#signal = signal;
    this.#last = source.position;
    this.#events = source.pts;
  }

  /** True once posts were taken: what stands at the end of the run is remembered from then on. */
  get begun(): boolean {
    return this.#last > this.#source.position;
  }

  /** End of the run of ids that was taken. */
  get last(): number {
    return this.#last;
  }

  /** Where the count of events begins for a source that has none yet. */
  beginEvents(pts: number): void {
    this.#events ??= pts - 1;
  }

  /** Posts that continue the run of ids. */
  async posts(pack: Pack): Promise<void> {
    const interval = { from: this.#last + 1, to: pack.lastId };
    const missing = missingIn(interval, pack.ids);
    await this.#hand({
      interval,
      posts: pack.posts,
      deletions: [],
      ...(missing.length === 0 ? {} : { missing }),
    });
    this.#last = pack.lastId;
    this.#note(pack);
  }

  /** New versions of posts, and posts that were missed; `waited` is what of the buffer is handed over with them. */
  async versions(pack: Pack, waited: Waited = NOTHING): Promise<void> {
    const deletions = waited.deletions.map((deletion) => this.#deletionOf(deletion));
    if (pack.posts.length > 0 || deletions.length > 0)
      await this.#hand({ interval: null, posts: pack.posts, deletions }, waited);
    this.#live.settle(waited);
    for (const { id } of waited.deletions) this.marks.forget(id);
    this.#note(pack);
  }

  /** Posts that were missed, and what became of ids that were missing: as such they take the place of nothing newer. */
  async settled(pack: Pack, settled: NonNullable<DetectBatch['settled']>): Promise<void> {
    await this.#hand({ interval: null, posts: pack.posts, deletions: [], settled });
    this.#note(pack);
  }

  /** An empty batch where events passed in which nothing was of interest. */
  async events(): Promise<void> {
    if (this.#newEvents(NOTHING) !== null) await this.#hand({ interval: null, posts: [], deletions: [] });
  }

  /** Remembers what was handed over. */
  #note(pack: Pack): void {
    for (const unit of pack.units) {
      this.albums.note(unit);
      for (const { message } of unit) this.marks.note(message);
    }
  }

  #deletionOf({ id, seenAt, existedAt }: Deletion): PostDeletion {
    const deletion = { sourceId: this.#source.id, messageId: id, seenAt };
    return existedAt === null ? deletion : { ...deletion, existedAt };
  }

  /** The events that are complete once `waited` was taken. */
  #newEvents(waited: Waited): IdRange | null {
    const to = this.#live.settledPtsWithout(waited);
    if (to === null || this.#events === null || to <= this.#events) return null;
    return { from: this.#events + 1, to };
  }

  async #hand(batch: Batch, waited: Waited = NOTHING): Promise<void> {
    const turn = this.#turn.then(() => this.#handNow(batch, waited));
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  async #handNow(batch: Batch, waited: Waited): Promise<void> {
    this.#signal.throwIfAborted();
    const { id, epoch } = this.#source;
    const events = this.#newEvents(waited);
    const whole = { sourceId: id, epoch, ...batch, ...(events === null ? {} : { events }) };
    await unlessAborted(this.#emit(whole), this.#signal);
    if (events !== null) this.#events = events.to;
  }
}
