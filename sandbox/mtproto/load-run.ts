import type { Connection } from './connection.ts';
import type { ServerCore } from './server-core.ts';

/** Written to the socket at once: large enough that the calls cost nothing beside the bytes. */
const WRITE_BYTES = 256 * 1024;

/** What a burst took on the server's side. */
export interface Burst {
  readonly posts: number;
  readonly bytes: number;
  readonly elapsedMs: number;
  readonly postsPerSecond: number;
}

/** Packets that are encrypted already and wait to be written to one client. */
export interface PreparedLoad {
  readonly posts: number;
  readonly packets: number;
  readonly bytes: number;
  /** Writes all of them as fast as the socket takes them; once. */
  send(): Promise<Burst>;
}

export interface LoadOptions {
  /** Of the client that shall be pushed to; its newest connection that follows updates is taken. */
  readonly phone: string;
  /** Pushed messages in one container. */
  readonly perContainer: number;
  /** Changes of the world; those that would be pushed to the client are prepared instead. */
  readonly changes: () => void;
}

function connectionOf(core: ServerCore, phone: string): Connection {
  const digits = phone.replace(/\D/gu, '');
  const found = [...core.connections].findLast(
    ({ session }) => session?.followsUpdates === true && core.state.phoneOf(session.authKey.id) === digits,
  );
  if (found !== undefined) return found;
  throw new Error(
    `No connection of ${phone} follows updates; connect the client and join the channels first.`,
  );
}

/** Encrypts beforehand: the cost of a push is then that of writing bytes, and the client is what is measured. */
export function prepareLoad(core: ServerCore, options: LoadOptions): PreparedLoad {
  const { phone, perContainer, changes } = options;
  const connection = connectionOf(core, phone);
  const { session } = connection;
  if (session === null) throw new Error('unreachable: a connection that follows updates has a session');
  const bodies = core.capture(session, changes);
  const packets = session.prepare(bodies, perContainer);
  const bytes = packets.reduce((sum, packet) => sum + packet.length, 0);
  const posts = bodies.length;
  const send = async (): Promise<Burst> => {
    const began = performance.now();
    let chunk: Buffer[] = [];
    let size = 0;
    for (const [index, packet] of packets.entries()) {
      const framed = connection.wrap(packet);
      chunk.push(framed);
      size += framed.length;
      if (size < WRITE_BYTES && index < packets.length - 1) continue;
      await connection.write(Buffer.concat(chunk));
      chunk = [];
      size = 0;
    }
    const elapsedMs = performance.now() - began;
    return { posts, bytes, elapsedMs, postsPerSecond: Math.round((posts / elapsedMs) * 1000) };
  };
  return { posts, packets: packets.length, bytes, send };
}
