import type { Memory } from '../src/ports/memory.ts';

/** How long a lease lasts without renewal: the time after which another process takes over from a dead one. */
export const LEASE_TTL_MS = 15_000;

/** Holds a named lease for this process. */
export interface LeaseHolder {
  /** Takes or renews it; false when another process holds it. */
  hold(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * A lease by the database's clock. Call `hold` before each round; what may be done only by one process is done only
 * after `hold` gave true.
 */
export function createLeaseHolder(memory: Memory, name: string, holder: string): LeaseHolder {
  return {
    hold: async () => (await memory.transaction((tx) => tx.leases.take(name, holder, LEASE_TTL_MS))) !== null,
    release: () => memory.transaction((tx) => tx.leases.release(name, holder)),
  };
}
