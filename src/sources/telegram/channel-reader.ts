import { messageOf, PermanentError, RetryableError } from '../../domain/failure.ts';
import type { ReadingState, Source } from '../../domain/source.ts';
import type { IdRange } from '../../ports/job-queue.ts';
import type { BackfillTask, EmitBatch } from '../../ports/source-reader.ts';
import { readBackfill } from './backfill.ts';
import type { ChannelAddress } from './channel.ts';
import { handOverChanges, readChanges, rereadRecent } from './channel-changes.ts';
import { handOverPosts, readHistory } from './channel-posts.ts';
import type { ChannelReaderNeeds, ChannelWork } from './channel-work.ts';
import { HandOver } from './hand-over.ts';
import { LiveBuffer } from './live-buffer.ts';
import { joinOnce, openChannel } from './opening.ts';
import { ReadingReport } from './reading-report.ts';
import { sweepIds } from './sweep.ts';
import { Bell, pause } from './waiting.ts';

/** How a channel's reading goes, for the health of a source. */
export interface ReadingStatus {
  readonly state: ReadingState;
  readonly lastId: number;
  readonly newestId: number | null;
  readonly pts: number | null;
  readonly reason: string | null;
}

/** A channel that cannot be read is looked at again after this: it may be public again. */
const TROUBLE_RETRY_MS = 10 * 60_000;
/** Failures that are over when the connection is there again. */
const CONNECTION_REASONS = new Set(['unreachable', 'connection_lost', 'timeout']);

/**
 * Reads one channel: what history has after the position, then what is pushed. One loop does everything in turn, so
 * batches of a channel are emitted in order, one at a time, and the last id only moves when a batch was taken.
 */
export class ChannelReader {
  readonly live: LiveBuffer;
  readonly #source: Source;
  readonly #emit: EmitBatch;
  readonly #needs: ChannelReaderNeeds;
  readonly #work: ChannelWork;
  readonly #report: ReadingReport;
  readonly #stopped = new AbortController();
  readonly #bell = new Bell();
  #where: ChannelAddress | null = null;
  #failures = 0;
  #looks = 0;
  #nextLookMs = 0;
  #nextEventsMs = 0;
  /** When the album that stands last is taken for complete. */
  #albumAtMs: number | null = null;
  #isBehind = false;
  /** Edits and deletions cannot be asked for: the newest posts have to be read again. */
  #eventsForgotten = false;
  /** Raised to end the wait after a failure early. */
  #patience = new AbortController();
  #trouble: PermanentError | RetryableError | null = null;
  #running: Promise<void> | null = null;

