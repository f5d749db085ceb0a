import type { PictureReading } from '../domain/picture.ts';
import type { PictureLimits } from './limits.ts';
import type { TesseractProgram } from './program-engine.ts';

/** What the process that reads is told once, before the first picture. */
export interface ReadingSettings {
  readonly kind: 'settings';
  readonly limits: PictureLimits;
  readonly program: TesseractProgram | null;
}

export interface PictureToRead {
  readonly kind: 'picture';
  readonly bytes: Uint8Array;
}

export type ToProcess = ReadingSettings | PictureToRead;

/** What it answers: once that it can read or why not, then to each picture. */
export type FromProcess =
  | { readonly kind: 'ready'; readonly engine: string }
  | { readonly kind: 'unready'; readonly message: string }
  | { readonly kind: 'read'; readonly reading: PictureReading }
  | { readonly kind: 'unreadable'; readonly reason: string | null; readonly message: string };
