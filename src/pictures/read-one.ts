import sharp from 'sharp';
import type { PictureReading } from '../domain/picture.ts';
import { readCodes } from './codes.ts';
import { CODES_MAX, type PictureLimits, TEXT_MAX } from './limits.ts';
import { perceptualHash } from './perceptual-hash.ts';
import { type TextEngine, textOfTable } from './text-engine.ts';
import { openPicture, type WorkingCopy } from './working-copy.ts';

/** Enlarged up to so many pixels: more takes longer and reads no better. */
const LARGE_PIXELS = 4_000_000;
/** The engine counts places in 16 bits. */
const LARGE_SIDE = 32_000;
/** Small pictures (thumbnails) are enlarged four times, others twice. Whole steps only: others blur the letters. */
const ENLARGEMENTS = [
  { times: 4, upTo: 1_600_000 },
  { times: 2, upTo: LARGE_PIXELS },
] as const;

/**
 * Reads words and codes of a picture and takes its hash. Throws PermanentError('picture_refused') or
 * ('picture_corrupt'); other errors are the engine's.
 */
export async function readOne(
  bytes: Uint8Array,
  engine: TextEngine,
  limits: Pick<PictureLimits, 'pixelsMax' | 'sideMax' | 'sideMin'>,
): Promise<PictureReading> {
  const picture = await openPicture(bytes, limits);
  const texts: string[] = [];
  const codes: string[] = [];
  const confidences: number[] = [];
  for (const frame of picture.frames) {
    codes.push(...(await readCodes(frame)));
    const read = textOfTable(await engine.recognise(await prepared(frame)), TEXT_MAX);
    texts.push(read.text);
    if (read.confidence !== null) confidences.push(read.confidence);
  }
  const [first] = picture.frames;
  return {
    text: joined(texts),
    confidence: confidences.length === 0 ? null : Math.max(...confidences),
    codes: [...new Set(codes)].slice(0, CODES_MAX),
    hash: first === undefined ? null : await perceptualHash(first),
    width: picture.width,
    height: picture.height,
  };
}

/** Frames of a moving picture mostly say the same: a line stands once. */
function joined(texts: readonly string[]): string {
  const lines = texts.flatMap((text) => text.split('\n'));
  return [...new Set(lines)].join('\n').trim().slice(0, TEXT_MAX);
}

/** Grey, with its full range of brightness, letters large: this matters more than which engine reads it. */
async function prepared({ rgb, width, height }: WorkingCopy): Promise<Buffer> {
  const pixels = width * height;
  const side = Math.max(width, height);
  const fits = (row: (typeof ENLARGEMENTS)[number]): boolean =>
    pixels * row.times * row.times <= row.upTo && side * row.times <= LARGE_SIDE;
  const times = ENLARGEMENTS.find(fits)?.times ?? 1;
  return await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize({ width: width * times, height: height * times, fit: 'fill', kernel: 'cubic' })
    .greyscale()
    .normalise()
    .png({ compressionLevel: 1 })
    .toBuffer();
}