  constructor(source: Source, emit: EmitBatch, needs: ChannelReaderNeeds) {
    const { signal } = this.#stopped;
    this.#source = source;
    this.#emit = emit;
    this.#needs = needs;
    this.live = new LiveBuffer(needs.limits, needs.room);
    if (source.pts !== null) this.live.setPts(source.pts);
    this.live.behind = true;
    this.live.wholeAt = source.lastDifferenceAt ?? source.lastReadAt;
    this.#report = new ReadingReport(
      source.id,
      (id, reading) => needs.onReading?.(id, reading),
      needs.clock,
      needs.limits.reportMs,
    );
    this.#work = {
      source,
      live: this.live,
      out: new HandOver(source, emit, this.live, signal),
      needs,
      signal,
      address: () => this.#address(),
      noteNewest: (id) => this.noteNewest(id),
    };
    this.noteNewest(source.position);
  }

  get source(): Source {
    return this.#source;
  }

  get emit(): EmitBatch {
    return this.#emit;
  }

  status(): ReadingStatus {
    const reason = this.#trouble?.reason ?? null;
    const { newestId } = this.#report;
    return { state: this.#state(), lastId: this.#work.out.last, newestId, pts: this.live.pts, reason };
  }

  /** Checks that the channel is still open and asks to join it. Throws PermanentError or RetryableError. */
  async open(): Promise<void> {
    const needs = { ...this.#needs, signal: this.#stopped.signal };
    const opened = await openChannel(this.#source, this.#where, needs);
    this.#where = opened.where;
    if (this.live.pts === null) {
      this.live.setPts(opened.state.pts);
      this.#work.out.beginEvents(opened.state.pts);
    }
    joinOnce(this.#source, opened, needs, () => this.catchUp());
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Stops at once; a batch that is being handed over is not waited for. */
  async stop(): Promise<void> {
    this.#stopped.abort(new RetryableError('closed', 'reading was stopped'));
    this.#bell.ring();
    if (this.#where !== null) this.#needs.joins.forget(this.#where.channelId);
    await this.#running;
    this.live.forgetPosts();
  }

  /** Asks for missing ids; see SourceReader.sweep. */
  async sweep(ranges: readonly IdRange[]): Promise<void> {
    await sweepIds(this.#work, ranges);
  }

  /** Reads the past; see SourceReader.backfill. */
  async backfill(task: BackfillTask, emit: EmitBatch, signal: AbortSignal): Promise<void> {
    await readBackfill(this.#work, task, emit, signal);
  }

  /** Says that something was pushed. */
  wake(): void {
    this.#bell.ring();
  }

  /** Says that the chain of events is whole, so that the next regular look may come later. */
  postpone(): void {
    if (this.#nextLookMs > 0) this.#nextLookMs = this.#regularLookMs();
  }

  noteNewest(id: number): void {
    this.#report.noteNewest(id);
  }

  /** Says that events may have been missed: the server's count of them tells. */
  lookNow(): void {
    this.#nextLookMs = 0;
    this.#bell.ring();
  }

  /** Says that posts may have been missed, whatever the count of events says. */
  catchUp(): void {
    this.live.behind = true;
    this.#bell.ring();
  }

  /** Says that the connection is there again: what was pushed in between is lost. */
  reconnected(): void {
    this.lookNow();
    if (this.#trouble !== null && CONNECTION_REASONS.has(this.#trouble.reason)) this.#patience.abort();
  }

  /** Says that the channel itself changed: whether it is still public is asked again. */
  reopen(): void {
    this.#where = null;
    this.lookNow();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        const startedMs = performance.now();
        await this.#step();
        this.#failures = 0;
        this.#trouble = null;
        this.#isBehind = false;
        this.#say();
        await this.#waitForWork(startedMs, signal);
      } catch (error) {
        if (!signal.aborted) await this.#fail(error);
      }
    }
  }

  async #waitForWork(startedMs: number, signal: AbortSignal): Promise<void> {
    const isDue = (): boolean => this.live.behind || performance.now() >= this.#nextLookMs;
    if (isDue()) return;
    const nowMs = performance.now();
    const waitsForAlbum = this.#albumAtMs !== null && !this.live.hasChanges;
    if (this.live.empty || waitsForAlbum) {
      const albumMs = this.#albumAtMs ?? Number.POSITIVE_INFINITY;
      const untilMs = Math.min(this.#nextLookMs, this.#nextEventsMs, albumMs);
      await this.#bell.wait(untilMs - nowMs);
      // The rest of what came with the first is there in a moment.
      await new Promise(setImmediate);
    }
    // What comes while a batch is on its way goes together.
    if (!isDue()) await pause(startedMs + this.#needs.limits.gatherMs - performance.now(), signal);
  }

  async #step(): Promise<void> {
    if (this.#where === null) await this.open();
    if (this.live.behind || performance.now() >= this.#nextLookMs) await this.#look();
    const waitMs = await handOverPosts(this.#work, () => this.#fallBehind());
    this.#albumAtMs = waitMs === null ? null : performance.now() + waitMs;
    await handOverChanges(this.#work);
    if (performance.now() < this.#nextEventsMs) return;
    await this.#work.out.events();
    this.#nextEventsMs = performance.now() + this.#needs.limits.catchUpMs;
  }

  /** Looks for what was not pushed: events by their count, posts by history. */
  async #look(): Promise<void> {
    const { historyLooks } = this.#needs.limits;
    const readsHistory = this.live.behind || this.#looks % historyLooks === 0;
    this.#looks += 1;
    this.live.behind = false;
    this.#nextLookMs = this.#regularLookMs();
    const look = await readChanges(this.#work);
    this.#eventsForgotten ||= look.what === 'too_long';
    if (readsHistory || look.fresh || this.#eventsForgotten)
      await readHistory(this.#work, () => this.#fallBehind());
    if (this.#eventsForgotten) {
      this.#log('warn', 'the server has forgotten events of this channel, reading the newest posts again');
      await rereadRecent(this.#work);
      this.#eventsForgotten = false;
    }
    this.#report.noteDifference(look.what);
  }

  /** A tenth earlier or later, so that many channels are not looked at in one moment. */
  #regularLookMs(): number {
    const { limits, random, channels } = this.#needs;
    const everyMs = Math.max(limits.catchUpMs, channels() * limits.lookGapMs);
    return performance.now() + everyMs * (0.9 + 0.2 * random());
  }

  #fallBehind(): void {
    this.#isBehind = true;
    this.#say();
  }

  #state(): ReadingState {
    if (this.#trouble !== null) return this.#trouble instanceof PermanentError ? 'trouble' : 'waiting';
    return this.#isBehind ? 'behind' : 'reading';
  }

  #say(): void {
    this.#report.say(this.#state(), this.#trouble?.reason ?? null);
  }

  /** Nothing is skipped: what was not taken is read again from history after the wait. */
  async #fail(error: unknown): Promise<void> {
    this.live.forgetPosts();
    this.live.behind = true;
    this.#albumAtMs = null;
    this.#failures += 1;
    const known = error instanceof PermanentError || error instanceof RetryableError;
    this.#trouble = known ? error : new RetryableError('not_taken', messageOf(error), { cause: error });
    this.#say();
    const waitMs = this.#waitAfter(this.#trouble);
    const { reason } = this.#trouble;
    this.#log('warn', 'reading interrupted', { reason, error: messageOf(error), waitMs });
    this.#patience = new AbortController();
    await pause(waitMs, this.#stopped.signal, this.#patience.signal);
  }

  #waitAfter(trouble: PermanentError | RetryableError): number {
    const { limits, onTrouble } = this.#needs;
    const backoffMs = Math.min(
      limits.backoffMinMs * 2 ** Math.min(this.#failures - 1, 16),
      limits.backoffMaxMs,
    );
    if (trouble instanceof RetryableError) return trouble.retryAfterMs ?? backoffMs;
    if (trouble.reason === 'pts_lost') {
      this.live.losePts();
      this.#eventsForgotten = true;
    }
    this.#where = null;
    if (trouble.reason === 'pts_lost' || trouble.reason === 'handle_stale') return backoffMs;
    onTrouble(this.#source.id, trouble);
    return TROUBLE_RETRY_MS;
  }

  #address(): ChannelAddress {
    if (this.#where === null) throw new RetryableError('not_open', 'the channel is not open yet');
    return this.#where;
  }

  #log(level: 'warn' | 'info', message: string, fields: object = {}): void {
    this.#needs.log[level]({ sourceId: this.#source.id, channel: this.#source.address, ...fields }, message);
  }
}
