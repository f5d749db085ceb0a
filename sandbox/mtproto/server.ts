import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';

import { requireLoopback } from '../journal.ts';
import type { TelegramWorld } from '../telegram-world.ts';
import type { ApiLayer } from './api-schema.ts';
import { clientLayer } from './api-schema.ts';
import { Connection } from './connection.ts';
import { FaultScript } from './faults.ts';
import { now } from './rpc/call.ts';
import { ServerCore } from './server-core.ts';
import { ServerState } from './server-state.ts';
import { TlSchema } from './tl-schema.ts';

/** Missed events of a channel above which the difference is too long to be given. */
const DEFAULT_TOO_LONG_AFTER = 1_000;
/** Far above the clients of a test or a demo. */
const MAX_CONNECTIONS = 200;

export interface MtprotoServerOptions {
  readonly world: TelegramWorld;
  readonly host?: string;
  /** 0 takes a free port. */
  readonly port?: number;
  /** Folder for the server's key and the sign-ins, so that a saved session outlives this process; null: memory. */
  readonly statePath?: string | null;
  /** PKCS #8 PEM of an RSA key, instead of the one in the folder. */
  readonly privateKeyPem?: string;
  readonly faults?: FaultScript;
  /** Schema texts of further layers, for clients that speak another one than the collector's. */
  readonly schemas?: readonly { readonly layer: number; readonly text: string }[];
  readonly tooLongAfter?: number;
  readonly log?: (line: string) => void;
}

/** One live connection, for tests and the playground. */
export interface LiveSession {
  readonly connection: number;
  readonly transport: string | null;
  readonly phone: string | null;
  readonly followsUpdates: boolean;
  readonly acknowledged: number;
}

export interface MtprotoServer {
  readonly host: string;
  readonly port: number;
  /** PKCS #1 PEM, as Telegram's own keys are published. */
  readonly publicKeyPem: string;
  readonly privateKeyPem: string;
  readonly fingerprint: bigint;
  readonly faults: FaultScript;
  sessions(): readonly LiveSession[];
  /** The account joined by another device, which is the only way into a private channel. */
  joinFromElsewhere(phone: string, channel: string): void;
  /** The account's owner ended all its sessions: later calls get AUTH_KEY_UNREGISTERED. */
  endSessions(phone: string): void;
  /** Pushes updatesTooLong to every client that follows updates. */
  pushTooLong(): void;
  /** Pushes updateChannelTooLong to every client that joined the channel. */
  pushChannelTooLong(channel: string): void;
  close(): Promise<void>;
}

function listen(core: ServerCore): Server {
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    if (core.faults.refusesConnections || core.connections.size >= MAX_CONNECTIONS) {
      socket.destroy();
      return;
    }
    connections += 1;
    const connection = new Connection(connections, socket, core);
    core.attach(connection);
    socket.on('close', () => core.detach(connection));
  });
  return server;
}

function api(core: ServerCore, world: TelegramWorld, stop: () => Promise<void>): MtprotoServer {
  const { serverKey } = core.state;
  const channelNamed = (name: string): { id: number; pts: number } => {
    const channel = world.channelNamed(name);
    if (channel === undefined) throw new Error(`There is no channel "${name}" in the sandbox; add it first.`);
    return channel;
  };
  const push = (update: Parameters<ServerCore['pushObject']>[0], channelId: number): void =>
    core.pushObject({ _: 'updateShort', update, date: now() }, channelId);
  return {
    host: core.address.host,
    port: core.address.port,
    publicKeyPem: serverKey.publicKeyPem,
    privateKeyPem: serverKey.privateKeyPem,
    fingerprint: serverKey.fingerprint,
    faults: core.faults,
    sessions: () =>
      [...core.connections].map(({ number, transport, session }) => ({
        connection: number,
        transport,
        phone: session === null ? null : core.state.phoneOf(session.authKey.id),
        followsUpdates: session?.followsUpdates ?? false,
        acknowledged: session?.acknowledged ?? 0,
      })),
    joinFromElsewhere: (phone, name) =>
      core.state.join(phone.replace(/\D/gu, ''), channelNamed(name).id, new Date()),
    endSessions: (phone) => void core.state.signOutAccount(phone.replace(/\D/gu, '')),
    pushTooLong: () => core.pushObject({ _: 'updatesTooLong' }, null),
    pushChannelTooLong: (name) => {
      const { id, pts } = channelNamed(name);
      push({ _: 'updateChannelTooLong', channel_id: id, pts }, id);
    },
    close: stop,
  };
}

/**
 * Starts the loopback Telegram: an MTProto 2.0 server over TCP (abridged, intermediate, full) that serves `world` to
 * unmodified clients. Throws where `host` is not loopback.
 */
export async function startMtprotoServer(options: MtprotoServerOptions): Promise<MtprotoServer> {
  const { world, host = '127.0.0.1', port = 0 } = options;
  requireLoopback(host);
  const further = (options.schemas ?? []).map(
    ({ layer, text }): ApiLayer => ({ layer, schema: new TlSchema(text) }),
  );
  const state = new ServerState(options.statePath ?? null, options.privateKeyPem);
  const core = new ServerCore({
    world,
    state,
    faults: options.faults ?? new FaultScript(),
    layers: [clientLayer(), ...further],
    tooLongAfter: options.tooLongAfter ?? DEFAULT_TOO_LONG_AFTER,
    log: options.log ?? (() => undefined),
  });
  const server = listen(core);
  server.listen(port, host);
  await once(server, 'listening');
  core.address = { host, port: (server.address() as AddressInfo).port };
  core.faults.bind({
    dropAll: () => {
      for (const connection of core.connections) connection.drop();
    },
    release: () => core.releaseHeld(),
  });
  const unsubscribe = world.onChange((change) => core.push(change));
  const stop = async (): Promise<void> => {
    unsubscribe();
    const closed = once(server, 'close');
    server.close();
    core.close();
    await closed;
    state.close();
  };
  let stopped: Promise<void> | null = null;
  return api(core, world, () => (stopped ??= stop()));
}
