import type { ServerResponse } from 'node:http';
import type { PageEvent } from './page-data.ts';

/** Keeps proxies and sleeping laptops from taking a quiet stream for a dead one. */
const HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 1_000;
/** Browser tabs of one machine; more is a mistake. */
const MAX_STREAMS = 50;

/** Server-sent events to every open page. */
export class EventStream {
  readonly #open = new Set<ServerResponse>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor() {
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** Opens a stream that begins with `first`. Answers 503 when there are too many. */
  open(response: ServerResponse, first: PageEvent): void {
    if (this.#open.size >= MAX_STREAMS) {
      response.writeHead(503).end('Too many open pages.');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: ${RECONNECT_MS}\n\n${line(first)}`);
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }

  send(event: PageEvent): void {
    this.#write(line(event));
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const response of this.#open) response.end();
    this.#open.clear();
  }

  #write(text: string): void {
    for (const response of this.#open) response.write(text);
  }
}

function line(event: PageEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
