import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import { type Call, readCall } from './call.ts';
import { type Fault, Faults } from './faults.ts';
import type { MethodNeeds } from './methods/needs.ts';
import { methodNamed } from './methods/table.ts';

/** One call as the bot made it. */
export interface RecordedCall {
  readonly method: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly at: Date;
  /** 200 for `ok: true`, otherwise the error code; null while it is under way, and after a cut connection. */
  code: number | null;
  description: string | null;
}

const MAX_RECORDED_CALLS = 10_000;

const FAULT_WORDS: Readonly<Record<number, string>> = {
  400: 'Bad Request: scripted fault',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

/** Takes HTTP requests of the bot, one call each, and answers as the real Bot API does. */
export class CallDesk {
  readonly faults = new Faults();
  readonly calls: RecordedCall[] = [];
  /** Set once, before the first request: the webhook among the needs runs calls through this desk itself. */
  needs: MethodNeeds | null = null;
  readonly #token: string;
  readonly #now: () => Date;

  constructor(token: string, now: () => Date) {
    this.#token = token;
    this.#now = now;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const file = /^\/file\/bot([^/]+)\/(.+)$/u.exec(url.pathname);
    if (file !== null) {
      this.#sendFile(response, file[1] ?? '', decodeURIComponent(file[2] ?? ''));
      return;
    }
    const path = /^\/bot([^/]+)\/(\w+)$/u.exec(url.pathname);
    const method = path?.[2] ?? '';
    try {
      if (path === null) throw new ApiError(404, 'Not Found');
      if (path[1] !== this.#token) throw new ApiError(401, 'Unauthorized');
      await this.#answer(request, response, await readCall(method, request, url.searchParams));
    } catch (error) {
      // The body may be half read: answer, and let this connection go.
      request.resume();
      send(
        response,
        error instanceof ApiError ? error : new ApiError(500, `Internal Server Error: ${String(error)}`),
      );
    }
  }

  /** Carries out a call whose answer nobody waits for, as in a reply to a webhook. */
  async runQuietly(call: Call): Promise<void> {
    const record = this.#record(call);
    try {
      await this.#run(call, new AbortController().signal);
      record.code = 200;
    } catch (error) {
      note(record, error);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, call: Call): Promise<void> {
    const record = this.#record(call);
    const fault = this.faults.take(call.method);
    if (fault?.kind === 'drop') {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === 'answer') {
      note(record, faultAnswer(fault));
      send(response, faultAnswer(fault));
      return;
    }
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    let result: unknown;
    try {
      result = await this.#run(call, gone.signal);
      record.code = 200;
    } catch (error) {
      result = note(record, error);
    }
    if (fault?.kind === 'lose-reply') request.socket.destroy();
    else if (fault?.kind === 'broken-json') response.end('{"ok":true,"result":');
    else send(response, result);
  }

  async #run(call: Call, signal: AbortSignal): Promise<unknown> {
    const method = methodNamed(call.method);
    if (method === undefined) throw new ApiError(404, 'Not Found');
    if (this.needs === null) throw new ApiError(500, 'Internal Server Error: not ready');
    return method(call, this.needs, signal);
  }

  #record(call: Call): RecordedCall {
    const record = {
      method: call.method,
      fields: call.fields,
      at: this.#now(),
      code: null,
      description: null,
    };
    this.calls.push(record);
    if (this.calls.length > MAX_RECORDED_CALLS) this.calls.shift();
    return record;
  }

  #sendFile(response: ServerResponse, token: string, path: string): void {
    const file = token === this.#token ? this.needs?.files.byPath(path) : undefined;
    if (file === undefined) {
      send(
        response,
        token === this.#token ? new ApiError(404, 'Not Found') : new ApiError(401, 'Unauthorized'),
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.size });
    response.end(this.needs?.files.bytes(file));
  }
}

/** Puts a failure into the record and gives it as an ApiError. */
function note(record: RecordedCall, error: unknown): ApiError {
  const told =
    error instanceof ApiError ? error : new ApiError(500, `Internal Server Error: ${String(error)}`);
  record.code = told.code;
  record.description = told.message;
  return told;
}

function faultAnswer(fault: Fault & { kind: 'answer' }): ApiError {
  if (fault.code !== 429) return new ApiError(fault.code, FAULT_WORDS[fault.code] ?? 'scripted fault');
  const seconds = fault.retryAfterSeconds ?? 1;
  return new ApiError(429, `Too Many Requests: retry after ${seconds}`, seconds);
}

function send(response: ServerResponse, result: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const refused = result instanceof ApiError ? result : null;
  const parameters = refused?.retryAfter == null ? {} : { parameters: { retry_after: refused.retryAfter } };
  const body =
    refused === null
      ? { ok: true, result }
      : { ok: false, error_code: refused.code, description: refused.message, ...parameters };
  response.writeHead(refused?.code ?? 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
