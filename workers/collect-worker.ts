import type { AccountRow } from '../src/ports/memory.ts';
import type { Needs } from '../src/steps/needs.ts';
import { spreadSources } from '../src/steps/spread-sources.ts';
import { watchAccounts } from '../src/steps/watch-accounts.ts';
import { type HeldReading, holdReading, type OpenedReading, type ReadingNeeds } from './held-reading.ts';
import { LEASE_TTL_MS } from './lease-holder.ts';
import { createLoop } from './loop.ts';
import type { RoleWorker } from './role-worker.ts';

/** Channels of an account that stopped wait at most so long for another one, and a free account for a process. */
const ROUND_MS = 2_000;
/** How often the accounts are looked at for early signs of trouble. */
const WATCH_MS = 60_000;
/** Processes that share the accounts, at most: more would have no account to hold. */
const SEATS_MAX = 32;
/** An account that nobody took for so long is taken even by a process that has its share. */
const LEFT_OVER_MS = 6_000;
/** A process that does not reach the platform for so long lets others try, and keeps off for a while. */
const OUT_OF_REACH_MS = 45_000;
const KEEP_OFF_MS = 120_000;
const PREVIEW = 'collect:preview';

export interface Readers {
  /** Makes the reader of one account; it connects when it is first used. */
  openAccount(account: AccountRow): Promise<OpenedReading>;
  /** Makes the reader of sources that need no account; null where there is none. */
  readonly openPreview: (() => Promise<OpenedReading>) | null;
}

interface Held {
  readonly account: AccountRow;
  readonly reading: HeldReading;
}

/**
 * Reads the watched sources. Any number of processes share the accounts: each account is held by one of them under a
 * lease, and when a process dies the others take its accounts over.
 */
export function createCollectWorker(
  needs: ReadingNeeds & Pick<Needs, 'office'>,
  readers: Readers,
): RoleWorker {
  const crew = new AccountCrew(needs, readers);
  const loop = createLoop({ name: 'collect', periodMs: ROUND_MS, round: () => crew.round(), log: needs.log });
  const watch = createLoop({
    name: 'accounts',
    periodMs: WATCH_MS,
    round: () => watchAccounts(needs),
    log: needs.log,
  });
  return {
    role: 'collect',
    handlers: {},
    start: async () => {
      loop.start();
      watch.start();
    },
    notReady: () => crew.problem() ?? loop.problem(),
    stop: async () => {
      await watch.stop();
      await loop.stop();
      await crew.stop();
    },
  };
}

class AccountCrew {
  private readonly needs: ReadingNeeds & Pick<Needs, 'office'>;
  private readonly readers: Readers;
  private readonly held = new Map<number, Held>();
  /** Accounts that this process could not reach the platform with, and until when it keeps off them. */
  private readonly keepOff = new Map<number, number>();
  private preview: HeldReading | null = null;
  private seat: string | null = null;
  private waiting: string | null = 'starting';

  constructor(needs: ReadingNeeds & Pick<Needs, 'office'>, readers: Readers) {
    this.needs = needs;
    this.readers = readers;
  }

  async round(): Promise<void> {
    const processes = await this.takeSeat();
    await spreadSources(this.needs);
    const accounts = await this.needs.memory.read.accounts.list();
    await this.letGo(accounts, processes);
    await this.takeShare(
      accounts.filter(({ state }) => state === 'active'),
      processes,
    );
    await this.readPreview();
    this.waiting = await this.whyIdle(accounts);
  }

