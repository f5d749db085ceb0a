import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Api } from 'telegram';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import { connectTelegram, type TelegramConnection } from '../../src/sources/telegram/connect.ts';
import { type Loopback, startLoopback, until } from './telegram-loopback.ts';

const run = promisify(execFile);
const QUICK = { watchMs: 50, pingMs: 1_500, graceMs: 500 };
let loopback: Loopback;

before(async () => {
  loopback = await startLoopback();
});
after(() => loopback.close());

const opened: TelegramConnection[] = [];
afterEach(async () => {
  loopback.server.faults.clear();
  for (const connection of opened.splice(0)) await connection.close();
});

async function connect(session: string | null, keepAlive = QUICK): Promise<TelegramConnection> {
  const { connection, log } = loopback;
  const made = await connectTelegram({ ...connection, session, log, keepAlive });
  opened.push(made);
  return made;
}

/** A call right after a reconnect may meet the next one; as for every caller, it is made again then. */
async function answered(connection: TelegramConnection): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      return (await connection.call(state())) instanceof Api.updates.State;
    } catch (error) {
      if (!(error instanceof RetryableError) || tries === 20) throw error;
      await delay(200);
    }
  }
}

const state = () => new Api.updates.GetState();
const fails = (reason: string) => (error: unknown) =>
  (error instanceof PermanentError || error instanceof RetryableError) && error.reason === reason;

test('an answer that does not come is a timeout, and the next call is answered', async () => {
  const connection = await connect(await loopback.session());
  loopback.server.faults.add({ kind: 'delay_answer', method: 'updates.getState', delayMs: 1_000 });

  await assert.rejects(connection.call(state(), { timeoutMs: 200 }), fails('timeout'));
  await connection.call(new Api.help.GetNearestDc());
  await connection.close();
});

test('a call whose answer was lost with the connection is answered after the reconnect', async () => {
  const connection = await connect(await loopback.session(), { ...QUICK, graceMs: 10_000, pingMs: 10_000 });
  loopback.server.faults.add({ kind: 'drop_at_call', method: 'updates.getState', when: 'after' });
  const answer = await connection.call(state());

  assert.ok(answer instanceof Api.updates.State);
  await connection.close();
});

test('the connection is built anew when gramjs does not bring it back, and says so', async () => {
  const connection = await connect(await loopback.session());
  let reconnected = 0;
  connection.onReconnected(() => {
    reconnected += 1;
  });
  loopback.server.faults.refuseConnections(2_500);
  loopback.server.faults.dropConnections();
  await until('the reconnect', () => reconnected > 0);

  assert.ok(await answered(connection));
});

test('a connection that is silent is noticed by a ping and replaced', async () => {
  const connection = await connect(await loopback.session());
  let reconnected = 0;
  connection.onReconnected(() => {
    reconnected += 1;
  });
  loopback.server.faults.add({ kind: 'delay_pong', delayMs: 5_000 });
  await until('the reconnect', () => reconnected > 0);

  assert.ok(await answered(connection));
});

test('a connection that is open on our side only is noticed and replaced', async () => {
  const connection = await connect(await loopback.session());
  let reconnected = 0;
  connection.onReconnected(() => {
    reconnected += 1;
  });
  loopback.server.faults.freezeConnections(Number.POSITIVE_INFINITY);
  await until('the reconnect', () => reconnected > 0);

  assert.ok(await answered(connection));
});

test('a server that accepts and says nothing is unreachable, in time', async () => {
  const silent = createServer((socket) => void socket.resume());
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  const address = silent.address();
  assert.ok(address !== null && typeof address === 'object');
  const { connection, log } = loopback;
  const options = { ...connection, address: { host: '127.0.0.1', port: address.port }, session: null, log };

  await assert.rejects(connectTelegram({ ...options, timeoutMs: 500 }), fails('unreachable'));
  silent.close();
});

test('a session that is not signed in, and a text that is no session, are told apart', async () => {
  const connection = await connect(null);
  await assert.rejects(connection.call(state()), fails('session_revoked'));
  await connection.close();

  await assert.rejects(connect('not a session'), fails('session_unreadable'));
});

test('a call after the end fails at once', async () => {
  const connection = await connect(await loopback.session());
  await connection.close();
  await connection.close();

  await assert.rejects(connection.call(state()), fails('closed'));
});

test('a call that waits fails when the connection is closed', async () => {
  const connection = await connect(await loopback.session());
  loopback.server.faults.add({ kind: 'delay_answer', method: 'updates.getState', delayMs: 5_000 });
  const waiting = assert.rejects(connection.call(state()), fails('closed'));
  await until('the call', () => loopback.server.faults.calls('updates.getState').length > 0);
  await connection.close();
  await waiting;
});

test('a process ends by itself as soon as its reader is closed, also while the server is gone', async () => {
  const { connection } = loopback;
  const told = JSON.stringify({ ...connection, session: await loopback.session() });
  const script = new URL('./telegram-child.ts', import.meta.url).pathname;
  for (const how of ['working', 'server-gone']) {
    const child = await run(process.execPath, ['--import', 'tsx', script, how], {
      env: { ...process.env, TELEGRAM_CHILD: told },
      timeout: 60_000,
    });
    const { closedAtMs, exitAtMs } = JSON.parse(child.stdout) as { closedAtMs: number; exitAtMs: number };

    assert.ok(exitAtMs - closedAtMs < 3_000, `${how}: ran ${exitAtMs - closedAtMs} ms after close()`);
    assert.equal(child.stderr, '');
  }
});
