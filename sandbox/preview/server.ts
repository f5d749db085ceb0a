import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { requireLoopback } from '../journal.ts';
import type { TelegramWorld } from '../telegram-world.ts';
import { type PreviewFault, PreviewFaults } from './faults.ts';
import { channelPage, namePage, singlePage } from './page-html.ts';

export interface PreviewOptions {
  readonly world: TelegramWorld;
  /** Loopback only. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** What robots.txt says; absent: there is none. */
  readonly robots?: string;
}

export interface PreviewSandbox {
  /** For `TELEGRAM_PREVIEW_ROOT`, such as `http://127.0.0.1:40123`. */
  readonly root: string;
  /** `127.0.0.1:40123`. */
  readonly host: string;
  readonly faults: PreviewFaults;
  /** Paths that were asked for, with their queries, oldest first; the last 10,000. */
  asked(): readonly string[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const ASKED_MAX = 10_000;

/** Serves the public preview pages of the world's channels on loopback. Throws when the host is not loopback or the port is taken. */
export async function startPreview(options: PreviewOptions): Promise<PreviewSandbox> {
  const host = options.host ?? '127.0.0.1';
  requireLoopback(host);
  const faults = new PreviewFaults();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '/');
    if (asked.length > ASKED_MAX) asked.shift();
    serve(options, faults, request, response).catch(() => response.destroy());
  });
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  return {
    root: `http://${host}:${port}`,
    host: `${host}:${port}`,
    faults,
    asked: () => asked,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

async function serve(
  options: PreviewOptions,
  faults: PreviewFaults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const fault = faults.take(url.pathname + url.search);
  if (fault?.kind === 'slow') await delay(fault.delayMs);
  const answer = request.method === 'GET' ? answered(options, url, fault) : { status: 405 };
  const type = answer.type ?? 'text/html; charset=utf-8';
  const whole = typeof answer.body === 'string' ? Buffer.from(answer.body) : Buffer.from(answer.body ?? '');
  const packed = /\bgzip\b/u.test(String(request.headers['accept-encoding'])) && whole.length > 0;
  const body = packed ? gzipSync(whole) : whole;
  response.writeHead(answer.status, {
    'content-type': type,
    'content-length': body.length,
    ...(packed && { 'content-encoding': 'gzip' }),
    ...answer.headers,
  });
  if (fault?.kind !== 'drop') {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, body.length / 2));
  setImmediate(() => response.destroy());
}

function answered(options: PreviewOptions, url: URL, fault: PreviewFault | null): Answer {
  switch (fault?.kind) {
    case 'answer': {
      const wait = fault.retryAfterSeconds;
      return {
        status: fault.status,
        ...(wait !== undefined && { headers: { 'retry-after': String(wait) } }),
      };
    }
    case 'redirect':
      return { status: 302, headers: { location: fault.location } };
    case 'page':
      return { status: 200, body: fault.html };
    case 'cut': {
      const { body, ...answer } = pageAt(options, url);
      return { ...answer, body: String(body).slice(0, String(body).length / 2) };
    }
    default:
      return pageAt(options, url);
  }
}

function pageAt({ world, robots }: PreviewOptions, url: URL): Answer {
  if (url.pathname === '/robots.txt')
    return robots === undefined ? { status: 404 } : { status: 200, type: 'text/plain', body: robots };
  const file = /^\/file\/(?<id>\d+)(?<thumb>-thumb)?\.\w+$/u.exec(url.pathname)?.groups;
  if (file !== undefined) return fileAt(world, file['id'] ?? '', file['thumb'] !== undefined);
  const [first = '', second] = url.pathname.split('/').filter((part) => part !== '');
  if (first === 's' && second !== undefined) {
    const channel = world.channelNamed(second);
    const isShown = channel?.kind === 'channel' && channel.restriction === null && channel.username !== null;
    if (!isShown) return { status: 302, headers: { location: `/${second}` } };
    return {
      status: 200,
      body: channelPage(world, channel, { before: idIn(url, 'before'), after: idIn(url, 'after') }),
    };
  }
  if (url.searchParams.has('embed') && second !== undefined)
    return { status: 200, body: singlePage(world, world.channelNamed(first), Number(second)) };
  return { status: 200, body: namePage(world, first) };
}

function idIn(url: URL, name: string): number | null {
  const text = url.searchParams.get(name);
  return text === null || !/^\d{1,15}$/u.test(text) ? null : Number(text);
}

function fileAt(world: TelegramWorld, id: string, isThumbnail: boolean): Answer {
  const photo = world.photo(id);
  const file = world.file(id);
  const bytes = isThumbnail ? file?.thumbnail?.bytes : (photo?.bytes ?? file?.bytes);
  if (bytes === undefined) return { status: 404 };
  return { status: 200, type: photo?.mimeType ?? file?.mimeType ?? 'image/jpeg', body: bytes };
}
