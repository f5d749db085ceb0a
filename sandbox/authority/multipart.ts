import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';

/** Largest part: a full-page screenshot has a few megabytes. */
const PART_BYTES_MAX = 20 * 1024 * 1024;
const PARTS_MAX = 25;
/** Largest body of all: what a server of the field lets through. */
const BODY_BYTES_MAX = 100 * 1024 * 1024;

export interface Part {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** The body is not what the contract says; `status` is the answer. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The whole body; BodyError 413 when it is too large. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new BodyError(413, 'the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Takes a multipart/form-data body apart; BodyError 400, 413 or 415 when it cannot. */
export async function readParts(body: Buffer, contentType: string | undefined): Promise<readonly Part[]> {
  if (contentType === undefined || !/^multipart\/form-data\s*;/iu.test(contentType)) {
    throw new BodyError(415, 'the body must be multipart/form-data');
  }
  return new Promise((resolve, reject) => {
    const parts: Part[] = [];
    const busboy = new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: () => true,
      limits: { fileSize: PART_BYTES_MAX, files: PARTS_MAX, parts: PARTS_MAX },
    });
    busboy.on('file', (name, stream, _fileName, _encoding, mimeType) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => reject(new BodyError(413, `part ${name} is too large`)));
      stream.on('end', () => parts.push({ name, contentType: mimeType, bytes: Buffer.concat(chunks) }));
      stream.on('error', (error: Error) => reject(new BodyError(400, error.message)));
    });
    busboy.on('partsLimit', () => reject(new BodyError(413, 'too many parts')));
    busboy.on('filesLimit', () => reject(new BodyError(413, 'too many parts')));
    busboy.on('error', (error: unknown) =>
      reject(new BodyError(400, `the body is broken: ${String(error)}`)),
    );
    busboy.on('finish', () => resolve(parts));
    busboy.end(body);
  });
}
