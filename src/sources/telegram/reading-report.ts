import type { Difference, ReadingState } from '../../domain/source.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OnReading, SourceReading } from '../../ports/source-reader.ts';

/** Tells how the reading of one source goes: at once when its state changes, otherwise now and then. */
export class ReadingReport {
  readonly #sourceId: number;
  readonly #tell: OnReading;
  readonly #clock: Clock;
  readonly #gapMs: number;
  #state: ReadingState | null = null;
  #reason: string | null = null;
  #told: number | null = null;
  #newestId: number | null = null;
  #difference: SourceReading['difference'];
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(sourceId: number, tell: OnReading, clock: Clock, gapMs: number) {
    this.#sourceId = sourceId;
    this.#tell = tell;
    this.#clock = clock;
    this.#gapMs = gapMs;
  }

  get newestId(): number | null {
    return this.#newestId;
  }

  noteNewest(id: number): void {
    this.#newestId = Math.max(this.#newestId ?? 0, id);
  }

  /** Notes what a look gave; it is told with the next report. */
  noteDifference(what: Difference): void {
    this.#difference = { what, at: this.#clock.now() };
  }

  say(state: ReadingState, reason: string | null): void {
    const changed = state !== this.#state || reason !== this.#reason;
    const news = changed || this.#difference !== undefined || this.#newestId !== this.#told;
    if (!news || (!changed && performance.now() - this.#toldAtMs < this.#gapMs)) return;
    this.#state = state;
    this.#reason = reason;
    this.#told = this.#newestId;
    this.#toldAtMs = performance.now();
    const difference = this.#difference;
    this.#difference = undefined;
    this.#tell(this.#sourceId, {
      state,
      reason,
      newestId: this.#newestId,
      ...(difference === undefined ? {} : { difference }),
    });
  }
}
