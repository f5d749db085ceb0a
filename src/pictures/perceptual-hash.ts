import sharp from 'sharp';
import type { WorkingCopy } from './working-copy.ts';

const SIDE = 16;
/** Brightness (of 255) by which neighbours differ before it counts: below it is the noise of compression. */
const STEP = 3;
/** A picture with fewer such places than this, in either direction, is too plain: all plain pictures would be one. */
const PLACES_MIN = 24;

/**
 * A difference hash of 256 bits (16 by 16: is the place darker than the one to its right?) as 64 hex digits, or null for
 * a plain picture. Compression, scale and brightness hardly change it.
 */
export async function perceptualHash(copy: WorkingCopy): Promise<string | null> {
  const { data } = await sharp(copy.rgb, { raw: { width: copy.width, height: copy.height, channels: 3 } })
    .greyscale()
    .resize(SIDE + 1, SIDE, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const bits: number[] = [];
  let places = 0;
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const at = row * (SIDE + 1) + column;
      const step = (data[at + 1] ?? 0) - (data[at] ?? 0);
      if (Math.abs(step) >= STEP) places += 1;
      bits.push(step >= STEP ? 1 : 0);
    }
  }
  if (places < PLACES_MIN) return null;
  return Array.from({ length: bits.length / 4 }, (_, at) =>
    Number.parseInt(bits.slice(at * 4, at * 4 + 4).join(''), 2).toString(16),
  ).join('');
}
