import { messageOf, PermanentError, RetryableError } from '../../domain/failure.ts';
import type { Source } from '../../domain/source.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DetectBatch } from '../../ports/job-queue.ts';
import type { EmitBatch } from '../../ports/source-reader.ts';
import type { AccountHooks } from './account-hooks.ts';
import { type BatchNeeds, packPosts } from './batches.ts';
import type { ChannelAddress } from './channel.ts';
import { changesSince, historyAfter } from './history.ts';
import type { Joins } from './joins.ts';
import type { TelegramLimits, TelegramLog } from './limits.ts';
import { LiveBuffer } from './live-buffer.ts';
import { joinOnce, openChannel } from './opening.ts';
import type { Call } from './polite-calls.ts';
import type { Received } from './to-post.ts';
import { Bell, pause, unlessAborted } from './waiting.ts';

export interface ChannelReaderNeeds {
  readonly call: Call;
  readonly joins: Joins;
  readonly hooks: AccountHooks;
  readonly clock: Clock;
  readonly limits: TelegramLimits;
  readonly log: TelegramLog;
  /** 0 to 1; spreads the regular looks of many channels. */
  readonly random: () => number;
  /** Told of failures that do not pass by themselves, and each time they are met again. */
  readonly onTrouble: (sourceId: number, error: PermanentError) => void;
}

/** How a channel's reading goes, for the health of a source. */
export interface ReadingStatus {
  readonly state: 'reading' | 'waiting' | 'trouble';
  readonly lastId: number;
  readonly pts: number | null;
  readonly reason: string | null;
}

/** A channel that cannot be read is looked at again after this: it may be public again. */
const TROUBLE_RETRY_MS = 10 * 60_000;
/** Failures that are over when the connection is there again. */
const CONNECTION_REASONS = new Set(['unreachable', 'connection_lost', 'timeout']);

/**
 * Reads one channel: what history has after the position, then what is pushed. One loop does everything in turn, so
 * batches of a channel are emitted in order, one at a time, and `#last` only moves when a batch was taken.
 */
export class ChannelReader {
  readonly live: LiveBuffer;
  readonly #source: Source;
  readonly #emit: EmitBatch;
  readonly #needs: ChannelReaderNeeds;
  readonly #stopped = new AbortController();
  readonly #bell = new Bell();
  #where: ChannelAddress | null = null;
  #last: number;
  #failures = 0;
  #nextLookMs = 0;
  /** Raised to end the wait after a failure early. */
  #patience = new AbortController();
  #trouble: PermanentError | RetryableError | null = null;
  #running: Promise<void> | null = null;

  constructor(source: Source, emit: EmitBatch, needs: ChannelReaderNeeds) {
    this.#source = source;
    this.#emit = emit;
    this.#needs = needs;
    this.#last = source.position;
    this.live = new LiveBuffer(needs.limits);
    if (source.pts !== null) this.live.setPts(source.pts);
    this.live.behind = true;
  }

  get source(): Source {
    return this.#source;
  }

  get emit(): EmitBatch {
    return this.#emit;
  }

