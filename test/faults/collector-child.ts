/** A collector as a process of its own, to be killed at any moment. */
import { setTimeout as wait } from 'node:timers/promises';
import { connectMemory } from '../../drizzle/connect.ts';
import { messageOf } from '../../src/domain/failure.ts';
import { silentLog } from '../../src/log.ts';
import { createTelegramReader } from '../../src/sources/telegram/reader.ts';
import { SourceWatch } from '../../src/steps/watch-sources.ts';
import { LIMITS, openQueue, quickClock, ROUND_MS } from './pace.ts';
import { readTold } from './told.ts';

const told = readTold();
const clock = { now: () => new Date() };
const memory = await connectMemory({ url: told.databaseUrl, clock, poolMax: 3 });
const quiet = (): void => undefined;
const reader = createTelegramReader({
  connection: told.connection,
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  clock,
  limits: LIMITS,
});
const watch = new SourceWatch({
  memory,
  clock: quickClock(),
  queue: await openQueue(told.backend, told.prefix),
  reach: quiet,
  log: silentLog(),
  reader,
  sources: async () => [await memory.read.sources.get(told.sourceId)],
});
for (;;) {
  await watch.round().catch((error: unknown) => process.stderr.write(`collector: ${messageOf(error)}\n`));
  await wait(ROUND_MS);
}
