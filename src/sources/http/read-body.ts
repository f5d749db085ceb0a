import { pipeline } from 'node:stream/promises';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { PermanentError, RetryableError } from '../../domain/failure.ts';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
/** What is offered to servers. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/**
 * Reads a body to its end, decompressed. `bytesMax` counts on the wire and after decompression, so that a small bomb
 * does not become a large one. Throws PermanentError('too_large' | 'encoding_unknown'), RetryableError('broken_off').
 */
export async function readBody(
  body: Readable,
  about: { readonly encoding: string; readonly length: string | null; readonly bytesMax: number },
): Promise<Buffer> {
  const { bytesMax } = about;
  const encoding = about.encoding.trim().toLowerCase();
  if (Number(about.length ?? 0) > bytesMax) throw tooLarge(bytesMax);
  const chunks: Buffer[] = [];
  const takeAll = async (source: AsyncIterable<Buffer>): Promise<void> => {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw tooLarge(bytesMax);
      chunks.push(chunk);
    }
  };
  const counted = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw tooLarge(bytesMax);
      yield chunk;
    }
  };
  try {
    if (encoding === '' || encoding === 'identity') await pipeline(body, takeAll);
    else await pipeline(body, counted, decoderOf(encoding), takeAll);
  } catch (error) {
    if (error instanceof PermanentError) throw error;
    throw new RetryableError('broken_off', 'the answer broke off before its end', { cause: error });
  }
  return Buffer.concat(chunks);
}

function decoderOf(encoding: string): Transform {
  const make = DECODERS[encoding];
  if (make === undefined)
    throw new PermanentError('encoding_unknown', `the answer is encoded as "${encoding.slice(0, 40)}"`);
  return make();
}

function tooLarge(bytesMax: number): PermanentError {
  return new PermanentError('too_large', `the answer has more than ${bytesMax} bytes`);
}
