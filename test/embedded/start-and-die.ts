// A process of its own that starts the embedded database, until the test kills it or interrupts its group.
import postgres from 'postgres';
import { startEmbeddedPostgres } from '../../cli/embedded-postgres/start.ts';
import { silentLog } from '../../src/log.ts';

const [folder = ''] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ folder, log: silentLog() });
process.once('SIGINT', () => {
  void drain().then(() => process.disconnect());
});
process.send?.(server.url);

/** What a program does at its end: it still writes, then lets go of the database. */
async function drain(): Promise<void> {
  const sql = postgres(server.url, { max: 1, onnotice: () => undefined });
  await sql`insert into kept values (8)`;
  await sql.end();
  await server.stop();
}
