import type { IncomingMessage } from 'node:http';
import { ActionError } from './actions.ts';

const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Nothing from elsewhere, nothing inline; pictures of posts come from this server too. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Refuses what another site could make a browser send here: a foreign origin, or a form. */
export function requireOwnPage(request: IncomingMessage): void {
  const { origin, host } = request.headers;
  if (origin !== undefined && origin !== `http://${host ?? ''}`) {
    throw new ActionError(403, 'Only the playground page may do this.');
  }
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    throw new ActionError(415, 'The body must be application/json.');
  }
}

/** The JSON body of an action. Throws ActionError 400 or 413. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ActionError(413, 'The picture is too large: at most 5 MB.');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (cause) {
    throw Object.assign(new ActionError(400, 'The body is no JSON.'), { cause });
  }
}
