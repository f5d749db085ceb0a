import type { Needs } from './needs.ts';

/** Rows moved in one transaction. */
const OUTBOX_PAGE = 100;

/** Moves follow-up jobs from the outbox to the queue until none is due; gives how many. A crash moves some twice, never none. */
export async function moveOutbox(needs: Pick<Needs, 'memory' | 'queue' | 'reach'>): Promise<number> {
  let moved = 0;
  for (;;) {
    const count = await needs.memory.transaction(async (tx) => {
      const rows = await tx.outbox.claim(OUTBOX_PAGE);
      if (rows.length === 0) return 0;
      needs.reach('outbox.before-queue');
      await needs.queue.add(rows.map((row) => row.job));
      needs.reach('outbox.after-queue');
      await tx.outbox.done(rows.map((row) => row.id));
      return rows.length;
    });
    moved += count;
    if (count < OUTBOX_PAGE) return moved;
  }
}
