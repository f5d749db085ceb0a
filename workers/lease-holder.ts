import type { Memory } from '../src/ports/memory.ts';

/** How long a lease lasts without renewal: the time after which another process takes over from a dead one. */
export const LEASE_TTL_MS = 8_000;
/** A holder that could not renew lets go this long before the lease ends, so that two never work at once. */
const LET_GO_EARLY_MS = 3_000;

/** Holds a named lease for this process. */
export interface LeaseHolder {
  /** Takes or renews it; false when another process holds it. */
  hold(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * A lease by the database's clock. What may be done only by one process is done only after `hold` gave true, and
 * until `onLost`, which is called in time when the lease cannot be renewed.
 */
export function createLeaseHolder(
  memory: Memory,
  name: string,
  holder: string,
  onLost: () => Promise<void> = async () => undefined,
  ttlMs = LEASE_TTL_MS,
): LeaseHolder {
  let watchdog: NodeJS.Timeout | null = null;
  const stopWatchdog = (): void => {
    if (watchdog !== null) clearTimeout(watchdog);
    watchdog = null;
  };
  return {
    hold: async () => {
      const askedAt = performance.now();
      const fence = await memory.transaction((tx) => tx.leases.take(name, holder, ttlMs));
      stopWatchdog();
      if (fence === null) return false;
      const left = ttlMs - LET_GO_EARLY_MS - (performance.now() - askedAt);
      watchdog = setTimeout(() => void onLost(), Math.max(0, left));
      watchdog.unref();
      return true;
    },
    release: async () => {
      stopWatchdog();
      await memory.transaction((tx) => tx.leases.release(name, holder));
    },
  };
}
