import { PermanentError, RetryableError } from '../../domain/failure.ts';
import type { Source } from '../../domain/source.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdRange } from '../../ports/job-queue.ts';
import type {
  BackfillTask,
  EmitBatch,
  OnReading,
  ResolvedSource,
  SourceReader,
} from '../../ports/source-reader.ts';
import type { PoliteClient } from '../http/polite-client.ts';
import { backfill } from './backfill.ts';
import { ChannelWatch } from './channel-watch.ts';
import { PREVIEW_LIMITS, type PreviewLimits, type PreviewLog } from './limits.ts';
import { createPreviewPages, type PreviewPages } from './pages.ts';
import { resolvePreview } from './resolve.ts';

export interface PreviewReaderOptions {
  /** Asks for the pages; it is closed by whoever made it. */
  readonly http: PoliteClient;
  /** Address of the pages, `https://t.me`. */
  readonly root: string;
  readonly log: PreviewLog;
  readonly clock: Clock;
  readonly limits?: Partial<PreviewLimits>;
  /** Told when a source cannot be read and a person has to act; told again until the source is unwatched. */
  readonly onTrouble?: (sourceId: number, error: PermanentError) => void;
  /** Told how the reading of each source goes, after each look. */
  readonly onReading?: OnReading;
}

/** A reader that needs no account: it has everything that a reader may have. */
export type PreviewReader = Required<SourceReader>;

interface Watched {
  readonly watch: ChannelWatch;
  readonly end: AbortController;
}

/** Reads public channels by their preview pages, without an account. Groups have no such pages. */
export function createPreviewReader(options: PreviewReaderOptions): PreviewReader {
  return new PageReader(options);
}

class PageReader implements PreviewReader {
  readonly #options: PreviewReaderOptions;
  readonly #limits: PreviewLimits;
  readonly #closed = new AbortController();
  readonly #watched = new Map<number, Watched>();

  constructor(options: PreviewReaderOptions) {
    this.#options = options;
    this.#limits = { ...PREVIEW_LIMITS, ...options.limits };
  }

  async resolve(address: string): Promise<ResolvedSource> {
    return await resolvePreview(this.#pages(this.#closed.signal), this.#options.clock, address);
  }

  async watch(source: Source, emit: EmitBatch): Promise<void> {
    await this.unwatch(source.id);
    const { clock, log, onReading, onTrouble } = this.#options;
    const end = new AbortController();
    const signal = AbortSignal.any([this.#closed.signal, end.signal]);
    const watch = new ChannelWatch(source, emit, {
      pages: this.#pages(signal),
      limits: this.#limits,
      clock,
      log,
      signal,
      onReading: (reading) => onReading?.(source.id, reading),
      onTrouble: (error) => onTrouble?.(source.id, error),
    });
    this.#watched.set(source.id, { watch, end });
    try {
      watch.start(await watch.open());
    } catch (error) {
      if (this.#watched.get(source.id)?.watch === watch) this.#watched.delete(source.id);
      throw error;
    }
  }

  async sweep(sourceId: number, ranges: readonly IdRange[]): Promise<void> {
    await this.#of(sourceId).sweep(ranges);
  }

  async backfill(task: BackfillTask, emit: EmitBatch, signal: AbortSignal): Promise<void> {
    const watch = this.#of(task.sourceId);
    await backfill(watch, task, emit, AbortSignal.any([signal, watch.needs.signal]));
  }

  async unwatch(sourceId: number): Promise<void> {
    const watched = this.#watched.get(sourceId);
    this.#watched.delete(sourceId);
    watched?.end.abort(new RetryableError('unwatched', `source ${sourceId} is not watched any more`));
    await watched?.watch.ended();
  }

  async close(): Promise<void> {
    this.#closed.abort(new RetryableError('closed', 'the reader is closed'));
    await Promise.all([...this.#watched.keys()].map((id) => this.unwatch(id)));
  }

  #of(sourceId: number): ChannelWatch {
    const watched = this.#watched.get(sourceId);
    if (watched === undefined) throw new PermanentError('not_watched', `source ${sourceId} is not watched`);
    return watched.watch;
  }

  #pages(signal: AbortSignal): PreviewPages {
    const { http, root, log } = this.#options;
    return createPreviewPages({ http, root: new URL(root), limits: this.#limits, log, signal });
  }
}
