import { randomInt } from 'node:crypto';
import type { Journal } from '../journal.ts';
import { badRequest } from './api-error.ts';
import type { ChatState } from './chat-state.ts';
import type { BotApiEvent } from './events.ts';
import { isRecord } from './call.ts';

/** What a person sees after a press: a toast, an alert, or nothing but the end of the spinner. */
export interface PressAnswer {
  readonly text?: string;
  readonly alert: boolean;
  readonly url?: string;
}

interface OpenPress {
  readonly atMs: number;
  readonly settle: ((answer: PressAnswer | Error) => void) | null;
}

/** Presses of inline buttons that wait for answerCallbackQuery. */
export class PressDesk {
  readonly #open = new Map<string, OpenPress>();
  readonly #state: ChatState;
  readonly #now: () => Date;
  readonly #lifetimeMs: number;

  /** `lifetimeMs`: how long the bot may answer a press before it is "too old". */
  constructor(state: ChatState, journal: Journal<BotApiEvent>, now: () => Date, lifetimeMs: number) {
    this.#state = state;
    this.#now = now;
    this.#lifetimeMs = lifetimeMs;
    for (const event of journal.past) {
      if (event.kind === 'press-answered') this.#open.delete(event.id);
      const query = event.kind === 'update' ? event.update.callback_query : undefined;
      if (event.kind !== 'update' || !isRecord(query) || typeof query.id !== 'string') continue;
      this.#open.set(query.id, { atMs: event.atMs, settle: null });
    }
  }

  /** A new press: its id for the update, and the promise that the bot's answer settles. */
  open(waitMs: number, what: string): { id: string; answer: Promise<PressAnswer> } {
    const id = `${randomInt(2 ** 47)}${randomInt(10 ** 6)}`;
    const answer = new Promise<PressAnswer>((resolve, reject) => {
      const silent = (): void =>
        reject(
          new Error(
            `The bot has not answered the press of ${what} within ${waitMs} ms (answerCallbackQuery).`,
          ),
        );
      const timer = setTimeout(silent, waitMs);
      const settle = (given: PressAnswer | Error): void => {
        clearTimeout(timer);
        if (given instanceof Error) reject(given);
        else resolve(given);
      };
      this.#open.set(id, { atMs: this.#now().getTime(), settle });
    });
    return { id, answer };
  }

  /** Throws 400 for an id that is unknown, answered before, or too old. */
  answer(id: string, answer: PressAnswer): void {
    const open = this.#open.get(id);
    const tooOld = open !== undefined && this.#now().getTime() - open.atMs > this.#lifetimeMs;
    if (open === undefined || tooOld) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    this.#open.delete(id);
    this.#state.commit({ kind: 'press-answered', id });
    open.settle?.(answer);
  }

  /** Rejects the presses that still wait, for a server that closes. */
  close(): void {
    for (const { settle } of this.#open.values())
      settle?.(new Error('The sandbox was closed before the bot answered.'));
  }
}