  problem(): string | null {
    if (this.waiting !== null) return this.waiting;
    for (const { account, reading } of this.held.values()) {
      const problem = reading.problem();
      if (problem !== null) return `account ${account.id}: ${problem}`;
    }
    return this.preview?.problem() ?? null;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.held.values()].map(({ reading }) => reading.stop()));
    this.held.clear();
    await this.preview?.stop();
    const { seat } = this;
    if (seat !== null)
      await this.needs.leases.transaction((tx) => tx.leases.release(seat, this.needs.holder));
    await this.needs.leases.close();
  }

  /** Says that this process lives, under one of a few names, and gives how many do. */
  private async takeSeat(): Promise<number> {
    const { leases, memory, holder } = this.needs;
    const seats = new Map((await memory.read.leases.list('collector:')).map((row) => [row.name, row]));
    const names = Array.from({ length: SEATS_MAX }, (_, at) => `collector:${at + 1}`);
    const free = names.filter((name) => (seats.get(name)?.holder ?? null) === null);
    for (const name of this.seat === null ? free : [this.seat, ...free]) {
      const fence = await leases.transaction((tx) => tx.leases.take(name, holder, LEASE_TTL_MS));
      if (fence === null) continue;
      this.seat = name;
      break;
    }
    const others = [...seats.values()].filter((row) => row.holder !== null && row.holder !== holder);
    return others.length + 1;
  }

  /** Lets go of what was lost, of accounts that do not read any more, and of one that another process should have. */
  private async letGo(accounts: readonly AccountRow[], processes: number): Promise<void> {
    const rows = new Map(accounts.map((row) => [row.id, row]));
    const nowMs = performance.now();
    for (const { account, reading } of this.held.values()) {
      const row = rows.get(account.id);
      const same = row !== undefined && Buffer.from(row.sealedSession).equals(account.sealedSession);
      const since = reading.outOfReachSince();
      const lonely = processes > 1 && since !== null && nowMs - since > OUT_OF_REACH_MS;
      if (reading.held() && same && row.state === 'active' && !lonely) continue;
      if (lonely) this.keepOff.set(account.id, nowMs + KEEP_OFF_MS);
      await this.drop(account.id);
    }
    const active = accounts.filter(({ state }) => state === 'active').length;
    const newest = [...this.held.keys()].at(-1);
    // One a round, so that the other process has opened its channels before the next one comes.
    if (newest !== undefined && this.held.size > Math.ceil(active / processes)) await this.drop(newest);
  }

  private async drop(accountId: number): Promise<void> {
    const held = this.held.get(accountId);
    this.held.delete(accountId);
    await held?.reading.stop();
  }

  /** Takes one free account a round, so that accounts spread over the processes; the only process takes all. */
  private async takeShare(active: readonly AccountRow[], processes: number): Promise<void> {
    const leases = new Map(
      (await this.needs.memory.read.leases.list('account:')).map((row) => [row.name, row]),
    );
    for (const account of active) {
      const name = `account:${account.id}`;
      const lease = leases.get(name);
      if (this.held.has(account.id) || (lease?.holder ?? null) !== null) continue;
      const hasShare = this.held.size >= Math.ceil(active.length / processes);
      if (hasShare && (lease?.freeForMs ?? Number.POSITIVE_INFINITY) < LEFT_OVER_MS) continue;
      if ((this.keepOff.get(account.id) ?? 0) > performance.now()) continue;
      const reading = await holdReading(this.needs, name, () => this.readers.openAccount(account));
      if (reading === null) continue;
      this.held.set(account.id, { account, reading });
      if (processes > 1) return;
    }
  }

  private async readPreview(): Promise<void> {
    if (this.preview !== null && !this.preview.held()) {
      await this.preview.stop();
      this.preview = null;
    }
    const { openPreview } = this.readers;
    if (this.preview !== null || openPreview === null) return;
    this.preview = await holdReading(this.needs, PREVIEW, openPreview);
  }

  private async whyIdle(accounts: readonly AccountRow[]): Promise<string | null> {
    if (accounts.some(({ state }) => state === 'active')) return null;
    const sources = await this.needs.memory.read.sources.list({ state: 'active' });
    if (sources.length > 0 && sources.every(({ connector }) => connector !== 'telegram')) return null;
    return accounts.length === 0
      ? 'no account has signed in: run `qyraghy account login`'
      : 'no account can read: see `qyraghy account list`';
  }
}
