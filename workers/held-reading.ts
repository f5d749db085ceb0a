import { messageOf } from '../src/domain/failure.ts';
import type { Source } from '../src/domain/source.ts';
import type { Log } from '../src/log.ts';
import type { Memory } from '../src/ports/memory.ts';
import type { SourceReader } from '../src/ports/source-reader.ts';
import type { Needs } from '../src/steps/needs.ts';
import { SourceWatch } from '../src/steps/watch-sources.ts';
import { createLeaseHolder } from './lease-holder.ts';
import { createLoop } from './loop.ts';

/** Both well under the lease's length: a slow round of reading must not cost the lease, so each has its own loop. */
const RENEW_MS = 2_000;
/**
 * A take-over opens hundreds of channels anew, so a machine that is short of breath for some seconds keeps its leases;
 * and what a dead process held is read again within half a minute all the same.
 */
const READING_TTL_MS = 11_000;
const ROUND_MS = 2_000;
/** How often a connection that works is asked whether it still does. */
const CHECK_MS = 30_000;

export type ReadingNeeds = Pick<Needs, 'memory' | 'clock' | 'queue' | 'reach'> & {
  readonly log: Log;
  /** Names this process where leases are held. */
  readonly holder: string;
  /** Connections of their own, so that a renewal does not wait behind the work. */
  readonly leases: Memory;
};

/** A reader with what it is to read. */
export interface OpenedReading {
  readonly reader: SourceReader;
  readonly sources: () => Promise<readonly Source[]>;
  /** Throws when the platform cannot be reached with this reader now. */
  readonly check: () => Promise<void>;
  /** Writes down what was learned since the last time; also called at the end. */
  readonly settle: () => Promise<void>;
}

/** Something that one process reads at a time, under a lease. */
export interface HeldReading {
  /** The name of its lease. */
  readonly name: string;
  /** False when the lease was lost: what was held is let go of, and nothing is written any more. */
  held(): boolean;
  /** Why it cannot read now, or null. */
  problem(): string | null;
  /** Since when it has not reached the platform, by `performance.now`; null while it reaches it. */
  outOfReachSince(): number | null;
  stop(): Promise<void>;
}

/**
 * Takes the lease and reads while it holds it; null when another process has it.
 * @param open makes the reader; nothing of it may be in use after `reader.close`
 */
export async function holdReading(
  needs: ReadingNeeds,
  name: string,
  open: () => Promise<OpenedReading>,
): Promise<HeldReading | null> {
  const reading = new Reading(needs, name, open);
  return (await reading.take()) ? reading : null;
}

class Reading implements HeldReading {
  readonly name: string;
  private readonly lease;
  private readonly renewing;
  private readonly rounds;
  private readonly needs: ReadingNeeds;
  private readonly open: () => Promise<OpenedReading>;
  private opened: (OpenedReading & { readonly watch: SourceWatch }) | null = null;
  private isHeld = true;
  private checkedAtMs = Number.NEGATIVE_INFINITY;
  private unreachableSinceMs: number | null = null;

  constructor(needs: ReadingNeeds, name: string, open: () => Promise<OpenedReading>) {
    this.needs = needs;
    this.name = name;
    this.open = open;
    this.lease = createLeaseHolder(
      needs.leases,
      name,
      needs.holder,
      () => this.letGo('not renewed in time'),
      READING_TTL_MS,
    );
    const { log } = needs;
    const renew = async (): Promise<void> => {
      if (this.isHeld && !(await this.lease.hold())) await this.letGo('held by another process');
    };
    this.renewing = createLoop({ name: `${name} lease`, periodMs: RENEW_MS, round: renew, log });
    this.rounds = createLoop({ name, periodMs: ROUND_MS, round: () => this.round(), log });
  }

  async take(): Promise<boolean> {
    if (!(await this.lease.hold())) return false;
    this.needs.log.info({ lease: this.name }, 'reading begins');
    this.renewing.start();
    this.rounds.start();
    return true;
  }

  held(): boolean {
    return this.isHeld;
  }

  problem(): string | null {
    return this.rounds.problem() ?? this.renewing.problem();
  }

  outOfReachSince(): number | null {
    return this.unreachableSinceMs;
  }

  async stop(): Promise<void> {
    await this.letGo(null);
    await this.renewing.stop();
    await this.rounds.stop();
    await this.lease.release();
  }

  private async round(): Promise<void> {
    if (!this.isHeld) return;
    this.opened ??= await this.start();
    const opened = this.opened;
    // The lease may have been lost while it was opened.
    if (!this.isHeld) {
      await opened.reader.close();
      return;
    }
    try {
      await this.check(opened);
      await opened.watch.round();
    } finally {
      await opened.settle();
    }
  }

  private async start(): Promise<OpenedReading & { readonly watch: SourceWatch }> {
    const opened = await this.open();
    const { reader, sources } = opened;
    return { ...opened, watch: new SourceWatch({ ...this.needs, reader, sources }) };
  }

  private async check({ check }: OpenedReading): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - this.checkedAtMs < CHECK_MS) return;
    try {
      await check();
      this.checkedAtMs = nowMs;
      this.unreachableSinceMs = null;
    } catch (error) {
      this.unreachableSinceMs ??= nowMs;
      throw error;
    }
  }

  private async letGo(why: string | null): Promise<void> {
    if (!this.isHeld) return;
    this.isHeld = false;
    if (why !== null) this.needs.log.warn({ lease: this.name, why }, 'reading is let go of');
    const opened = this.opened;
    if (opened === null) return;
    const errandsOver = opened.watch.close();
    await opened.reader.close();
    await errandsOver;
    await opened
      .settle()
      .catch((error: unknown) => this.needs.log.warn({ error: messageOf(error) }, 'not settled at the end'));
  }
}