  status(): ReadingStatus {
    const state =
      this.#trouble === null ? 'reading' : this.#trouble instanceof PermanentError ? 'trouble' : 'waiting';
    return { state, lastId: this.#last, pts: this.live.pts, reason: this.#trouble?.reason ?? null };
  }

  /** Checks that the channel is still open and asks to join it. Throws PermanentError or RetryableError. */
  async open(): Promise<void> {
    const needs = { ...this.#needs, signal: this.#stopped.signal };
    const opened = await openChannel(this.#source, this.#where, needs);
    this.#where = opened.where;
    if (this.live.pts === null) this.live.setPts(opened.state.pts);
    joinOnce(this.#source, opened, needs, () => this.catchUp());
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Stops at once; a batch that is being handed over is not waited for. */
  async stop(): Promise<void> {
    this.#stopped.abort(new RetryableError('closed', 'reading was stopped'));
    if (this.#where !== null) this.#needs.joins.forget(this.#where.channelId);
    await this.#running;
  }

  /** Says that something was pushed. */
  wake(): void {
    this.#bell.ring();
  }

  /** Says that something may have been missed. */
  catchUp(): void {
    this.live.behind = true;
    this.#bell.ring();
  }

  /** Says that the connection is there again: what was pushed in between is lost. */
  reconnected(): void {
    this.catchUp();
    if (this.#trouble !== null && CONNECTION_REASONS.has(this.#trouble.reason)) this.#patience.abort();
  }

  /** Says that the channel itself changed: whether it is still public is asked again. */
  reopen(): void {
    this.#where = null;
    this.catchUp();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        await this.#step();
        this.#failures = 0;
        this.#trouble = null;
        await this.#waitForWork(signal);
      } catch (error) {
        if (!signal.aborted) await this.#fail(error);
      }
    }
  }

  async #waitForWork(signal: AbortSignal): Promise<void> {
    if (this.live.behind) return;
    if (this.live.empty) await this.#bell.wait(this.#nextLookMs - performance.now(), signal);
    // What comes together is handed over together.
    if (!this.live.empty && !this.live.behind) await pause(this.#needs.limits.gatherMs, signal);
  }

  async #step(): Promise<void> {
    if (this.#where === null) await this.open();
    if (this.live.behind || performance.now() >= this.#nextLookMs) {
      this.live.behind = false;
      await this.#readChanges();
      await this.#readHistory();
      // A tenth earlier or later, so that many channels are not looked at in one moment.
      const { limits, random } = this.#needs;
      this.#nextLookMs = performance.now() + limits.catchUpMs * (0.9 + 0.2 * random());
    }
    await this.#handOverPosts();
    await this.#handOverChanges();
  }

  /** Edits and deletions that were not pushed; handed over page by page, so that a page always finds room. */
  async #readChanges(): Promise<void> {
    const limit = this.#needs.limits.bufferChanges;
    for (let more = true; more; ) {
      await this.#handOverChanges();
      const pts = this.live.pts;
      if (pts === null) return;
      const changes = await changesSince(this.#needs.call, this.#address(), { pts, limit }, this.#options());
      const seenAt = this.#needs.clock.now().toISOString();
      const edited = changes.edited.every((received) => this.live.addEdit(received));
      if (!edited || !changes.deleted.every((id) => this.live.addDeletion(id, seenAt))) return;
      this.live.setPts(changes.pts);
      if (changes.forgotten)
        this.#log('warn', 'the server has forgotten edits and deletions of this channel');
      more = changes.more && changes.pts > pts;
    }
  }

  /** Everything after `#last`, or at least up to `until`. */
  async #readHistory(until = Number.POSITIVE_INFINITY): Promise<void> {
    const limit = this.#needs.limits.pagePosts;
    while (this.#last < until) {
      const page = { afterId: this.#last, limit };
      const messages = await historyAfter(this.#needs.call, this.#address(), page, this.#options());
      if (messages.length === 0) return;
      await this.#emitPosts(messages);
    }
  }

  /** Pushed posts in order; where ids are missing before one, history is asked for them first. */
  async #handOverPosts(): Promise<void> {
    for (;;) {
      const waiting = this.live.postsAfter(this.#last);
      const first = waiting[0];
      if (first === undefined) return;
      const last = this.#last;
      const inOrder = waiting.filter((received, index) => received.message.id === last + 1 + index);
      if (inOrder.length > 0) await this.#emitPosts(inOrder);
      else await this.#readHistory(first.message.id);
      // History may lack a post that was pushed and taken down since: what was pushed is what was public.
      const next = this.live.postsAfter(this.#last)[0];
      if (inOrder.length === 0 && next?.message.id === first.message.id) await this.#emitPosts([next]);
    }
  }

  async #handOverChanges(): Promise<void> {
    const edits = this.live.editsUpTo(this.#last);
    const byMessage = new Map(edits.map((edit) => [edit.received, edit]));
    for await (const pack of packPosts([...byMessage.keys()], this.#batchNeeds())) {
      if (pack.posts.length > 0) await this.#hand({ interval: null, posts: pack.posts, deletions: [] });
      this.live.settleEdits(pack.received.flatMap((received) => byMessage.get(received) ?? []));
    }
    const deleted = this.live.deletionsUpTo(this.#last);
    if (deleted.length === 0) return;
    const deletions = deleted.map(([messageId, seenAt]) => ({
      sourceId: this.#source.id,
      messageId,
      seenAt,
    }));
    await this.#hand({ interval: null, posts: [], deletions });
    this.live.settleDeletions(deleted.map(([id]) => id));
  }

  async #emitPosts(messages: readonly Received[]): Promise<void> {
    for await (const pack of packPosts(messages, this.#batchNeeds())) {
      const interval = { from: this.#last + 1, to: pack.lastId };
      await this.#hand({ interval, posts: pack.posts, deletions: [] });
      this.#last = pack.lastId;
    }
  }

  async #hand(batch: Omit<DetectBatch, 'sourceId' | 'epoch'>): Promise<void> {
    const { id, epoch } = this.#source;
    await unlessAborted(this.#emit({ sourceId: id, epoch, ...batch }), this.#stopped.signal);
  }

  /** Nothing is skipped: what was not taken is read again from history after the wait. */
  async #fail(error: unknown): Promise<void> {
    this.live.forgetPosts();
    this.live.behind = true;
    this.#failures += 1;
    const known = error instanceof PermanentError || error instanceof RetryableError;
    this.#trouble = known ? error : new RetryableError('not_taken', messageOf(error), { cause: error });
    const waitMs = this.#waitAfter(this.#trouble);
    this.#log('warn', 'reading interrupted', {
      reason: this.#trouble.reason,
      error: messageOf(error),
      waitMs,
    });
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
    if (trouble.reason === 'pts_lost') this.live.losePts();
    this.#where = null;
    if (trouble.reason === 'pts_lost' || trouble.reason === 'handle_stale') return backoffMs;
    onTrouble(this.#source.id, trouble);
    return TROUBLE_RETRY_MS;
  }

  #address(): ChannelAddress {
    if (this.#where === null) throw new RetryableError('not_open', 'the channel is not open yet');
    return this.#where;
  }

  #options(): { signal: AbortSignal } {
    return { signal: this.#stopped.signal };
  }

  #batchNeeds(): BatchNeeds {
    const { call, limits, log } = this.#needs;
    const { username } = this.#address();
    return { call, limits, log, username, sourceId: this.#source.id, signal: this.#stopped.signal };
  }

  #log(level: 'warn' | 'info', message: string, fields: object = {}): void {
    this.#needs.log[level]({ sourceId: this.#source.id, channel: this.#source.address, ...fields }, message);
  }
}
