import { createReadStream } from 'node:fs';
import { JSONParser } from '@streamparser/json';
import { messageOf, PermanentError } from '../domain/failure.ts';

/** What stands at the top of an export of one chat. */
export interface ExportHead {
  readonly name: string;
  readonly type: string;
  /** The chat's number, without the -100 of bots. */
  readonly id: string;
}

export type ExportItem =
  | { readonly kind: 'head'; readonly head: ExportHead }
  | { readonly kind: 'message'; readonly message: unknown }
  /** So many bytes of the file are read. */
  | { readonly kind: 'bytes'; readonly bytes: number };

/** Read at once; larger pieces are no faster, since the parser goes byte by byte. */
const CHUNK_BYTES = 256 * 1024;
/** Largest single value of a file; a message has some kilobytes. What is larger would not fit the memory that is promised. */
const VALUE_BYTES_MAX = 16 * 1024 * 1024;
/** What the parser says of the place where it stopped. */
const PLACE = /absolute position "(?<at>\d+)"/u;
const HEAD_FIELDS = new Set(['name', 'type', 'id']);

/**
 * Reads an export from its beginning to its end, a message at a time. Throws PermanentError: `no_file`, `broken_file` with
 * the byte and the line, `not_one_chat` for an export of a whole account.
 */
export async function* readExport(file: string): AsyncGenerator<ExportItem> {
  const head: Record<string, unknown> = {};
  const found: unknown[] = [];
  let isWhole = false;
  const problems: Error[] = [];
  const parser = new JSONParser({
    paths: ['$.name', '$.type', '$.id', '$.chats.about', '$.messages.*'],
    keepStack: false,
  });
  parser.onValue = ({ value, key, stack }) => {
    const within = stack.at(1)?.key;
    if (within === 'messages') found.push(value);
    else if (within === 'chats') isWhole = true;
    else if (typeof key === 'string' && HEAD_FIELDS.has(key)) head[key] = value;
  };
  parser.onError = (error) => void problems.push(error);
  const place = { bytes: 0, lines: 1 };
  let bytesOfValue = 0;
  let isHeadGiven = false;
  for await (const chunk of chunksOf(file)) {
    parser.write(chunk);
    const [problem] = problems;
    if (problem !== undefined) throw broken(file, problem, chunk, place);
    place.bytes += chunk.length;
    place.lines += linesIn(chunk, chunk.length);
    bytesOfValue = found.length > 0 ? 0 : bytesOfValue + chunk.length;
    if (isWhole) throw notOneChat(file);
    if (bytesOfValue > VALUE_BYTES_MAX)
      throw new PermanentError(
        'broken_file',
        `${file} has no message within ${VALUE_BYTES_MAX} bytes before byte ${place.bytes}, line ${place.lines}: this is no export of a channel.`,
      );
    if (found.length > 0 && !isHeadGiven) {
      yield { kind: 'head', head: headOf(file, head) };
      isHeadGiven = true;
    }
    for (const message of found.splice(0)) yield { kind: 'message', message };
    yield { kind: 'bytes', bytes: place.bytes };
  }
  if (!parser.isEnded)
    throw new PermanentError(
      'broken_file',
      `${file} ends in its middle, at byte ${place.bytes}, line ${place.lines}. Export it again; nothing of it was taken.`,
    );
  if (!isHeadGiven) yield { kind: 'head', head: headOf(file, head) };
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) yield chunk as Buffer;
  } catch (error) {
    throw new PermanentError('no_file', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function headOf(file: string, { name, type, id }: Record<string, unknown>): ExportHead {
  const isNumbered =
    (typeof id === 'number' && Number.isSafeInteger(id)) || (typeof id === 'string' && /^\d+$/u.test(id));
  if (typeof type !== 'string' || !isNumbered)
    throw new PermanentError(
      'not_an_export',
      `${file} does not say which chat it is of: it needs "type" and "id" before its messages, as Telegram Desktop writes them ("Machine-readable JSON").`,
    );
  return { name: typeof name === 'string' ? name : '', type, id: String(id) };
}

function broken(
  file: string,
  problem: Error,
  chunk: Buffer,
  before: { bytes: number; lines: number },
): PermanentError {
  const at = Number(PLACE.exec(problem.message)?.groups?.['at'] ?? before.bytes);
  const line = before.lines + linesIn(chunk, Math.max(0, at - before.bytes));
  return new PermanentError(
    'broken_file',
    `${file} is broken at byte ${at}, line ${line}. Export it again; nothing of it was taken.`,
    { cause: problem },
  );
}

function notOneChat(file: string): PermanentError {
  return new PermanentError(
    'not_one_chat',
    `${file} is an export of a whole account. Export the one public channel: its menu → Export chat history → Machine-readable JSON.`,
  );
}

const LINE_END = 0x0a;

function linesIn(chunk: Buffer, end: number): number {
  let lines = 0;
  for (let at = chunk.indexOf(LINE_END); at >= 0 && at < end; at = chunk.indexOf(LINE_END, at + 1))
    lines += 1;
  return lines;
}
