import { RetryableError } from '../../domain/failure.ts';
import type { Clock } from '../../ports/clock.ts';

/** How often one account may use a method; the platform publishes no numbers, so these stay far below what was seen to be refused. */
export interface MethodBudget {
  readonly method: string;
  readonly perHour: number;
  readonly perDay: number;
  readonly why: string;
}

export const METHOD_BUDGETS: readonly MethodBudget[] = [
  {
    method: 'contacts.ResolveUsername',
    perHour: 60,
    perDay: 200,
    why: 'about 200 look-ups a day end in a wait of most of a day; stored handles make look-ups rare',
  },
  {
    method: 'channels.JoinChannel',
    perHour: 30,
    perDay: 120,
    why: 'joins are limited hardest of all, and many in a row look like an automaton; an account may be in 500',
  },
  {
    method: 'channels.GetFullChannel',
    perHour: 3_000,
    perDay: 15_000,
    why: 'once a channel and start: six starts of a full account an hour; reading must not end for a process that dies',
  },
  {
    method: 'messages.GetHistory',
    perHour: 12_000,
    perDay: 150_000,
    why: 'catching up after an outage comes in bursts of pages; on average it is far rarer than differences',
  },
  {
    method: 'updates.GetChannelDifference',
    perHour: 18_000,
    perDay: 300_000,
    why: 'a look a minute at 300 quiet channels; busy ones need none',
  },
  {
    method: 'channels.GetMessages',
    perHour: 3_000,
    perDay: 30_000,
    why: 'missing ids, and edited or shortened albums; what is over it waits without harm',
  },
  {
    method: 'upload.GetFile',
    perHour: 15_000,
    perDay: 150_000,
    why: 'a picture or thumbnail a post; a post over it goes on without its picture',
  },
];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Times are counted by the slice, so that a day of calls is a few numbers. */
const SLICE_MS = 60_000;

/** Counts the calls of one account by method and refuses those over the budget. */
export class Budgets {
  readonly #clock: Clock;
  readonly #budgets: ReadonlyMap<string, MethodBudget>;
  readonly #spent = new Map<string, { atMs: number; calls: number }[]>();

  constructor(clock: Clock, budgets: readonly MethodBudget[] = METHOD_BUDGETS) {
    this.#clock = clock;
    this.#budgets = new Map(budgets.map((budget) => [budget.method, budget]));
  }

  /** Notes a call. Throws RetryableError('over_budget') with the time until one is free again. */
  spend(method: string): void {
    const budget = this.#budgets.get(method);
    if (budget === undefined) return;
    const nowMs = this.#clock.now().getTime();
    const spent = (this.#spent.get(method) ?? []).filter((slice) => slice.atMs > nowMs - DAY_MS);
    this.#spent.set(method, spent);
    const freeAtMs = Math.max(
      freeAt(spent, budget.perHour, nowMs, HOUR_MS),
      freeAt(spent, budget.perDay, nowMs, DAY_MS),
    );
    if (freeAtMs > nowMs) {
      const said = `${method} has used its budget until ${new Date(freeAtMs).toISOString()}`;
      throw new RetryableError('over_budget', said, { retryAfterMs: freeAtMs - nowMs });
    }
    const last = spent.at(-1);
    if (last !== undefined && nowMs - last.atMs < SLICE_MS) last.calls += 1;
    else spent.push({ atMs: nowMs, calls: 1 });
  }
}

/** When fewer than `most` calls lie within the window again. */
function freeAt(
  spent: readonly { readonly atMs: number; readonly calls: number }[],
  most: number,
  nowMs: number,
  windowMs: number,
): number {
  const inside = spent.filter((slice) => slice.atMs > nowMs - windowMs);
  let calls = inside.reduce((sum, slice) => sum + slice.calls, 0);
  for (const slice of inside) {
    if (calls < most) break;
    calls -= slice.calls;
    if (calls < most) return slice.atMs + windowMs;
  }
  return nowMs;
}
