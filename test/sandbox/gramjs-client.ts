import bigInt from 'big-integer';
import { createPublicKey } from 'node:crypto';
import { TelegramClient } from 'telegram';
import { _serverKeys } from 'telegram/crypto/RSA.js';
import { PromisedNetSockets } from 'telegram/extensions/index.js';
import { LogLevel } from 'telegram/extensions/Logger.js';
import { StringSession } from 'telegram/sessions/index.js';

import type { MtprotoServer } from '../../sandbox/mtproto/server.ts';

export type ConnectionClass = NonNullable<ConstructorParameters<typeof TelegramClient>[3]['connection']>;

export interface LoopbackClient {
  readonly client: TelegramClient;
  /** What the client reported as errors, so that a test can demand that there were none. */
  readonly errors: Error[];
  saved(): string;
}

/** Ends the client, and the timers that would hold the process for half a minute after a download. */
export async function endClient(client: TelegramClient): Promise<void> {
  const inside = client as unknown as { _exportedSenderReleaseTimeouts: Map<number, NodeJS.Timeout> };
  for (const timer of inside._exportedSenderReleaseTimeouts.values()) clearTimeout(timer);
  // Not waited for: the library may never say that they ended.
  for (const other of client._exportedSenderPromises.values())
    void other.then((sender) => sender.disconnect());
  await client.destroy();
}

/** Makes the server's key known to the client library, under the fingerprint the server offers. */
export function trust(server: Pick<MtprotoServer, 'publicKeyPem' | 'fingerprint'>): void {
  const { n } = createPublicKey(server.publicKeyPem).export({ format: 'jwk' });
  const modulus = Buffer.from(n ?? '', 'base64url').toString('hex');
  _serverKeys.set(server.fingerprint.toString(), { n: bigInt(modulus, 16), e: 65537 });
}

/** An unmodified gramjs client whose TCP connections all go to the server's port. */
export function loopbackClient(
  server: Pick<MtprotoServer, 'host' | 'port' | 'dataCentres' | 'publicKeyPem' | 'fingerprint'>,
  options: { saved?: string; connection?: ConnectionClass } = {},
): LoopbackClient {
  trust(server);
  class LoopbackSocket extends PromisedNetSockets {
    override connect(_port: number, host: string): Promise<this> {
      // The library takes fixed ports, 80 at home and 443 elsewhere, whatever it was told.
      const centre = server.dataCentres.find((one) => one.host === host) ?? server;
      return super.connect(centre.port, centre.host) as Promise<this>;
    }
  }
  const session = new StringSession(options.saved ?? '');
  if (options.saved === undefined) session.setDC(2, server.host, 443);
  const errors: Error[] = [];
  const client = new TelegramClient(session, 1, 'sandbox', {
    networkSocket: LoopbackSocket,
    connectionRetries: 5,
    retryDelay: 50,
    floodSleepThreshold: 0,
    ...(options.connection !== undefined && { connection: options.connection }),
  });
  client.setLogLevel(LogLevel.NONE);
  client.onError = (error: Error) => {
    errors.push(error);
    return Promise.resolve();
  };
  return { client, errors, saved: () => session.save() };
}
