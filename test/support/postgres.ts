import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import {
  administer,
  startTestPostgres,
  TEMPLATE,
  TEST_POSTGRES_VARIABLE,
  withDatabase,
} from './postgres-server.ts';

type Server = Awaited<ReturnType<typeof startTestPostgres>>;

/** Started by the first test that needs it, when a test file is run by hand. */
let own: Promise<Server> | null = null;
/** This hook runs before those of a test file, whose databases are then gone with the server. */
let stopped = false;
after(async () => {
  stopped = true;
  if (own !== null) await (await own).stop();
});

/** A fresh migrated database of one test: a clone of the template. `drop` closes whoever is still connected. */
export async function testDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const server = await serverUrl();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name} template ${TEMPLATE}`);
  return {
    url: withDatabase(server, name),
    drop: async () => {
      if (stopped && own !== null) return;
      await administer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function serverUrl(): Promise<string> {
  const given = process.env[TEST_POSTGRES_VARIABLE];
  if (given !== undefined && given !== '') return given;
  own ??= startTestPostgres();
  return (await own).url;
}
