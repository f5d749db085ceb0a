import { createServer } from 'node:net';

/** Asks the machine for a TCP port that nobody listens on. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const port = await tryListen(0, host);
  if (port === null) throw new Error(`No free port on ${host}`);
  return port;
}

/** True when a server could listen on the port now. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await tryListen(port, host)) !== null;
}

/** What a person is told when a port is taken: who wants it, and what to do. `variable` names the setting that moves it. */
export function portInUseText(what: string, port: number, variable: string): string {
  return (
    `${what} cannot listen on port ${port}: another program has it. ` +
    `Stop that program (\`ss -ltnp 'sport = :${port}'\` or \`lsof -i :${port}\` shows it), or set ${variable} to a free port.`
  );
}

function tryListen(port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null));
    });
  });
}
