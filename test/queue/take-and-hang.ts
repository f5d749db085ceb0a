// A worker process that takes a job, says so, and never finishes it; the test kills it.
import { silentLog } from '../../src/log.ts';
import type { QueueBackend } from '../../src/queue/backend.ts';
import { createBullmqQueue } from '../../src/queue/bullmq-queue.ts';

const backend = JSON.parse(process.argv[2] ?? '{}') as QueueBackend;
const lockMs = Number(process.argv[3]);
const queue = await createBullmqQueue({
  backend,
  log: silentLog(),
  onDead: async () => undefined,
  limits: { lockMs },
});
await queue.start({
  dispatch: (payload) => {
    process.send?.(payload.measureId);
    return new Promise(() => undefined);
  },
});
