import { createHash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { requireLoopback } from '../journal.ts';
import { type AuthorityDesk, bodyHash, type DeskEntry, openRegistry, type Registry } from './desk.ts';
import { type AuthorityFault, type AuthorityFaults, createFaults } from './faults.ts';
import { BodyError, type Part, readBody, readParts } from './multipart.ts';
import { type FieldError, readReceived } from './notification-rules.ts';
import { readPublicKey, signatureProblem } from './signature.ts';

export interface AuthorityOptions {
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  /** What a caller must send as `Authorization: Bearer`. */
  readonly token: string;
  /** Keeps what arrived over a restart; null: in memory. */
  readonly journalPath: string | null;
  /** Ed25519 public key (PEM) of the sender; without it `X-Signature` is not checked. */
  readonly publicKeyPem?: string;
  readonly now?: () => Date;
}

/** A running addressee. */
export interface AuthoritySandbox {
  /** Base address for the gateway, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly desk: AuthorityDesk;
  readonly faults: AuthorityFaults;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Office {
  readonly registry: Registry;
  readonly token: string;
  readonly publicKey: KeyObject | null;
  readonly now: () => Date;
}

/** Kazakhstan's offset: whether a court act is in force is a question of the local day. */
const OFFSET_MS = 5 * 60 * 60 * 1000;
const REASON_MAX = 1000;

/** Starts the addressee's information system on loopback, by docs/authority-api.yaml. Refuses any other address. */
export async function startAuthority(options: AuthorityOptions): Promise<AuthoritySandbox> {
  const host = options.host ?? '127.0.0.1';
  requireLoopback(host);
  const now = options.now ?? (() => new Date());
  const registry = openRegistry(options.journalPath, now);
  const publicKey = options.publicKeyPem === undefined ? null : readPublicKey(options.publicKeyPem);
  const office: Office = { registry, token: options.token, publicKey, now };
  const { faults, take } = createFaults();
  const stopping = new AbortController();

  const server = createServer((request, response) => {
    serve(office, take(request.method), request, response, stopping.signal).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else reply(response, { status: 500, body: { error: String(error) } });
    });
  });
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${port}`,
    desk: registry.desk,
    faults,
    close: async () => {
      stopping.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      registry.close();
    },
  };
}

async function serve(
  office: Office,
  fault: AuthorityFault | null,
  request: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<void> {
  if (fault?.kind === 'drop') {
    request.socket.destroy();
    return;
  }
  let answer: Answer;
  try {
    const body = await readBody(request);
    if (fault?.kind === 'delay') await wait(fault.delayMs, undefined, { signal: stopping });
    answer = faultAnswer(fault) ?? (await route(office, request, body));
  } catch (error) {
    if (stopping.aborted || request.socket.destroyed) return;
    if (!(error instanceof BodyError)) throw error;
    answer = { status: error.status, body: { error: error.message } };
  }
  if (fault?.kind === 'lose_reply') request.socket.destroy();
  else reply(response, answer);
}

function faultAnswer(fault: AuthorityFault | null): Answer | null {
  if (fault?.kind === 'refuse') {
    const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
    return { status: fault.status, headers, body: { error: 'come back later' } };
  }
  if (fault?.kind === 'incomplete') return { status: 422, body: { errors: fault.errors } };
  if (fault?.kind === 'answer')
    return { status: fault.status, headers: fault.headers ?? {}, body: fault.body };
  return null;
}

function reply(response: ServerResponse, answer: Answer): void {
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
  response.end(answer.status === 204 ? undefined : text);
}

async function route(office: Office, request: IncomingMessage, body: Buffer): Promise<Answer> {
  if (!sameSecret(request.headers.authorization ?? '', `Bearer ${office.token}`)) {
    return {
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
      body: { error: 'the token is wrong or missing' },
    };
  }
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path === '/notifications' && request.method === 'POST') return receive(office, request, body);
  const id = /^\/notifications\/([A-Za-z0-9-]+)$/u.exec(path)?.[1];
  if (id === undefined) return { status: 404, body: { error: 'there is nothing here' } };
  if (request.method === 'GET') return statusOf(office.registry.desk.get(id));
  if (request.method === 'DELETE') return withdraw(office, id, body);
  return { status: 405, headers: { allow: 'GET, DELETE' }, body: { error: 'not here' } };
}

async function receive(office: Office, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !/^[\w.:-]{1,200}$/u.test(key)) {
    return { status: 400, body: { error: 'Idempotency-Key is missing or too long' } };
  }
  const parts = await readParts(body, request.headers['content-type']);
  const [first, ...rest] = parts;
  if (first?.name !== 'notification' || first.contentType !== 'application/json') {
    return { status: 400, body: { error: 'the first part must be "notification" (application/json)' } };
  }
  if (office.publicKey !== null) {
    const problem = signatureProblem(
      request.headers['x-signature']?.toString(),
      first.bytes,
      office.publicKey,
    );
    if (problem !== null) return { status: 403, body: { error: problem } };
  }
  const today = new Date(office.now().getTime() + OFFSET_MS).toISOString().slice(0, 10);
  const read = readReceived(first.bytes, today);
  if ('errors' in read) return { status: 422, body: { errors: read.errors } };
  const errors = attachmentErrors(read.notification.screenshots, rest);
  if (errors.length > 0) return { status: 422, body: { errors } };
  const attachments = rest.map(({ name, ...part }) => ({ ...part, sha256: name }));
  const { kind, entry } = office.registry.take({
    idempotencyKey: key,
    bodySha256: bodyHash(first.bytes, attachments),
    notification: read.notification,
    signature: office.publicKey === null ? 'not_checked' : 'verified',
    attachments,
  });
  if (kind === 'conflict') return { status: 409, body: { error: 'this key came before with another body' } };
  return { status: kind === 'new' ? 202 : 200, body: { id: entry.id, status: entry.status } };
}

/** Every attachment must have the bytes of its name, and every screenshot named must be there. */
function attachmentErrors(
  screenshots: readonly { readonly sha256: string }[],
  parts: readonly Part[],
): FieldError[] {
  const errors: FieldError[] = [];
  const whole = new Set<string>();
  for (const part of parts) {
    const hash = createHash('sha256').update(part.bytes).digest('hex');
    if (whole.has(hash)) errors.push({ field: part.name, message: 'came twice' });
    else if (hash === part.name) whole.add(hash);
    else errors.push({ field: part.name, message: 'the bytes of the attachment do not have this SHA-256' });
  }
  screenshots.forEach((shot, at) => {
    if (!whole.has(shot.sha256))
      errors.push({ field: `screenshots[${at}].sha256`, message: 'is not attached' });
  });
  return errors;
}

function statusOf(entry: DeskEntry | null): Answer {
  if (entry === null) return { status: 404, body: { error: 'there is no such notification' } };
  const items = entry.items.flatMap(({ number, decided }) => {
    if (decided === null) return [];
    const { outcome, comment, prescription } = decided;
    return [{ number, outcome, comment, prescription }];
  });
  return { status: 200, body: { id: entry.id, status: entry.status, items } };
}

function withdraw(office: Office, id: string, body: Buffer): Answer {
  let reason: unknown;
  try {
    reason = (JSON.parse(body.toString('utf8')) as { reason?: unknown } | null)?.reason;
  } catch {
    return { status: 400, body: { error: 'the body must be {"reason": "…"}' } };
  }
  if (typeof reason !== 'string' || reason.trim() === '' || reason.length > REASON_MAX) {
    return { status: 422, body: { errors: [{ field: 'reason', message: 'is required' }] } };
  }
  const entry = office.registry.withdraw(id, reason);
  return entry === null ? statusOf(null) : { status: 204, body: null };
}

function sameSecret(given: string, wanted: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
