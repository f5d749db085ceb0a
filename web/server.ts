import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { fastify, type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { PermanentError } from '../src/domain/failure.ts';
import type { Log } from '../src/log.ts';
import { JOB_NAMES, type JobQueue } from '../src/ports/job-queue.ts';

/** Handles a request or says that it is not its own. */
export type ExtraHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface WebServerOptions {
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  readonly queue: JobQueue;
  /** Why roles of this process cannot work, by role; empty when all can. */
  readonly notReady: () => Promise<Readonly<Record<string, string>>>;
  /** Pages that this process shows besides, e.g. the playground. */
  readonly extra?: ExtraHandler;
}

export interface WebServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Requests of one address in a minute: a health check every second leaves room for a person. */
const REQUESTS_PER_MINUTE = 3_000;
const BODY_BYTES_MAX = 1024 * 1024;

/** Serves /healthz, /readyz and /metrics. Throws PermanentError('port_in_use') when the port is taken. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: 30_000,
    forceCloseConnections: true,
  });
  if (options.extra !== undefined) mountExtra(app, options.extra, options.log);
  await app.register(helmet);
  await app.register(rateLimit, { max: REQUESTS_PER_MINUTE, timeWindow: '1 minute' });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const notReady = await options.notReady();
    const ready = Object.keys(notReady).length === 0;
    return await reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not ready', reasons: notReady });
  });
  const metrics = createMetrics(options.queue);
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
  try {
    await app.listen({ host: options.host, port: options.port });
  } catch (error) {
    await app.close();
    throw listenFailure(error, options);
  }
  const address = app.server.address();
  const port = address === null || typeof address === 'string' ? options.port : address.port;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close: () => app.close(),
  };
}

/** Raw pages answer before the framework parses bodies, with headers of their own. */
function mountExtra(app: FastifyInstance, extra: ExtraHandler, log: Log): void {
  app.addHook('onRequest', async (request, reply) => {
    const handled = await extra(request.raw, reply.raw).catch((error: unknown) => {
      log.error({ error }, 'page failed');
      if (!reply.raw.headersSent) reply.raw.writeHead(500);
      reply.raw.end();
      return true;
    });
    if (handled) reply.hijack();
  });
  // The hook runs for unknown routes too; without a route of its own the framework would not call it for `/`.
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).send({ error: 'not found' }));
}

function listenFailure(error: unknown, options: WebServerOptions): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return new PermanentError(
      'port_in_use',
      `Port ${options.port} on ${options.host} is in use by another program. Stop it, or set HTTP_PORT to a free port (HTTP_PORT=0 picks one).`,
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    return new PermanentError(
      'port_not_allowed',
      `This user may not listen on port ${options.port}. Set HTTP_PORT to a port above 1023.`,
      { cause: error },
    );
  }
  return error;
}

function createMetrics(queue: JobQueue): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const jobs = new Gauge({
    name: 'qyraghy_jobs',
    help: 'Jobs by name and state',
    labelNames: ['name', 'state'],
    registers: [registry],
    collect: async () => {
      for (const name of JOB_NAMES) {
        const counts = await queue.counts(name);
        for (const [state, count] of Object.entries(counts)) jobs.set({ name, state }, count as number);
      }
    },
  });
  return registry;
}
