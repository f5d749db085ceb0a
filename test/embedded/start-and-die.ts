// A process of its own that starts the embedded database and is killed by the test.
import { startEmbeddedPostgres } from '../../cli/embedded-postgres/start.ts';
import { silentLog } from '../../src/log.ts';

const [folder = ''] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ folder, log: silentLog() });
process.send?.(server.url);
setInterval(() => undefined, 1_000);
