import type { Log } from '../src/log.ts';
import type { SourceReader } from '../src/ports/source-reader.ts';
import type { Needs } from '../src/steps/needs.ts';
import { SourceWatch } from '../src/steps/watch-sources.ts';
import { createLeaseHolder } from './lease-holder.ts';
import { createLoop } from './loop.ts';
import type { RoleWorker } from './role-worker.ts';

const ROUND_MS = 2_000;

interface Reading {
  readonly reader: SourceReader;
  readonly watch: SourceWatch;
}

/**
 * Reads the watched sources. One process holds the collector's account; when it loses the lease it lets go of the
 * connection before another can take it.
 * @param openReader opens the reader with the stored account; null while no account has signed in
 */
export function createCollectWorker(
  needs: Pick<Needs, 'memory' | 'clock' | 'queue' | 'reach'> & { readonly log: Log; readonly holder: string },
  openReader: () => Promise<SourceReader | null>,
): RoleWorker {
  let reading: Reading | null = null;
  let waiting: string | null = 'starting';

  const letGo = async (): Promise<void> => {
    const before = reading;
    reading = null;
    if (before !== null) await before.reader.close();
  };
  const lease = createLeaseHolder(needs.memory, 'collect', needs.holder, letGo);
  const round = async (): Promise<void> => {
    if (!(await lease.hold())) {
      await letGo();
      waiting = null;
      return;
    }
    if (reading === null) {
      const reader = await openReader();
      if (reader === null) {
        waiting = 'no account has signed in: run `qyraghy account login`';
        return;
      }
      reading = { reader, watch: new SourceWatch({ ...needs, reader }) };
    }
    waiting = null;
    await reading.watch.round();
  };
  const loop = createLoop({ name: 'collect', periodMs: ROUND_MS, round, log: needs.log });
  return {
    role: 'collect',
    handlers: {},
    start: async () => loop.start(),
    notReady: () => waiting ?? loop.problem(),
    stop: async () => {
      await loop.stop();
      await letGo();
      await lease.release();
    },
  };
}
