import type { PictureReading } from '../domain/picture.ts';

/** Reads words and codes in pictures that come from anybody. */
export interface PictureReader {
  /**
   * Reads one picture. Throws PermanentError when the picture cannot be read (`picture_refused`: a format, size or
   * dimension that is not taken; `picture_corrupt`; `picture_too_slow`; `picture_breaks_reader`), RetryableError when the
   * reader itself cannot work now (`picture_reader_busy`, `picture_reader_failed`), and the reason of `signal` when it is raised.
   */
  read(bytes: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<PictureReading>;
  /** What reads the words, e.g. `tesseract.js 7.0.0 (kaz+eng)`. Throws RetryableError when it cannot work. */
  describe(): Promise<string>;
  /** Lets go of everything; a picture that is being read fails. */
  close(): Promise<void>;
}
