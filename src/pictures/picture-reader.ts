import { messageOf, PermanentError } from '../domain/failure.ts';
import type { PictureReader } from '../ports/picture-reader.ts';
import { closing, createChildren } from './children.ts';
import { DEFAULT_PICTURE_LIMITS, type PictureLimits } from './limits.ts';
import { findTesseract, type TesseractProgram } from './program-engine.ts';
import { ReaderDiedError, type ReadingChild, startReadingChild } from './reading-child.ts';
import { createTurns } from './turns.ts';

/** The part of a logger that is used here. */
export interface PictureLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface PictureReaderOptions {
  readonly limits?: Partial<PictureLimits>;
  /** The program `tesseract` to read with; null for what comes with npm. Looked for when absent. */
  readonly program?: TesseractProgram | null;
  readonly log: PictureLog;
}

/** A picture at which two processes died is not tried a third time. */
const TRIES = 2;

/** Reads pictures in processes of their own, which are started when they are needed and replaced when they fail. */
export function createPictureReader(options: PictureReaderOptions): PictureReader {
  const limits = { ...DEFAULT_PICTURE_LIMITS, ...options.limits };
  const { log } = options;
  let looked: Promise<TesseractProgram | null> | null = null;

  async function start(): Promise<ReadingChild> {
    looked ??= options.program === undefined ? findTesseract() : Promise.resolve(options.program);
    const child = await startReadingChild({ kind: 'settings', limits, program: await looked });
    log.info({ engine: child.engine }, 'reader of pictures started');
    return child;
  }

  const children = createChildren(limits, start);
  const turns = createTurns(limits.atOnce, limits.waitingMax);

  async function readInTries(...picture: Parameters<ReadingChild['read']>): ReturnType<ReadingChild['read']> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await children.use((child) => child.read(...picture));
      } catch (error) {
        if (!(error instanceof ReaderDiedError)) throw error;
        if (children.closed()) throw closing();
        log.warn({ attempt, error: messageOf(error) }, 'reader of pictures died at a picture');
        if (attempt === TRIES)
          throw new PermanentError('picture_breaks_reader', 'Two readers died at this picture.', {
            cause: error,
          });
      }
    }
  }

  return {
    read: async (bytes, { signal } = {}) => {
      if (children.closed()) throw closing();
      if (bytes.byteLength > limits.bytesMax)
        throw new PermanentError(
          'picture_refused',
          `The picture is not read: it has ${bytes.byteLength} bytes, and ${limits.bytesMax} are the most that is taken.`,
        );
      return await turns.take(signal, () => readInTries(bytes, signal));
    },
    describe: () => turns.take(undefined, () => children.use(async ({ engine }) => engine)),
    close: async () => children.close(),
  };
}
