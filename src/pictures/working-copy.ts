import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { messageOf, PermanentError } from '../domain/failure.ts';
import { FRAMES_MAX, type PictureLimits, WORK_PIXELS } from './limits.ts';

/** A picture as plain pixels, upright, without transparency, no larger than WORK_PIXELS. */
export interface WorkingCopy {
  /** Three bytes a pixel. */
  readonly rgb: Buffer;
  readonly width: number;
  readonly height: number;
}

export interface OpenedPicture {
  /** One for a still picture, up to FRAMES_MAX for a moving one. */
  readonly frames: readonly WorkingCopy[];
  readonly width: number;
  readonly height: number;
}

/** Formats that are taken, by their first bytes; every other decoder stays shut. */
const FORMATS: readonly { readonly name: string; readonly is: (head: Buffer) => boolean }[] = [
  { name: 'jpeg', is: (head) => head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
  { name: 'png', is: (head) => head.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) },
  {
    name: 'webp',
    is: (head) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP',
  },
  { name: 'gif', is: (head) => /^GIF8[79]a/u.test(head.toString('latin1', 0, 6)) },
];
const HEAD_BYTES = 12;

sharp.cache(false);
sharp.concurrency(1);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
  ],
});

/** Whether the bytes begin as a picture that is taken; `null` when they do not. */
export function formatOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEAD_BYTES));
  return FORMATS.find(({ is }) => is(head))?.name ?? null;
}

/** Decodes a picture within its limits. Throws PermanentError('picture_refused') or ('picture_corrupt'). */
export async function openPicture(
  bytes: Uint8Array,
  limits: Pick<PictureLimits, 'pixelsMax' | 'sideMax' | 'sideMin'>,
): Promise<OpenedPicture> {
  if (formatOf(bytes) === null)
    throw refused('it is none of JPEG, PNG, WebP and GIF; other formats are not taken');
  const options: SharpOptions = { failOn: 'error', limitInputPixels: limits.pixelsMax, sequentialRead: true };
  const facts = await decoding(() => sharp(bytes, options).metadata());
  const { width, height } = facts.autoOrient;
  // NOTE: the library's own limit speaks of the whole strip of frames, and later.
  if (width * height > limits.pixelsMax)
    throw refused(`it has ${width} × ${height} pixels, and ${limits.pixelsMax} are the most that is taken`);
  if (Math.max(width, height) > limits.sideMax)
    throw refused(`it has ${width} × ${height} pixels: a side may have ${limits.sideMax}`);
  if (Math.min(width, height) < limits.sideMin)
    throw refused(`it has ${width} × ${height} pixels: too small to hold words`);
  const frames: WorkingCopy[] = [];
  for (const page of framesOf(facts, limits.pixelsMax))
    frames.push(await decoding(() => copyOf(bytes, { ...options, page }, facts)));
  return { frames, width, height };
}

/** First, middle and last; the first alone where all frames together are too many pixels to decode. */
function framesOf(facts: Metadata, pixelsMax: number): readonly number[] {
  const count = facts.pages ?? 1;
  if (count < 2 || facts.width * facts.height * count > pixelsMax) return [0];
  const wanted = Math.min(count, FRAMES_MAX);
  return Array.from({ length: wanted }, (_, at) => Math.round((at * (count - 1)) / (wanted - 1)));
}

async function copyOf(bytes: Uint8Array, options: SharpOptions, facts: Metadata): Promise<WorkingCopy> {
  const shrink = Math.min(1, Math.sqrt(WORK_PIXELS / (facts.width * facts.height)));
  const size = { width: Math.max(1, Math.round(facts.autoOrient.width * shrink)) };
  const background = facts.hasAlpha ? await contrastOf(bytes, options) : '#ffffff';
  const { data, info } = await sharp(bytes, options)
    .autoOrient()
    .flatten({ background })
    .toColourspace('srgb')
    .resize({ ...size, withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels === 3) return { rgb: data, width: info.width, height: info.height };
  throw new Error(`${info.channels} channels after decoding`);
}

/** Behind a transparent picture of light letters comes black, behind dark ones white. */
async function contrastOf(bytes: Uint8Array, options: SharpOptions): Promise<string> {
  const pixels = await sharp(bytes, options)
    .resize(64, 64, { fit: 'inside' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer();
  let light = 0;
  let weight = 0;
  for (let at = 0; at + 3 < pixels.length; at += 4) {
    const alpha = pixels[at + 3] ?? 0;
    light += alpha * (((pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + 2] ?? 0)) / 3);
    weight += alpha;
  }
  return weight > 0 && light / weight > 128 ? '#000000' : '#ffffff';
}

/** What the decoder cannot read is the picture's fault. */
async function decoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = messageOf(error).split('\n')[0]?.slice(0, 200) ?? '';
    if (/pixel limit/iu.test(message)) throw refused('it has more pixels than are taken');
    throw new PermanentError('picture_corrupt', `The picture cannot be decoded: ${message}`);
  }
}

function refused(why: string): PermanentError {
  return new PermanentError('picture_refused', `The picture is not read: ${why}.`);
}
