import { messageOf } from '../domain/failure.ts';
import type { Source } from '../domain/source.ts';
import type { AccountChannel, AccountRow, Tx } from '../ports/memory.ts';
import type { Needs } from './needs.ts';
import { type AccountNeeds, restAccount, warnOfAccount } from './report-account.ts';
import { isoInZone } from './day.ts';

type BookNeeds = AccountNeeds & Pick<Needs, 'log'>;

const HOUR_MS = 3_600_000;
/** Without these nothing is read: an account that may not call one of them for long reads late. */
const READING = new Set(['messages.GetHistory', 'updates.GetChannelDifference', 'channels.GetFullChannel']);
/** A channel that moves costs a look-up and a join, so a shorter wait is waited out. */
const REST_FROM_MS = 15 * 60_000;
/** A look-up or a join that waits for so long is worth telling: new channels are late. */
const TELL_FROM_MS = HOUR_MS;

interface Pending {
  readonly handles: Map<number, string>;
  readonly joined: Set<number>;
  readonly rests: Map<string, Date>;
  /** Whether it was found that the account may join nothing more. */
  readonly full: Set<number>;
  /** Hour (ms), method, and what is to be added to its counters. */
  readonly calls: Map<
    string,
    { readonly hourMs: number; readonly method: string; calls: number; floods: number }
  >;
}

/**
 * What one account has learned: its handles, its memberships, its rests and its counters. Read when the account is taken,
 * written a little later than it is learned; it gives the reader what it asks of the owner of several accounts.
 */
export class AccountBook {
  private readonly needs: BookNeeds;
  private readonly account: Pick<AccountRow, 'id' | 'maskedPhone'>;
  private readonly handles = new Map<number, string>();
  private readonly joined = new Set<number>();
  /** Joined by another account that only rests: it reads them again soon, so they are not joined twice. */
  private readonly lent = new Set<number>();
  private readonly restsNow = new Map<string, Date>();
  private pending: Pending = nothing();
  private writing: Promise<void> = Promise.resolve();

  private constructor(needs: BookNeeds, account: Pick<AccountRow, 'id' | 'maskedPhone'>) {
    this.needs = needs;
    this.account = account;
  }

  /** Reads what is known of the account. */
  static async open(needs: BookNeeds, account: Pick<AccountRow, 'id' | 'maskedPhone'>): Promise<AccountBook> {
    const book = new AccountBook(needs, account);
    await book.refresh();
    for (const rest of await needs.memory.read.accounts.rests(needs.clock.now()))
      if (rest.accountId === account.id) book.restsNow.set(rest.method, rest.notBefore);
    return book;
  }

  /** Methods that must not be called yet, with when they may be; for the start of a reader. */
  get rests(): ReadonlyMap<string, Date> {
    return this.restsNow;
  }

  /** This account's own handle of a source; null: it has to look the public name up. */
  handleOf(source: Source): { readonly accessHash: string } | null {
    const { account, accessHash } = source.handle;
    // A source of the time of one account does not say whose its handle is: it is tried.
    const looked = account === undefined || account === String(this.account.id) ? accessHash : undefined;
    const known = this.handles.get(source.id) ?? looked;
    return known === undefined ? null : { accessHash: known };
  }

  noteHandle(sourceId: number, accessHash: string): void {
    this.handles.set(sourceId, accessHash);
    this.pending.handles.set(sourceId, accessHash);
  }

  /** True when the account must not ask to join: it did before, or its channel is only lent to it. */
  mustNotJoin(sourceId: number): boolean {
    return this.joined.has(sourceId) || this.lent.has(sourceId);
  }

  noteJoined(sourceId: number): void {
    this.joined.add(sourceId);
    this.pending.joined.add(sourceId);
  }

  /** The account may join nothing more: the administrators are told. */
  noteJoinsFull(sourceId: number): void {
    this.pending.full.add(sourceId);
  }

