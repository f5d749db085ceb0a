import type { Update } from 'telegraf/types';
import type { Log } from '../src/log.ts';

/** Runs updates: in order within a chat, chats side by side. Knows what is still running. */
export class UpdateRunner {
  readonly #handle: (update: Update) => Promise<void>;
  readonly #log: Log;
  readonly #batchWaitMs: number;
  readonly #running = new Map<number, Promise<void>>();
  readonly #followed = new Set<Promise<void>>();

  constructor(handle: (update: Update) => Promise<void>, log: Log, batchWaitMs: number) {
    this.#handle = handle;
    this.#log = log;
    this.#batchWaitMs = batchWaitMs;
  }

  /** Resolves when all of them are done, or when the slowest has had its time (it goes on, and is waited for at the end). */
  async run(updates: readonly Update[]): Promise<void> {
    const all = Promise.all(updates.map((update) => this.#afterEarlier(update)));
    if (!(await within(all, this.#batchWaitMs)))
      this.#log.warn({ count: updates.length }, 'slow handler, going on without it');
  }

  /** Counts work that came another way among what is still running. */
  async follow(work: Promise<void>): Promise<void> {
    this.#followed.add(work);
    try {
      await work;
    } finally {
      this.#followed.delete(work);
    }
  }

  /** Waits for what is still running; false when it took longer than `timeoutMs`. */
  async drain(timeoutMs: number): Promise<boolean> {
    return await within(Promise.allSettled([...this.#running.values(), ...this.#followed]), timeoutMs);
  }

  async #afterEarlier(update: Update): Promise<void> {
    const chat = chatIdOf(update);
    const earlier = this.#running.get(chat) ?? Promise.resolve();
    const mine = earlier.then(() => this.#safely(update));
    this.#running.set(chat, mine);
    await mine;
    if (this.#running.get(chat) === mine) this.#running.delete(chat);
  }

  async #safely(update: Update): Promise<void> {
    try {
      await this.#handle(update);
    } catch (error) {
      this.#log.error({ err: error, updateId: update.update_id }, 'handler failed');
    }
  }
}

/** Whether the work was done within the time; work that goes on is left alone. */
async function within(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = new Promise<boolean>((resolve) => {
    const handle = setTimeout(() => resolve(false), timeoutMs);
    timer.signal.addEventListener('abort', () => clearTimeout(handle));
  });
  const first = await Promise.race([work.then(() => true), late]);
  timer.abort();
  return first;
}

/** The chat an update belongs to; updates of no chat share one line. */
function chatIdOf(update: Update): number {
  if ('message' in update) return update.message.chat.id;
  if ('callback_query' in update) return update.callback_query.from.id;
  return 0;
}
