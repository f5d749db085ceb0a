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

/** Makes the server's key known to the client library, under the fingerprint the server offers. */
export function trust(server: Pick<MtprotoServer, 'publicKeyPem' | 'fingerprint'>): void {
  const { n } = createPublicKey(server.publicKeyPem).export({ format: 'jwk' });
  const modulus = Buffer.from(n ?? '', 'base64url').toString('hex');
  _serverKeys.set(server.fingerprint.toString(), { n: bigInt(modulus, 16), e: 65537 });
}

/** An unmodified gramjs client whose TCP connections all go to the server's port. */
export function loopbackClient(
  server: Pick<MtprotoServer, 'host' | 'port' | 'publicKeyPem' | 'fingerprint'>,
  options: { saved?: string; connection?: ConnectionClass } = {},
): LoopbackClient {
  trust(server);
  class LoopbackSocket extends PromisedNetSockets {
    override connect(): Promise<this> {
      return super.connect(server.port, server.host) as Promise<this>;
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
