import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import { ApiError, badRequest } from './api-error.ts';

export interface UploadedFile {
  readonly bytes: Buffer;
  readonly fileName: string;
  readonly mimeType: string;
}

/** One call of a method: its parameters, whatever body they came in. */
export interface Call {
  readonly method: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, UploadedFile>;
}

/** The real one takes uploads of 50 MB; the rest is room for the other fields. */
const MAX_BODY_BYTES = 52 * 1024 * 1024;
const MAX_PARTS = 100;

/** Reads query string and body (JSON, urlencoded or multipart). Throws ApiError 400 or 413. */
export async function readCall(
  method: string,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Call> {
  const type = request.headers['content-type'] ?? '';
  const inQuery: Record<string, unknown> = Object.fromEntries(query);
  if (type.startsWith('multipart/form-data')) {
    const { fields, files } = await readMultipart(request, type);
    return { method, fields: { ...inQuery, ...fields }, files };
  }
  const text = (await readBytes(request)).toString('utf8');
  const inBody = type.startsWith('application/json')
    ? readJson(text)
    : Object.fromEntries(new URLSearchParams(text));
  return { method, fields: { ...inQuery, ...inBody }, files: new Map() };
}

/** A call that came as the answer to a webhook delivery: `{"method": "...", ...}`. Null when it is none. */
export function callFromWebhookReply(text: string): Call | null {
  if (!text.trimStart().startsWith('{')) return null;
  const { method, ...fields } = readJson(text);
  return typeof method === 'string' ? { method, fields, files: new Map() } : null;
}

function readJson(text: string): Record<string, unknown> {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Told to the caller below, together with a body that is JSON but no object.
  }
  throw badRequest("can't parse request body: it must be a JSON object");
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ApiError(413, 'Request Entity Too Large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readMultipart(
  request: IncomingMessage,
  type: string,
): Promise<{ fields: Record<string, unknown>; files: Map<string, UploadedFile> }> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, unknown> = {};
    const files = new Map<string, UploadedFile>();
    const refuse = (error: unknown): void => {
      request.unpipe();
      request.resume();
      reject(error instanceof ApiError ? error : badRequest(`can't parse multipart body: ${String(error)}`));
    };
    const parts = new Busboy({
      headers: { 'content-type': type },
      limits: { parts: MAX_PARTS, fileSize: MAX_BODY_BYTES, fieldSize: MAX_BODY_BYTES },
      // An upload is told from a field by its file name, as the real one does.
      isPartAFile: (_name, _mime, fileName) => fileName !== undefined,
    });
    parts.on('field', (name, value) => {
      fields[name] = value;
    });
    parts.on('file', (name, stream, fileName, _encoding, mimeType) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => refuse(new ApiError(413, 'Request Entity Too Large')));
      stream.on('end', () => files.set(name, { bytes: Buffer.concat(chunks), fileName, mimeType }));
    });
    parts.on('error', refuse);
    parts.on('finish', () => resolve({ fields, files }));
    request.on('error', refuse);
    request.pipe(parts);
  });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The parameter as text; numbers are taken, as the real one takes them. */
export function textField(call: Call, name: string): string | undefined {
  const value = call.fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw badRequest(`field "${name}" must be of type String`);
}

export function integerField(call: Call, name: string): number | undefined {
  const text = textField(call, name);
  if (text === undefined || text === '') return undefined;
  if (!/^-?\d{1,16}$/u.test(text)) throw badRequest(`field "${name}" must be of type Number`);
  return Number(text);
}

export function flagField(call: Call, name: string): boolean {
  const value = call.fields[name];
  return value === true || value === 1 || value === 'true' || value === '1';
}

/** An object or a list: as it is in a JSON body, as a JSON text in the others. */
export function structureField(call: Call, name: string): unknown {
  const value = call.fields[name];
  if (typeof value !== 'string' || value === '') return value === '' ? undefined : value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw badRequest(`can't parse ${name} JSON object`);
  }
}
