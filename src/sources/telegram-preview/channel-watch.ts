import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, PermanentError, RetryableError } from '../../domain/failure.ts';
import type { Post, PostDeletion } from '../../domain/post.ts';
import { type Source, SourceRefusedError } from '../../domain/source.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DetectBatch, IdRange } from '../../ports/job-queue.ts';
import type { EmitBatch, SourceReading } from '../../ports/source-reader.ts';
import { missingOf, packPosts, postOf } from './batches.ts';
import type { PreviewLimits, PreviewLog } from './limits.ts';
import type { ShownMessage } from './message.ts';
import type { ShownPage } from './page.ts';
import type { PreviewPages } from './pages.ts';
import { RecentPosts } from './recent-posts.ts';
import { newestIdOf, oldestIdOf, refusalOf } from './resolve.ts';
import { nextLookMs } from './rhythm.ts';
import { settle } from './settle.ts';

export interface WatchNeeds {
  /** Asks the pages; ends with `signal`. */
  readonly pages: PreviewPages;
  readonly limits: PreviewLimits;
  readonly clock: Clock;
  readonly log: PreviewLog;
  /** Raised when the channel is not to be watched any more. */
  readonly signal: AbortSignal;
  readonly onReading: (reading: SourceReading) => void;
  readonly onTrouble: (error: PermanentError) => void;
}

/** The loop of one channel: looks at its newest page, catches up, and compares what was read before. */
export class ChannelWatch {
  readonly source: Source;
  readonly username: string;
  readonly needs: WatchNeeds;
  readonly #emit: EmitBatch;
  readonly #recent: RecentPosts;
  #emitted: Promise<void> = Promise.resolve();
  #lastId: number;
  #recheckedAt = 0;
  /** Of a source that was never read the posts from before are none of ours, edited or not. */
  #isFirstLook: boolean;
  #running: Promise<void> = Promise.resolve();

  constructor(source: Source, emit: EmitBatch, needs: WatchNeeds) {
    this.source = source;
    this.username = source.handle['username'] ?? source.address.split('/').at(-1) ?? '';
    this.needs = needs;
    this.#emit = emit;
    this.#recent = new RecentPosts(needs.limits.recentPosts);
    this.#lastId = source.position;
    this.#isFirstLook = source.lastReadAt === null;
  }

  /** Looks once; throws SourceRefusedError where the channel is not open, and what the pages throw. */
  async open(): Promise<ShownPage> {
    return await this.#newest();
  }

  start(first: ShownPage): void {
    this.#running = this.#run(first);
  }

  /** Resolves when the loop is out; raise the signal before. */
  async ended(): Promise<void> {
    await this.#running;
  }

