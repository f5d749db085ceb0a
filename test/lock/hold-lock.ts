// A process of its own that takes the lock and keeps it until it is killed.
import { acquireLock } from '../../cli/lock.ts';
import { silentLog } from '../../src/log.ts';

await acquireLock(process.argv[2] ?? '', silentLog());
process.send?.('held');
setInterval(() => undefined, 1_000);