  /** Counts a call; a flood wait is written down at once, so that it outlives this process. */
  noteCall(method: string, outcome: 'ok' | 'flood' | 'error', waitMs = 0): void {
    const now = this.needs.clock.now();
    const hourMs = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
    const key = `${hourMs} ${method}`;
    const counts = this.pending.calls.get(key) ?? { hourMs, method, calls: 0, floods: 0 };
    counts.calls += 1;
    this.pending.calls.set(key, counts);
    if (outcome !== 'flood') return;
    counts.floods += 1;
    const notBefore = new Date(now.getTime() + waitMs);
    this.pending.rests.set(method, notBefore);
    void this.flush().then(() => this.reportWait(method, waitMs, notBefore));
  }

  /** Reads again what other processes may have changed. */
  async refresh(): Promise<void> {
    const { accounts } = this.needs.memory.read;
    const resting = new Set(
      (await accounts.list()).filter(({ state }) => state === 'resting').map(({ id }) => id),
    );
    this.lent.clear();
    for (const row of await accounts.channels()) {
      if (row.accountId === this.account.id) this.take(row);
      else if (row.joinedAt !== null && resting.has(row.accountId)) this.lent.add(row.sourceId);
    }
  }

  /** Writes what was learned since the last time; a failure is logged, and it is tried with the next one. */
  async flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    await this.writing;
  }

  private take(row: AccountChannel): void {
    if (row.accessHash !== null && !this.handles.has(row.sourceId))
      this.handles.set(row.sourceId, row.accessHash);
    if (row.joinedAt !== null) this.joined.add(row.sourceId);
  }

  private async write(): Promise<void> {
    const batch = this.pending;
    if (Object.values(batch).every(({ size }) => size === 0)) return;
    this.pending = nothing();
    try {
      await this.needs.memory.transaction((tx) => this.save(tx, batch));
    } catch (error) {
      this.needs.log.warn({ error: messageOf(error) }, 'what an account learned is written later');
      this.pending = joined(batch, this.pending);
    }
  }

  private async save(tx: Tx, batch: Pending): Promise<void> {
    const { id } = this.account;
    const at = this.needs.clock.now();
    for (const [method, notBefore] of batch.rests)
      await tx.accounts.noteRest({ accountId: id, method, notBefore });
    for (const [sourceId, hash] of inOrder(batch.handles)) await tx.accounts.noteHandle(id, sourceId, hash);
    for (const sourceId of [...batch.joined].sort((a, b) => a - b))
      await tx.accounts.noteJoined(id, sourceId, at);
    for (const { hourMs, ...counts } of batch.calls.values())
      await tx.accounts.addCalls(id, new Date(hourMs), counts);
    if (batch.full.size > 0)
      await warnOfAccount(tx, this.needs, { about: this.account, reason: 'join_refused' });
  }

  private async reportWait(method: string, waitMs: number, notBefore: Date): Promise<void> {
    try {
      if (READING.has(method)) {
        if (waitMs < REST_FROM_MS) return;
        await restAccount(this.needs, this.account.id, {
          reason: 'account_rests',
          until: notBefore,
          detail: method,
        });
      } else if (waitMs >= TELL_FROM_MS) {
        const detail = `${method} · → ${isoInZone(notBefore, this.needs.office.timeZone)}`;
        await this.needs.memory.transaction((tx) =>
          warnOfAccount(tx, this.needs, { about: this.account, reason: 'method_rests', detail }),
        );
      }
    } catch (error) {
      this.needs.log.error({ method, error: messageOf(error) }, 'a long flood wait could not be told');
    }
  }
}

function nothing(): Pending {
  return {
    handles: new Map(),
    joined: new Set(),
    rests: new Map(),
    full: new Set(),
    calls: new Map(),
  };
}

/** Both together; of two handles or rests the later one. */
function joined(before: Pending, after: Pending): Pending {
  const calls = new Map(before.calls);
  for (const [key, counts] of after.calls) {
    const earlier = calls.get(key);
    calls.set(key, {
      ...counts,
      calls: counts.calls + (earlier?.calls ?? 0),
      floods: counts.floods + (earlier?.floods ?? 0),
    });
  }
  return {
    handles: new Map([...before.handles, ...after.handles]),
    joined: new Set([...before.joined, ...after.joined]),
    rests: new Map([...before.rests, ...after.rests]),
    full: new Set([...before.full, ...after.full]),
    calls,
  };
}

function inOrder<T>(map: ReadonlyMap<number, T>): readonly (readonly [number, T])[] {
  return [...map].sort(([a], [b]) => a - b);
}
