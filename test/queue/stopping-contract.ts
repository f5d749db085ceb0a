import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { QueueBackend } from '../../src/queue/backend.ts';
import { until } from '../support/until.ts';
import { closedGate, dispatch } from './jobs.ts';
import { queueFixture } from './queue-fixture.ts';

/** How every job queue must stop. */
export function stoppingContract(title: string, backend: () => QueueBackend): void {
  describe(title, () => {
    const { open, stop } = queueFixture(backend);

    it('waits for running handlers when it stops, and takes no further job', async () => {
      const queue = await open({
        concurrency: { detect: 1, backfill: 1, read: 1, capture: 1, dispatch: 1, track: 1, tell: 1 },
      });
      const gate = closedGate();
      let finished = 0;
      await queue.start({
        dispatch: async () => {
          await gate.opened;
          finished += 1;
        },
      });
      await queue.add([dispatch('running'), dispatch('waiting')]);
      await until(async () => (await queue.counts('dispatch')).active === 1, { what: 'one job runs' });

      const stopped = stop(queue);
      gate.open();
      await stopped;

      assert.equal(finished, 1);
      const later = await open();
      assert.equal((await later.counts('dispatch')).waiting, 1);
    });

    it('stops in time though a handler hangs, and the job is taken by another', async () => {
      const queue = await open();
      let hung = 0;
      await queue.start({
        dispatch: () => {
          hung += 1;
          return new Promise(() => undefined);
        },
      });
      await queue.add([dispatch('hangs')]);
      await until(() => hung === 1, { what: 'the handler hangs' });
      const before = performance.now();

      await stop(queue, 200);

      assert.ok(performance.now() - before < 5_000, 'it stopped late');
      const other = await open();
      let taken = 0;
      await other.start({ dispatch: async () => void (taken += 1) });
      await until(() => taken === 1, { what: 'another takes the job' });
    });
  });
}
