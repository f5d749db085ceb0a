import { type Arbitrary, array, constant, constantFrom, integer, nat, oneof, record } from 'fast-check';
import type { Fault } from '../../sandbox/mtproto/faults.ts';

/** What happens, in this order; `waitMs` is the time before it. */
export interface Step {
  readonly waitMs: number;
  readonly event: Event;
}

export type Event =
  | { readonly do: 'publish'; readonly offer: boolean }
  | { readonly do: 'album'; readonly parts: number; readonly offer: boolean }
  | { readonly do: 'pin' | 'touch' | 'remove'; readonly which: number }
  | { readonly do: 'edit'; readonly which: number; readonly offer: boolean }
  | { readonly do: 'clear'; readonly which: number; readonly count: number }
  | { readonly do: 'drop' | 'restartCollector' | 'restartWorker' | 'wipeQueue' | 'backfill' }
  | { readonly do: 'refuse' | 'freeze'; readonly forMs: number }
  | { readonly do: 'fault'; readonly fault: Fault };

export interface Schedule {
  /** Posts that were there before the source was watched. */
  readonly before: number;
  readonly steps: readonly Step[];
}

const which = nat(100);
const offer = constantFrom(false, false, false, true);
const times = integer({ min: 1, max: 3 });

const aPost: Arbitrary<Event> = oneof(
  { weight: 8, arbitrary: offer.map((isOffer): Event => ({ do: 'publish', offer: isOffer })) },
  {
    weight: 2,
    arbitrary: record({ parts: integer({ min: 2, max: 4 }), isOffer: offer }).map(
      ({ parts, isOffer }): Event => ({ do: 'album', parts, offer: isOffer }),
    ),
  },
  {
    weight: 4,
    arbitrary: record({ at: which, isOffer: offer }).map(
      ({ at, isOffer }): Event => ({ do: 'edit', which: at, offer: isOffer }),
    ),
  },
  { weight: 3, arbitrary: which.map((at): Event => ({ do: 'remove', which: at })) },
  {
    weight: 1,
    arbitrary: record({ at: which, count: integer({ min: 2, max: 8 }) }).map(
      ({ at, count }): Event => ({ do: 'clear', which: at, count }),
    ),
  },
  { weight: 1, arbitrary: which.map((at): Event => ({ do: 'touch', which: at })) },
  { weight: 1, arbitrary: which.map((at): Event => ({ do: 'pin', which: at })) },
);

const METHODS = ['messages.getHistory', 'updates.getChannelDifference'];

const aFault: Arbitrary<Fault> = oneof(
  times.map((count): Fault => ({ kind: 'withhold', times: count })),
  times.map((count): Fault => ({ kind: 'duplicate', times: count })),
  times.map((count): Fault => ({ kind: 'reorder', times: count })),
  constant<Fault>({ kind: 'bad_salt' }),
  constant<Fault>({ kind: 'reset_in_packet' }),
  constant<Fault>({ kind: 'difference_too_long' }),
  integer({ min: 1, max: 3 }).map((events): Fault => ({ kind: 'short_difference', events, times: 3 })),
  constantFrom(...METHODS).map((method): Fault => ({ kind: 'flood_wait', method, seconds: 1 })),
  constantFrom(...METHODS).map(
    (method): Fault => ({ kind: 'rpc_error', method, code: 500, message: 'INTERDC_2_CALL_ERROR' }),
  ),
  record({ method: constantFrom(...METHODS), when: constantFrom('before' as const, 'after' as const) }).map(
    ({ method, when }): Fault => ({ kind: 'drop_at_call', method, when }),
  ),
  integer({ min: 200, max: 1_500 }).map((delayMs): Fault => ({ kind: 'delay_pong', delayMs })),
  integer({ min: 50, max: 400 }).map((delayMs): Fault => ({ kind: 'delay_answer', delayMs })),
);

const aMishap: Arbitrary<Event> = oneof(
  { weight: 12, arbitrary: aFault.map((fault): Event => ({ do: 'fault', fault })) },
  { weight: 2, arbitrary: constant<Event>({ do: 'drop' }) },
  { weight: 1, arbitrary: integer({ min: 50, max: 400 }).map((forMs): Event => ({ do: 'refuse', forMs })) },
  { weight: 1, arbitrary: constantFrom(150, 400, 5_000).map((forMs): Event => ({ do: 'freeze', forMs })) },
  { weight: 2, arbitrary: constant<Event>({ do: 'restartCollector' }) },
  { weight: 2, arbitrary: constant<Event>({ do: 'restartWorker' }) },
  { weight: 1, arbitrary: constant<Event>({ do: 'wipeQueue' }) },
  { weight: 1, arbitrary: constant<Event>({ do: 'backfill' }) },
);

/** Mostly posts, which come in bursts; about one step in four is a mishap. */
export const aSchedule: Arbitrary<Schedule> = record({
  before: nat(6),
  steps: array(
    record({
      waitMs: constantFrom(0, 0, 0, 5, 20, 60),
      event: oneof({ weight: 3, arbitrary: aPost }, { weight: 1, arbitrary: aMishap }),
    }),
    { minLength: 12, maxLength: 40 },
  ),
});
