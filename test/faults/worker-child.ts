/** The queue's worker as a process of its own, to be killed at any moment. */
import { loadDetector, ownRulesFolder } from '../../cli/rule-files.ts';
import { connectMemory } from '../../drizzle/connect.ts';
import { Secret } from '../../src/config/secret.ts';
import { createSealedBox } from '../../src/secrets/sealed-box.ts';
import { openQueue, startDetection } from './pace.ts';
import { readTold } from './told.ts';

const told = readTold();
const memory = await connectMemory({
  url: told.databaseUrl,
  clock: { now: () => new Date() },
  poolMax: 3,
});
const queue = await openQueue(told.backend, told.prefix);
await startDetection(queue, {
  memory,
  detector: await loadDetector(ownRulesFolder()),
  box: createSealedBox(new Secret(told.masterKey)),
});
