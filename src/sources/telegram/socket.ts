import type { Socket } from 'node:net';
import { extensions } from 'telegram';
import { RetryableError } from '../../domain/failure.ts';

/** Where to connect instead of the address gramjs chose. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** All sockets of one client: they share an address and are closed together. */
export interface SocketFamily {
  readonly SocketClass: typeof extensions.PromisedNetSockets;
  /** Closes every socket and refuses new ones: gramjs may try to reconnect after it was destroyed. */
  closeAll(): void;
}

/** gramjs asks for the account's own data centre at this port, whatever the session says; for others we name the port. */
const OWN_PORT = 80;

/**
 * gramjs ignores the port of a session and has no time limit for connecting; its socket class can be replaced.
 * `address` is null for the real servers.
 */
export function socketFamily(address: ServerAddress | null, connectTimeoutMs: number): SocketFamily {
  const open = new Set<extensions.PromisedNetSockets>();
  let closed = false;
  class FamilySocket extends extensions.PromisedNetSockets {
    override async connect(port: number, ip: string): Promise<unknown> {
      if (closed) throw new RetryableError('closed', 'the Telegram client is closed');
      open.add(this);
      const limit = setTimeout(() => endSocket(this), connectTimeoutMs);
      try {
        const isOwn = address !== null && port === OWN_PORT;
        const connected = await super.connect(isOwn ? address.port : port, isOwn ? address.host : ip);
        socketOf(this)?.setNoDelay(true);
        return connected;
      } catch (error) {
        open.delete(this);
        throw error;
      } finally {
        clearTimeout(limit);
      }
    }

    override async close(): Promise<void> {
      open.delete(this);
      await super.close();
    }
  }
  return {
    SocketClass: FamilySocket,
    closeAll() {
      closed = true;
      for (const socket of open) endSocket(socket);
      open.clear();
    },
  };
}

/** The error makes gramjs's waiting connect() give up; a plain destroy would leave it waiting for ever. */
function endSocket(owner: extensions.PromisedNetSockets): void {
  socketOf(owner)?.destroy(new RetryableError('timeout', 'no connection to Telegram in time'));
}

/** gramjs keeps the socket in a field that its types call private. */
function socketOf(owner: extensions.PromisedNetSockets): Socket | undefined {
  return (owner as unknown as { client?: Socket }).client;
}
