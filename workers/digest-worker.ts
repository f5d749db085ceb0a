import type { Needs } from '../src/steps/needs.ts';
import { makeDueDigests } from '../src/steps/make-digest.ts';
import { forgetPictures } from '../src/steps/offer-pictures.ts';
import { createLeaseHolder } from './lease-holder.ts';
import { createLoop } from './loop.ts';
import type { RoleWorker } from './role-worker.ts';

const ROUND_MS = 10_000;
/** Ordinary posts leave a row of hashes by which an edit is known; it is kept for so long. */
const SEEN_KEPT_DAYS = 30;

/** What is done once a day: digests, the anchor of the audit chain, and forgetting what need not be kept. */
export function createDigestWorker(
  needs: Needs & { readonly holder: string },
  options: { readonly digestAt: string; readonly anchor: (day: string) => Promise<void> },
): RoleWorker {
  const lease = createLeaseHolder(needs.memory, 'digest', needs.holder);
  const round = async (): Promise<void> => {
    if (!(await lease.hold())) return;
    const days = await makeDueDigests(needs, options.digestAt);
    for (const day of days) await options.anchor(day);
    if (days.length === 0) return;
    const before = new Date(needs.clock.now().getTime() - SEEN_KEPT_DAYS * 86_400_000);
    await needs.memory.transaction((tx) => tx.posts.forgetSeenBefore(before));
    await forgetPictures(needs);
  };
  const loop = createLoop({ name: 'digest', periodMs: ROUND_MS, round, log: needs.log });
  return {
    role: 'digest',
    handlers: {},
    start: async () => loop.start(),
    notReady: () => loop.problem(),
    stop: async () => {
      await loop.stop();
      await lease.release();
    },
  };
}
