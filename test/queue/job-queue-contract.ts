import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, it } from 'node:test';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import type { DetectBatch } from '../../src/ports/job-queue.ts';
import type { QueueBackend } from '../../src/queue/backend.ts';
import { until } from '../support/until.ts';
import { batchOf100, closedGate, dispatch } from './jobs.ts';
import { isEmpty, queueFixture, QUICK_LOCK_MS } from './queue-fixture.ts';

/** What every job queue must do. `backend` gives a place that no other test uses at the moment. */
export function jobQueueContract(title: string, backend: () => QueueBackend): void {
  describe(title, () => {
    const { open, dead, children } = queueFixture(backend);

    it('runs a job once though it was added twice while it waited, and keeps nothing of it', async () => {
      const queue = await open();
      let runs = 0;
      await queue.add([dispatch('same'), dispatch('same'), dispatch('other')]);
      await queue.add([dispatch('same')]);

      await queue.start({ dispatch: async () => void (runs += 1) });

      await until(() => isEmpty(queue), { what: 'the queue is empty' });
      assert.equal(runs, 2);
    });

    it('takes a job with the same key again once the first is done', async () => {
      const queue = await open();
      const seen: number[] = [];
      await queue.start({ dispatch: async (payload) => void seen.push(payload.measureId) });
      await queue.add([dispatch('again', { payload: { measureId: 1 } })]);
      await until(() => seen.length === 1, { what: 'the first run' });
      await until(() => isEmpty(queue), { what: 'the first is gone' });

      await queue.add([dispatch('again', { payload: { measureId: 2 } })]);

      await until(() => seen.length === 2, { what: 'the second run' });
      assert.deepEqual(seen, [1, 2]);
    });

    it('keeps a job that is added while one with its key is running, and runs it afterwards', async () => {
      const queue = await open();
      const seen: number[] = [];
      await queue.start({
        dispatch: async (payload) => {
          seen.push(payload.measureId);
          if (payload.measureId === 1)
            await queue.add([dispatch('next', { payload: { measureId: 2 }, delayMs: 50 })]);
        },
      });

      await queue.add([dispatch('next', { payload: { measureId: 1 } })]);

      await until(() => seen.length === 2, { what: 'the turn that the handler asked for' });
      assert.deepEqual(seen, [1, 2]);
    });

    it('tries again with growing pauses and tells the handler which try it is', async () => {
      const queue = await open({ backoffMs: 120 });
      const tries: { number: number; last: boolean; at: number }[] = [];
      await queue.start({
        dispatch: async (_payload, attempt) => {
          tries.push({ ...attempt, at: performance.now() });
          if (!attempt.last) throw new Error('not yet');
        },
      });

      await queue.add([dispatch('retry')]);

      await until(() => tries.length === 3, { what: 'three tries' });
      assert.deepEqual(
        tries.map(({ number, last }) => ({ number, last })),
        [
          { number: 1, last: false },
          { number: 2, last: false },
          { number: 3, last: true },
        ],
      );
      const [first = 0, second = 0, third = 0] = tries.map((one) => one.at);
      assert.ok(second - first >= 110, `first pause ${second - first} ms`);
      assert.ok(third - second >= 230, `second pause ${third - second} ms`);
      await until(() => isEmpty(queue), { what: 'the queue is empty' });
      assert.deepEqual(dead, []);
    });

    it('waits as long as the other side asked', async () => {
      const queue = await open();
      const at: number[] = [];
      await queue.start({
        dispatch: async (_payload, attempt) => {
          at.push(performance.now());
          if (attempt.number === 1) throw new RetryableError('flood', 'slow down', { retryAfterMs: 600 });
        },
      });

      await queue.add([dispatch('polite')]);

      await until(() => at.length === 2, { what: 'the second try' });
      assert.ok((at[1] ?? 0) - (at[0] ?? 0) >= 590);
    });

    it('reports a permanent failure at once and an endless one after its last try, and keeps neither', async () => {
      const queue = await open();
      let tries = 0;
      await queue.start({
        dispatch: async ({ measureId }) => {
          tries += 1;
          if (measureId === 1) throw new PermanentError('refused', 'the addressee refused us');
          throw new RetryableError('down', 'the addressee is down');
        },
      });

      await queue.add([dispatch('permanent'), dispatch('endless', { payload: { measureId: 2 } })]);

      await until(() => dead.length === 2, { what: 'both are reported' });
      await until(() => isEmpty(queue), { what: 'the queue is empty' });
      assert.equal(tries, 4);
      assert.deepEqual(dead, [
        { name: 'dispatch', key: 'permanent', payload: { measureId: 1 }, reason: 'refused' },
        { name: 'dispatch', key: 'endless', payload: { measureId: 2 }, reason: 'down' },
      ]);
    });

    it('keeps a dead job for as long as its death cannot be noted', async () => {
      const queue = await open({}, async () => Promise.reject(new Error('the database is down')));
      await queue.start({ dispatch: async () => Promise.reject(new PermanentError('refused', 'no')) });

      await queue.add([dispatch('unburied')]);

      await until(async () => (await queue.counts('dispatch')).delayed === 1, {
        what: 'the job waits for its burial',
      });
    });

    it('does not give a handler what is not a job of this version', async () => {
      const queue = await open();
      let runs = 0;
      await queue.start({ dispatch: async () => void (runs += 1) });

      await queue.add([dispatch('odd', { payload: { measure: 'one' } as never })]);

      await until(() => dead.length === 1, { what: 'the odd job is reported' });
      assert.equal(dead[0]?.reason, 'bad_job');
      assert.equal(runs, 0);
    });

    it('starts a delayed job not before its time', async () => {
      const queue = await open();
      let startedAt = 0;
      await queue.start({ dispatch: async () => void (startedAt = performance.now()) });
      const addedAt = performance.now();

      await queue.add([dispatch('later', { delayMs: 500 })]);

      assert.equal((await queue.counts('dispatch')).delayed, 1);
      await until(() => startedAt > 0, { what: 'the delayed job runs' });
      assert.ok(startedAt - addedAt >= 490, `ran after ${startedAt - addedAt} ms`);
    });

    it('carries 100 posts with every kind of character unchanged', async () => {
      const queue = await open();
      const batch = batchOf100();
      let got: DetectBatch | null = null;
      await queue.start({ detect: async (payload) => void (got = payload) });

      await queue.add([{ name: 'detect', payload: batch, key: 'batch-1-3-1-100' }]);

      assert.deepEqual(await until(() => got, { what: 'the batch arrives' }), batch);
    });

    it('gives the job of a killed worker to another', async () => {
      const queue = await open();
      const args = [JSON.stringify(backend()), String(QUICK_LOCK_MS)];
      const child = fork(path.join(import.meta.dirname, 'take-and-hang.ts'), args, {
        execArgv: ['--import', 'tsx'],
      });
      children.push(child);
      await queue.add([dispatch('orphan', { payload: { measureId: 77 } })]);
      const [taken] = (await once(child, 'message')) as [number];
      assert.equal(taken, 77);
      const attempts: number[] = [];

      child.kill('SIGKILL');
      await queue.start({ dispatch: async (_payload, attempt) => void attempts.push(attempt.number) });

      await until(() => attempts.length === 1, { what: 'another worker takes the job' });
      assert.deepEqual(attempts, [1]);
      await until(() => isEmpty(queue), { what: 'the queue is empty' });
    });

    it('counts what waits and what is delayed, and forgets all when it is wiped', async () => {
      const queue = await open();
      await queue.add([dispatch('a'), dispatch('b'), dispatch('c', { delayMs: 60_000 })]);
      assert.deepEqual(await queue.counts('dispatch'), { waiting: 2, active: 0, delayed: 1, failed: 0 });

      await queue.wipe();

      assert.deepEqual(await queue.counts('dispatch'), { waiting: 0, active: 0, delayed: 0, failed: 0 });
      let runs = 0;
      await queue.start({ dispatch: async () => void (runs += 1) });
      await queue.add([dispatch('a'), dispatch('c')]);
      await until(() => runs === 2, { what: 'the same keys are taken again after a wipe' });
    });

    it('runs as many jobs at once as was asked for', async () => {
      const queue = await open();
      let now = 0;
      let most = 0;
      const gate = closedGate();
      await queue.start(
        {
          dispatch: async () => {
            now += 1;
            most = Math.max(most, now);
            await gate.opened;
            now -= 1;
          },
        },
        { concurrency: 3 },
      );

      await queue.add(Array.from({ length: 6 }, (_, index) => dispatch(`many-${index}`)));

      await until(() => now === 3, { what: 'three at once' });
      gate.open();
      await until(() => isEmpty(queue), { what: 'all are done' });
      assert.equal(most, 3);
    });

    it('answers a ping, and refuses a key that the backends would not take', async () => {
      const queue = await open();

      await queue.ping(2_000);

      await assert.rejects(queue.add([dispatch('a:b')]), { reason: 'bad_job_key' });
    });
  });
}
