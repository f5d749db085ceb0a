/** An account that can read now. */
export interface SpreadAccount {
  readonly id: number;
  /** How much of an even share it should carry: 1, or less while the platform finds it too busy. Above 0. */
  readonly weight: number;
}

/** A channel that is to be read, and by whom it is read now. */
export interface SpreadSource {
  readonly id: number;
  readonly accountId: number | null;
}

/** What an account knows of a channel, by which it is the better or the worse reader of it. */
export interface SpreadKnowledge {
  readonly accountId: number;
  readonly sourceId: number;
  readonly joined: boolean;
  readonly hasHandle: boolean;
  /** The channel shut this account out. */
  readonly refused: boolean;
}

export interface SpreadMove {
  readonly sourceId: number;
  readonly from: number | null;
  /** Null: no account can read it now. */
  readonly to: number | null;
}

export interface SpreadInput {
  readonly accounts: readonly SpreadAccount[];
  readonly sources: readonly SpreadSource[];
  readonly known: readonly SpreadKnowledge[];
  /** How many channels that are read well may move for the sake of evenness. */
  readonly balanceMax: number;
}

/**
 * Spreads channels over accounts. A channel whose account can read it stays; one without a reader moves at once, to an
 * account that joined it, else to one that has looked it up, else to the least busy; an account with too few gets at
 * most `balanceMax` from those with too many. The same input gives the same moves.
 */
export function planSpread(input: SpreadInput): readonly SpreadMove[] {
  const plan = new Plan(input);
  for (const source of plan.homeless()) plan.settle(source);
  for (let moved = 0; moved < input.balanceMax && plan.balanceOne(); moved += 1);
  return plan.moves();
}

class Plan {
  private readonly accounts: readonly SpreadAccount[];
  private readonly before: ReadonlyMap<number, number | null>;
  private readonly known: ReadonlyMap<string, SpreadKnowledge>;
  private readonly reader = new Map<number, number | null>();
  private readonly load = new Map<number, number>();
  private readonly weights: number;

  constructor({ accounts, sources, known }: SpreadInput) {
    this.accounts = [...accounts].sort((a, b) => a.id - b.id);
    this.weights = accounts.reduce((sum, { weight }) => sum + weight, 0);
    this.known = new Map(known.map((row) => [`${row.accountId} ${row.sourceId}`, row]));
    const inOrder = [...sources].sort((a, b) => a.id - b.id);
    this.before = new Map(inOrder.map(({ id, accountId }) => [id, accountId]));
    for (const { id } of this.accounts) this.load.set(id, 0);
    for (const { id, accountId } of inOrder) this.put(id, this.canRead(accountId, id) ? accountId : null);
  }

  homeless(): readonly number[] {
    return [...this.reader].filter(([, account]) => account === null).map(([source]) => source);
  }

  settle(sourceId: number): void {
    const able = this.accounts.filter(({ id }) => this.canRead(id, sourceId));
    const [best] = able.sort(
      (a, b) =>
        this.liking(b, sourceId) - this.liking(a, sourceId) ||
        this.pressure(a) - this.pressure(b) ||
        a.id - b.id,
    );
    if (best !== undefined) this.put(sourceId, best.id);
  }

  /** Moves one channel from the busiest account to the least busy; false when that would not make it more even. */
  balanceOne(): boolean {
    const byPressure = [...this.accounts].sort((a, b) => this.pressure(a) - this.pressure(b) || a.id - b.id);
    for (const from of byPressure.toReversed()) {
      for (const to of byPressure) {
        if (to.id === from.id || this.pressure(from) <= this.pressure(to, 1)) break;
        const [best] = this.movable(from.id, to.id);
        if (best === undefined) continue;
        this.put(best, to.id);
        return true;
      }
    }
    return false;
  }

  moves(): readonly SpreadMove[] {
    return [...this.reader].flatMap(([sourceId, to]) => {
      const from = this.before.get(sourceId) ?? null;
      return from === to ? [] : [{ sourceId, from, to }];
    });
  }

  /** Channels of one account that another may take, those first that it knows best and its reader least. */
  private movable(from: number, to: number): readonly number[] {
    const gain = (source: number): number => this.closeness(to, source) - this.closeness(from, source);
    return [...this.reader]
      .filter(([source, account]) => account === from && this.canRead(to, source))
      .map(([source]) => source)
      .sort((a, b) => gain(b) - gain(a) || a - b);
  }

  /** An account that knows the channel is preferred while it has less than its share. */
  private liking(account: SpreadAccount, sourceId: number): number {
    const share = (this.reader.size * account.weight) / this.weights;
    return (this.load.get(account.id) ?? 0) < share ? this.closeness(account.id, sourceId) : 0;
  }

  private closeness(accountId: number, sourceId: number): number {
    const known = this.known.get(`${accountId} ${sourceId}`);
    if (known?.joined === true) return 2;
    return known?.hasHandle === true ? 1 : 0;
  }

  private pressure({ id, weight }: SpreadAccount, more = 0): number {
    return ((this.load.get(id) ?? 0) + more) / weight;
  }

  private canRead(accountId: number | null, sourceId: number): boolean {
    if (accountId === null || !this.load.has(accountId)) return false;
    return this.known.get(`${accountId} ${sourceId}`)?.refused !== true;
  }

  private put(sourceId: number, accountId: number | null): void {
    const before = this.reader.get(sourceId) ?? null;
    if (before !== null) this.load.set(before, (this.load.get(before) ?? 0) - 1);
    this.reader.set(sourceId, accountId);
    if (accountId !== null) this.load.set(accountId, (this.load.get(accountId) ?? 0) + 1);
  }
}
