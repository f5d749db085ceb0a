import type { Backfill } from '../ports/memory.ts';
import type { Needs } from './needs.ts';

/**
 * Wishes the past of a source from `since` on, up to the position of now: what comes later is read anyway. One backfill at
 * a time for a source; while one is active it is given back with `added` false.
 */
export async function startBackfill(
  needs: Pick<Needs, 'memory' | 'clock'>,
  sourceId: number,
  since: Date,
): Promise<{ readonly backfill: Backfill; readonly added: boolean }> {
  return await needs.memory.transaction(async (tx) => {
    const result = await tx.sources.startBackfill(sourceId, since, needs.clock.now());
    if (result.added)
      tx.audit.append({
        action: 'source.changed',
        actorId: null,
        subject: `source:${sourceId}`,
        details: { backfill: result.backfill.id, since: since.toISOString() },
      });
    return result;
  });
}
