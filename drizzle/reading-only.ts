import type { Tx } from '../src/ports/memory.ts';

/** What may be asked outside a transaction. Everything else writes or locks, and is refused there. */
const READS = {
  sources: [
    'get',
    'list',
    'days',
    'firstDay',
    'openMissing',
    'sourcesMissing',
    'activeBackfills',
    'backfill',
    'report',
  ],
  accounts: ['list', 'channels', 'rests', 'hours'],
  posts: ['seen', 'get', 'latest', 'goneSince'],
  pictures: ['waiting', 'line', 'seen', 'remembered'],
  findings: [
    'candidates',
    'ofMessage',
    'get',
    'decisions',
    'occurrences',
    'list',
    'related',
    'waiting',
    'due',
  ],
  measures: ['get', 'ofFinding', 'parcel', 'inStates'],
  evidence: ['ofPost', 'ofFinding', 'uncaptured', 'page'],
  acts: ['get', 'list'],
  staff: ['get', 'byTelegramId', 'list', 'dialog'],
  notices: ['get', 'unsent', 'newest'],
  digests: ['measure', 'kept', 'began'],
  audit: ['page', 'head'],
  outbox: ['waiting'],
  leases: ['list'],
  deadLetters: ['list'],
  learning: ['liveModel', 'models', 'judged', 'ruleHits'],
} as const satisfies { readonly [Store in keyof Tx]: readonly (keyof Tx[Store])[] };

/** Thrown when something that writes or locks is called on `memory.read`: a mistake in the program. */
export class NotInTransactionError extends Error {
  override readonly name = 'NotInTransactionError';
  constructor(method: string) {
    super(`${method} writes or locks: call it inside memory.transaction, not on memory.read`);
  }
}

/**
 * The stores outside a transaction: only reads pass.
 * @param failure says what an error of the database means
 */
export function readingOnly(tx: Tx, failure: (error: unknown) => unknown): Tx {
  const guard = <Name extends keyof Tx>(name: Name): Tx[Name] =>
    guardStore(name, tx[name], READS[name], failure);
  return {
    sources: guard('sources'),
    accounts: guard('accounts'),
    posts: guard('posts'),
    pictures: guard('pictures'),
    findings: guard('findings'),
    measures: guard('measures'),
    evidence: guard('evidence'),
    acts: guard('acts'),
    staff: guard('staff'),
    notices: guard('notices'),
    digests: guard('digests'),
    audit: guard('audit'),
    outbox: guard('outbox'),
    leases: guard('leases'),
    deadLetters: guard('deadLetters'),
    learning: guard('learning'),
  };
}

function guardStore<Store extends object>(
  name: string,
  store: Store,
  reads: readonly string[],
  failure: (error: unknown) => unknown,
): Store {
  const guarded = Object.entries(store).map(([method, call]: [string, (...given: unknown[]) => unknown]) => {
    if (!reads.includes(method)) {
      return [
        method,
        () => {
          throw new NotInTransactionError(`${name}.${method}`);
        },
      ];
    }
    const read = async (...given: unknown[]): Promise<unknown> => {
      try {
        return await call(...given);
      } catch (error) {
        throw failure(error);
      }
    };
    return [method, read];
  });
  return Object.fromEntries(guarded) as Store;
}
