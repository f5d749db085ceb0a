import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';

import { requireLoopback } from '../journal.ts';
import type { TelegramWorld, WorldChannel } from '../telegram-world.ts';
import type { ApiLayer } from './api-schema.ts';
import { clientLayer } from './api-schema.ts';
import { Connection } from './connection.ts';
import { FaultScript } from './faults.ts';
import type { LoadOptions, PreparedLoad } from './load-run.ts';
import { prepareLoad } from './load-run.ts';
import type { DataCentre } from './rpc/call.ts';
import { DC_ID, now } from './rpc/call.ts';
import { membershipUpdate } from './rpc/channels.ts';
import type { CoreOptions, SharedBetweenDataCentres } from './server-core.ts';
import { ServerCore } from './server-core.ts';
import { ServerState } from './server-state.ts';
import { TlSchema } from './tl-schema.ts';

/** Missed events of a channel above which the difference is too long to be given. */
const DEFAULT_TOO_LONG_AFTER = 1_000;
/** Telegram's own bound of one difference for people's accounts. */
const DEFAULT_MAX_EVENTS = 100;
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
  /** Events in one answer of getChannelDifference. */
  readonly maxEvents?: number;
  /**
   * Numbers of data centres that keep files only, beside number 2. Each listens on a free port of an address of its own
   * (127.0.0.<number>), because gramjs knows data centres by their address and takes port 443 whatever it is told.
   */
  readonly fileCentres?: readonly number[];
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
  /** PKCS #1 PEM, as Telegram's own keys are published; the same for every data centre. */
  readonly publicKeyPem: string;
  readonly privateKeyPem: string;
  readonly fingerprint: bigint;
  readonly faults: FaultScript;
  /** Where each data centre listens, the main one first. */
  readonly dataCentres: readonly DataCentre[];
  sessions(): readonly LiveSession[];
  /** The account joined by another device, which is the only way into a private channel. */
  joinFromElsewhere(phone: string, channel: string): void;
  /** The account's owner ended all its sessions: later calls get AUTH_KEY_UNREGISTERED. */
  endSessions(phone: string): void;
  /** The channel bars this account, or no longer: it is CHANNEL_PRIVATE to it and to no other. */
  bar(phone: string, channel: string, isBarred?: boolean): void;
  /** Pushes updatesTooLong to every client that follows updates. */
  pushTooLong(): void;
  /** Pushes updateChannelTooLong to every client that joined the channel. */
  pushChannelTooLong(channel: string): void;
  /** Packets of pushes that are encrypted beforehand, for load runs. */
  prepareLoad(options: LoadOptions): PreparedLoad;
  close(): Promise<void>;
}

/** One data centre: its listener and what it knows. */
interface Centre {
  readonly core: ServerCore;
  readonly listener: Server;
}

function listen(core: ServerCore): Server {
  return createServer({ noDelay: true }, (socket) => {
    if (core.faults.refusesConnections || core.connections.size >= MAX_CONNECTIONS) {
      socket.destroy();
      return;
    }
    const connection = new Connection(core.nextConnection(), socket, core);
    core.attach(connection);
    socket.on('close', () => core.detach(connection));
  });
}

async function openCentre(options: CoreOptions, host: string, port: number): Promise<Centre> {
  const core = new ServerCore(options);
  const listener = listen(core);
  listener.listen(port, host);
  await once(listener, 'listening');
  const { port: taken } = listener.address() as AddressInfo;
  options.shared.dataCentres.push({ id: options.dcId, host, port: taken });
  return { core, listener };
}

async function closeCentre({ core, listener }: Centre): Promise<void> {
  const closed = once(listener, 'close');
  listener.close();
  core.close();
  await closed;
  core.state.close();
}

function bindFaults(faults: FaultScript, cores: readonly ServerCore[]): void {
  const connections = (): Connection[] => cores.flatMap((core) => [...core.connections]);
  faults.bind({
    dropAll: () => connections().forEach((connection) => connection.drop()),
    release: () => cores.forEach((core) => core.releaseHeld()),
    freezeAll: (forMs) => connections().forEach((connection) => connection.freeze(forMs)),
  });
}

function live(core: ServerCore): readonly LiveSession[] {
  return [...core.connections].map(({ number, transport, session }) => ({
    connection: number,
    transport,
    phone: session === null ? null : core.state.phoneOf(session.authKey.id),
    followsUpdates: session?.followsUpdates ?? false,
    acknowledged: session?.acknowledged ?? 0,
  }));
}

