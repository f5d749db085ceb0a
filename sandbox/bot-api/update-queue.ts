import type { Journal } from '../journal.ts';
import { conflict } from './api-error.ts';
import type { ChatState } from './chat-state.ts';
import type { BotApiEvent } from './events.ts';
import type { ApiUpdate } from './telegram-types.ts';

/** Kinds that the Bot API leaves out unless a bot asks for them by name. */
const ON_REQUEST_ONLY = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);
const FIRST_UPDATE_ID = 100_000_001;

interface Poll {
  readonly finish: (updates: readonly ApiUpdate[]) => void;
  readonly refuse: (error: Error) => void;
  readonly limit: number;
}

export interface PollWishes {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutMs: number;
  /** Aborted when the poller's connection is gone. */
  readonly signal: AbortSignal;
}

/** Updates that wait for the bot, one long poll at a time; confirmed ones are dropped for good. */
export class UpdateQueue {
  readonly #state: ChatState;
  readonly #now: () => Date;
  #waiting: ApiUpdate[] = [];
  #allowed: readonly string[] = [];
  #nextId = FIRST_UPDATE_ID;
  #poll: Poll | null = null;
  #onPush: () => void = () => undefined;

  constructor(state: ChatState, journal: Journal<BotApiEvent>, now: () => Date) {
    this.#state = state;
    this.#now = now;
    for (const event of journal.past) {
      if (event.kind === 'allowed-updates') this.#allowed = event.kinds;
      if (event.kind === 'confirmed') this.#drop(event.before);
      if (event.kind !== 'update') continue;
      this.#waiting.push(event.update);
      this.#nextId = event.update.update_id + 1;
    }
  }

  get pendingCount(): number {
    return this.#waiting.length;
  }

  get allowed(): readonly string[] {
    return this.#allowed;
  }

  /** The webhook's alarm clock: called after every push. */
  whenPushed(listener: () => void): void {
    this.#onPush = listener;
  }

  push(kind: string, payload: unknown): void {
    const wanted = this.#allowed.length === 0 ? !ON_REQUEST_ONLY.has(kind) : this.#allowed.includes(kind);
    if (!wanted) return;
    const update: ApiUpdate = { update_id: this.#nextId, [kind]: structuredClone(payload) };
    this.#nextId += 1;
    this.#state.commit({ kind: 'update', update, atMs: this.#now().getTime() });
    this.#waiting.push(update);
    const poll = this.#poll;
    if (poll !== null) {
      this.#poll = null;
      poll.finish(this.#waiting.slice(0, poll.limit));
    }
    this.#onPush();
  }

  allow(kinds: readonly string[]): void {
    if (kinds.join() === this.#allowed.join()) return;
    this.#allowed = kinds;
    this.#state.commit({ kind: 'allowed-updates', kinds });
  }

  /** Confirms all updates before this id. */
  confirm(before: number): void {
    if (!this.#waiting.some(({ update_id: id }) => id < before)) return;
    this.#drop(before);
    this.#state.commit({ kind: 'confirmed', before });
  }

  confirmAll(): void {
    this.confirm(this.#nextId);
  }

  /** The oldest waiting update, which stays until it is confirmed. */
  oldest(): ApiUpdate | undefined {
    return this.#waiting[0];
  }

  /** getUpdates: a second poller ends the first one with 409, as in reality. */
  poll({ offset, limit, timeoutMs, signal }: PollWishes): Promise<readonly ApiUpdate[]> {
    this.#poll?.refuse(
      conflict('terminated by other getUpdates request; make sure that only one bot instance is running'),
    );
    this.#poll = null;
    // A negative offset asks for the last ones and forgets the rest.
    this.confirm(offset < 0 ? (this.#waiting.at(offset)?.update_id ?? 0) : offset);
    if (this.#waiting.length > 0 || timeoutMs === 0) return Promise.resolve(this.#waiting.slice(0, limit));
    return new Promise((resolve, reject) => {
      const end = (): void => {
        if (this.#poll === poll) this.#poll = null;
        poll.finish([]);
      };
      const timer = setTimeout(end, timeoutMs);
      const poll: Poll = {
        limit,
        finish: (updates) => {
          clearTimeout(timer);
          resolve(updates);
        },
        refuse: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      signal.addEventListener('abort', end, { once: true });
      this.#poll = poll;
    });
  }

  /** Ends a waiting poll with nothing, for a server that closes. */
  close(): void {
    this.#poll?.finish([]);
    this.#poll = null;
  }

  #drop(before: number): void {
    this.#waiting = this.#waiting.filter(({ update_id: id }) => id >= before);
  }
}
