import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PermanentError, RetryableError } from '../domain/failure.ts';
import type { PictureReading } from '../domain/picture.ts';
import type { FromProcess, PictureToRead, ReadingSettings } from './messages.ts';

/** The process of `reading-process.ts`, seen from outside. It reads one picture at a time. */
export interface ReadingChild {
  readonly engine: string;
  /** False when it has ended or must not be used again. */
  alive(): boolean;
  /** Pictures that were handed to it. */
  pictures(): number;
  /** Throws what PictureReader.read throws about a picture, or ReaderDiedError. */
  read(bytes: Uint8Array, signal: AbortSignal | undefined): Promise<PictureReading>;
  kill(): void;
}

/** The process ended, or its engine failed, while it read a picture. */
export class ReaderDiedError extends Error {
  override readonly name = 'ReaderDiedError';
}

/** Heap of JavaScript in it; pixels and the engine live outside of the heap and are bounded by its own watch. */
const HEAP_MB = 256;
/** What it says last is noted when it dies. */
const LAST_WORDS_MAX = 500;

/** Starts one; resolves when it can read. Throws RetryableError('picture_reader_failed'). */
export async function startReadingChild(settings: ReadingSettings): Promise<ReadingChild> {
  const child = forkIt();
  const lastWords = keepLastWords(child);
  child.send(settings);
  const { startTimeoutMs, timeoutMs } = settings.limits;
  const first = await nextAnswer(child, startTimeoutMs, undefined, lastWords).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new RetryableError('picture_reader_failed', 'The reader of pictures does not start', {
      cause: error,
    });
  });
  if (first.kind !== 'ready') {
    child.kill('SIGKILL');
    const why = 'message' in first ? first.message : first.kind;
    throw new RetryableError(
      'picture_reader_failed',
      `The reader of pictures cannot work: ${why}. Run \`npm ci\` again.`,
    );
  }
  let alive = true;
  let pictures = 0;
  child.once('exit', () => {
    alive = false;
  });
  const kill = (): void => {
    alive = false;
    child.kill('SIGKILL');
  };
  // Between pictures it keeps nobody awake.
  const wakeful = (yes: boolean): void => {
    for (const part of [child, child.channel]) {
      if (yes) part?.ref();
      else part?.unref();
    }
  };
  wakeful(false);
  return {
    engine: first.engine,
    alive: () => alive,
    pictures: () => pictures,
    kill,
    read: async (bytes, signal) => {
      pictures += 1;
      wakeful(true);
      try {
        child.send({ kind: 'picture', bytes } satisfies PictureToRead);
        return readingOf(await nextAnswer(child, timeoutMs, signal, lastWords));
      } catch (error) {
        const picturesFault = error instanceof PermanentError && error.reason !== 'picture_too_slow';
        if (!picturesFault) kill();
        throw error;
      } finally {
        wakeful(false);
      }
    },
  };
}

function forkIt(): ChildProcess {
  const source = fileURLToPath(new URL('./reading-process.ts', import.meta.url));
  const compiled = path.extname(import.meta.filename) === '.js';
  const own = process.execArgv.filter((argument) => !/^--(?:test|inspect|watch)/u.test(argument));
  return fork(compiled ? source.replace(/\.ts$/u, '.js') : source, [], {
    execArgv: [...own, `--max-old-space-size=${HEAP_MB}`],
    // No secret of this process is in it.
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

function keepLastWords(child: ChildProcess): () => string {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    words = `${words}${more}`.slice(-LAST_WORDS_MAX);
  });
  return () => words.trim();
}

function readingOf(answer: FromProcess): PictureReading {
  if (answer.kind === 'read') return answer.reading;
  if (answer.kind === 'unreadable' && answer.reason !== null)
    throw new PermanentError(answer.reason, answer.message);
  throw new ReaderDiedError('message' in answer ? answer.message : `an unexpected answer: ${answer.kind}`);
}

async function nextAnswer(
  child: ChildProcess,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  lastWords: () => string,
): Promise<FromProcess> {
  signal?.throwIfAborted();
  return await new Promise<FromProcess>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
    };
    const fail = (error: Error): void => {
      end();
      reject(error);
    };
    const onMessage = (message: unknown): void => {
      end();
      // NOTE: the other end is `reading-process.ts` of this very version.
      resolve(message as FromProcess);
    };
    const onExit = (code: number | null, by: string | null): void =>
      fail(new ReaderDiedError(`it ended with ${by ?? `code ${code}`}: ${lastWords()}`));
    const onError = (error: Error): void => fail(new ReaderDiedError(error.message, { cause: error }));
    const onAbort = (): void => fail(abortError(signal));
    const timer = setTimeout(
      () => fail(new PermanentError('picture_too_slow', `Not read in ${timeoutMs} ms.`)),
      timeoutMs,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    child.on('message', onMessage).on('exit', onExit).on('error', onError);
  });
}

function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('aborted');
}
