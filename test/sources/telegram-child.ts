/**
 * A process that reads for a moment, closes its reader and prints when it closed and when it really ended. With
 * `server-gone` its way to the server is cut before that, so that gramjs is about to reconnect.
 */
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { TelegramConnectionOptions } from '../../src/sources/telegram/connect.ts';
import { createTelegramReader } from '../../src/sources/telegram/reader.ts';
import { sourceOf } from './telegram-source.ts';

const told = JSON.parse(process.env['TELEGRAM_CHILD'] ?? '{}') as Omit<TelegramConnectionOptions, 'log'>;
const sockets = new Set<Socket>();
const relay = createServer((socket) => {
  const server = connect(told.address?.port ?? 0, told.address?.host);
  for (const end of [socket, server]) {
    sockets.add(end);
    end.on('error', () => undefined);
    end.on('close', () => [socket, server].map((other) => other.destroy()));
  }
  socket.pipe(server).pipe(socket);
});
await new Promise<void>((resolve) => {
  relay.listen(0, '127.0.0.1', resolve);
});
const place = relay.address();
if (place === null || typeof place === 'string') throw new Error('the relay has no port');
const cut = (): void => {
  relay.close();
  for (const socket of sockets) socket.destroy();
};

const quiet = (): void => undefined;
const reader = createTelegramReader({
  connection: {
    ...told,
    address: { host: '127.0.0.1', port: place.port },
    keepAlive: { watchMs: 50, pingMs: 1_500 },
  },
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  clock: { now: () => new Date() },
});
await reader.watch(sourceOf(await reader.resolve('@zhanga_qala')), async () => undefined);
// Long enough for pings, whose timers must not outlive the reader either.
await delay(2_000);
if (process.argv[2] === 'server-gone') {
  cut();
  await delay(50);
}
await reader.close();
const closedAtMs = performance.now();
cut();
process.on('exit', () => {
  process.stdout.write(JSON.stringify({ closedAtMs, exitAtMs: performance.now() }));
});