const digits = (phone: string): string => phone.replace(/\D/gu, '');

function api(
  core: ServerCore,
  options: { world: TelegramWorld; dataCentres: readonly DataCentre[]; cores: readonly ServerCore[] },
): Omit<MtprotoServer, 'close'> {
  const { world, dataCentres, cores } = options;
  const { serverKey } = core.state;
  const [main] = dataCentres;
  if (main === undefined) throw new Error('unreachable: the main data centre listens first');
  const channelNamed = (name: string): WorldChannel => {
    const channel = world.channelNamed(name);
    if (channel === undefined) throw new Error(`There is no channel "${name}" in the sandbox; add it first.`);
    return channel;
  };
  return {
    host: main.host,
    port: main.port,
    publicKeyPem: serverKey.publicKeyPem,
    privateKeyPem: serverKey.privateKeyPem,
    fingerprint: serverKey.fingerprint,
    faults: core.faults,
    dataCentres,
    sessions: () => cores.flatMap(live),
    joinFromElsewhere: (phone, name) => core.state.join(digits(phone), channelNamed(name).id, new Date()),
    endSessions: (phone) => cores.forEach(({ state }) => void state.signOutAccount(digits(phone))),
    bar: (phone, name, isBarred = true) => {
      const channel = channelNamed(name);
      core.state.bar(digits(phone), channel.id, isBarred);
      core.pushObject((call) => membershipUpdate(channel, call), { phone: digits(phone) });
    },
    pushTooLong: () => core.pushObject(() => ({ _: 'updatesTooLong' })),
    pushChannelTooLong: (name) => {
      const { id: channelId, pts } = channelNamed(name);
      const update = { _: 'updateChannelTooLong', channel_id: channelId, pts };
      core.pushObject(() => ({ _: 'updateShort', update, date: now() }), { channelId });
    },
    prepareLoad: (load) => prepareLoad(core, load),
  };
}

function coreOptions(
  options: MtprotoServerOptions,
): Omit<CoreOptions, 'state' | 'dcId'> & { shared: SharedBetweenDataCentres } {
  const further = (options.schemas ?? []).map(
    ({ layer, text }): ApiLayer => ({ layer, schema: new TlSchema(text) }),
  );
  return {
    world: options.world,
    faults: options.faults ?? new FaultScript(),
    layers: [clientLayer(), ...further],
    tooLongAfter: options.tooLongAfter ?? DEFAULT_TOO_LONG_AFTER,
    maxEvents: options.maxEvents ?? DEFAULT_MAX_EVENTS,
    log: options.log ?? (() => undefined),
    shared: {
      dataCentres: [],
      connections: 0,
      signIns: { codes: new Map(), exported: new Map(), awaitingPassword: new Map(), srp: new Map() },
    },
  };
}

/**
 * Starts the loopback Telegram: an MTProto 2.0 server over TCP (abridged, intermediate, full) that serves `world` to
 * unmodified clients. Throws where `host` is not loopback.
 */
export async function startMtprotoServer(options: MtprotoServerOptions): Promise<MtprotoServer> {
  const { world, host = '127.0.0.1', port = 0, statePath = null, fileCentres = [] } = options;
  requireLoopback(host);
  const common = coreOptions(options);
  const state = new ServerState(statePath, options.privateKeyPem);
  const main = await openCentre({ ...common, state, dcId: DC_ID }, host, port);
  const centres = [main];
  for (const dcId of fileCentres) {
    const folder = statePath === null ? null : join(statePath, `dc${dcId}`);
    const own = new ServerState(folder, state.serverKey.privateKeyPem);
    centres.push(await openCentre({ ...common, state: own, dcId }, `127.0.0.${dcId}`, 0));
  }
  const cores = centres.map(({ core }) => core);
  bindFaults(common.faults, cores);
  const unsubscribe = world.onChange((change) => main.core.push(change));
  const stop = async (): Promise<void> => {
    unsubscribe();
    await Promise.all(centres.map(closeCentre));
  };
  let stopped: Promise<void> | null = null;
  const { dataCentres } = common.shared;
  return { ...api(main.core, { world, dataCentres, cores }), close: () => (stopped ??= stop()) };
}