  /** Hands a batch over when those before it were taken. */
  async emit(batch: Omit<DetectBatch, 'sourceId' | 'epoch'>): Promise<void> {
    const { id: sourceId, epoch } = this.source;
    const turn = this.#emitted.then(async () => {
      this.needs.signal.throwIfAborted();
      await this.#emit({ sourceId, epoch, ...batch });
    });
    this.#emitted = turn.catch(() => undefined);
    await turn;
  }

  /** Asks by id for what the pages did not give. */
  async sweep(ranges: readonly IdRange[]): Promise<void> {
    await settle(this, ranges);
  }

  async #run(first: ShownPage): Promise<void> {
    const { signal, limits } = this.needs;
    let page: ShownPage | null = first;
    let failures = 0;
    while (!signal.aborted) {
      let waitMs = limits.pollMinMs;
      try {
        waitMs = await this.#look(page ?? (await this.#newest()));
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        waitMs = this.#afterFailure(error, failures);
        failures += 1;
      }
      page = null;
      // An end in the middle of a wait is an end, not a failure.
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(page: ShownPage): Promise<number> {
    await this.#catchUp(page);
    await this.#take(page);
    await this.#compare(page);
    this.#isFirstLook = false;
    this.needs.onReading({ state: 'reading', reason: null, newestId: newestIdOf(page) });
    const dates = page.messages.map(({ publishedAt }) => publishedAt);
    return nextLookMs(dates, this.needs.clock.now(), this.needs.limits);
  }

  async #newest(): Promise<ShownPage> {
    const page = await this.needs.pages.channel(this.username);
    if (page === null) throw await refusalOf(this.needs.pages, this.username);
    if (page.channelId !== null && page.channelId !== this.source.externalId)
      throw new PermanentError(
        'channel_changed',
        `@${this.username} is another channel now; add it as a new source`,
      );
    return page;
  }

  /** Reads what lies between the last id that was handed over and the newest page, oldest first. */
  async #catchUp(page: ShownPage): Promise<void> {
    while (page.hasOlder && oldestIdOf(page) > this.#lastId + 1) {
      this.needs.onReading({ state: 'behind', reason: null, newestId: newestIdOf(page) });
      const more = await this.needs.pages.channel(this.username, { after: this.#lastId });
      // Without progress nothing is left to read there: what lies between is asked for by its ids.
      if (more === null || newestIdOf(more) <= this.#lastId) return;
      await this.#take(more);
    }
  }

  /** Hands over what is new on a page; ids in between that the page does not show are named. */
  async #take(page: ShownPage): Promise<void> {
    const to = newestIdOf(page);
    if (to <= this.#lastId) return;
    const at = this.needs.clock.now();
    const fresh = page.messages.filter(({ id }) => id > this.#lastId);
    const shown = page.messages.flatMap(({ ids }) => ids);
    for (const { id, reason } of page.broken)
      this.needs.log.error({ sourceId: this.source.id, messageId: id, reason }, 'a message cannot be read');
    for await (const pack of packPosts(fresh, { from: this.#lastId + 1, to }, at, this.#packNeeds())) {
      const missing = missingOf(pack.range, shown);
      await this.emit({
        interval: pack.range,
        posts: pack.posts,
        deletions: [],
        ...(missing.length > 0 && { missing }),
      });
      this.#lastId = pack.range.to;
    }
    this.#recent.add(fresh, at);
  }

  /** Finds edits and deletions among the newest posts. */
  async #compare(page: ShownPage): Promise<void> {
    const at = this.needs.clock.now();
    const seen = await this.#lookBack(page, at);
    const { edited, vanished } = this.#recent.compare(seen.messages, seen.from);
    if (!this.#isFirstLook && edited.length > 0) await this.#tellEdits(edited, at);
    this.#recent.add(seen.messages, at);
    for (const { ids, existedAt } of vanished.slice(0, this.needs.limits.singlesAtOnce)) {
      const [first] = ids;
      if (first === undefined) continue;
      const single = await this.needs.pages.single(this.username, first);
      // A page may leave a post out for a while; gone is what its own page calls gone.
      if (single.kind !== 'gone') continue;
      const about = {
        sourceId: this.source.id,
        seenAt: at.toISOString(),
        existedAt: existedAt.toISOString(),
      };
      const deletions = ids.map((messageId): PostDeletion => ({ ...about, messageId }));
      await this.emit({ interval: null, posts: [], deletions });
      this.#recent.forget(ids);
    }
  }

  /** The newest page, and now and then those before it, as far as posts count as recent. */
  async #lookBack(page: ShownPage, at: Date): Promise<{ messages: ShownMessage[]; from: number }> {
    const { limits, pages } = this.needs;
    const messages = page.messages.filter(({ id }) => id <= this.#lastId);
    let last = page;
    let from = oldestIdOf(page);
    if (at.getTime() - this.#recheckedAt < limits.recheckMs) return { messages, from };
    while (last.hasOlder && messages.length < limits.recentPosts) {
      const older = await pages.channel(this.username, { before: from });
      if (older === null || oldestIdOf(older) >= from) break;
      messages.unshift(...older.messages.filter(({ id }) => id < from));
      from = oldestIdOf(older);
      last = older;
    }
    this.#recheckedAt = at.getTime();
    return { messages, from };
  }

  async #tellEdits(edited: readonly ShownMessage[], at: Date): Promise<void> {
    const posts: Post[] = [];
    for (const message of edited) posts.push(await postOf(message, at, this.#packNeeds()));
    for (const post of posts) await this.emit({ interval: null, posts: [post], deletions: [] });
  }

  #packNeeds(): Parameters<typeof packPosts>[3] {
    const { pages, limits } = this.needs;
    return { pages, limits, sourceId: this.source.id, username: this.username };
  }

  /** Says what is wrong, and gives the time until the next look. */
  #afterFailure(error: unknown, failures: number): number {
    const { limits, log, onReading, onTrouble } = this.needs;
    const sourceId = this.source.id;
    log.warn({ sourceId, error: messageOf(error) }, 'a channel could not be looked at');
    const trouble =
      error instanceof SourceRefusedError
        ? new PermanentError(error.reason, error.message, { cause: error })
        : error;
    if (trouble instanceof PermanentError) {
      onReading({ state: 'trouble', reason: trouble.reason, newestId: null });
      onTrouble(trouble);
      return limits.pollMaxMs;
    }
    const reason = error instanceof RetryableError ? error.reason : 'unexpected_error';
    onReading({ state: 'waiting', reason, newestId: null });
    const backoffMs = Math.min(limits.backoffMaxMs, limits.backoffMinMs * 2 ** Math.min(failures, 20));
    return Math.max(backoffMs, error instanceof RetryableError ? (error.retryAfterMs ?? 0) : 0);
  }
}
