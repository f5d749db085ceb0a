/** What was read in one picture. */
export interface PictureReading {
  /** Words as the reader of pictures made them out, a line of the picture a line; empty where there are none. */
  readonly text: string;
  /** 0 to 1, the mean over the words; null without words. */
  readonly confidence: number | null;
  /** Contents of QR codes and their like. */
  readonly codes: readonly string[];
  /** Perceptual hash, 64 hex digits; null where the picture is too plain to have one. */
  readonly hash: string | null;
  /** Pixels as the picture is shown (turned by its orientation). */
  readonly width: number;
  readonly height: number;
}

/** Bits of a perceptual hash. */
const HASH_BITS = 256;
/**
 * Differing bits up to which two pictures may be one. Another compression, scale or brightness of a picture changes up
 * to 16 % of the bits, a crop of 4 % about 12 %; pictures that have nothing in common differ in about half.
 */
const NEAR_BITS = 40;
/** Without words to agree on, only a picture that hardly differs is the same. */
const VERY_NEAR_BITS = 12;
/** Share of common letter triples from which two readings are one text, read twice with other mistakes. */
const TEXT_ALIKE = 0.6;
/** Fewer letters and digits than this say nothing about whether two pictures have one text. */
const LETTERS_MIN = 10;
/** The hash is cut into so many parts; two pictures are candidates when they share one. */
const BANDS = 16;

/** Number of bits in which two perceptual hashes differ. Throws a RangeError when they are not of one length. */
export function hashDistance(a: string, b: string): number {
  if (a.length !== b.length) throw new RangeError('perceptual hashes of different lengths');
  let bits = 0;
  for (let at = 0; at < a.length; at += 1) {
    let differ = Number.parseInt(a[at] ?? '0', 16) ^ Number.parseInt(b[at] ?? '0', 16);
    while (differ > 0) {
      bits += differ & 1;
      differ >>= 1;
    }
  }
  return bits;
}

/**
 * Parts of a perceptual hash with their place, by which a database finds candidates: hashes that share none differ in
 * at least as many bits as there are parts. Parts without a set bit are left out: plain areas are in every picture.
 */
export function hashBands(hash: string): readonly string[] {
  const size = HASH_BITS / 4 / BANDS;
  return Array.from({ length: BANDS }, (_, at) => `${at}:${hash.slice(at * size, (at + 1) * size)}`).filter(
    (band) => !/:0+$/u.test(band),
  );
}

/**
 * Whether two pictures are one banner: their hashes are near AND their words agree. The hash alone would take all
 * banners of one template for one; the words alone would take every picture of a slogan.
 */
export function samePicture(
  a: Pick<PictureReading, 'hash' | 'text' | 'codes'>,
  b: Pick<PictureReading, 'hash' | 'text' | 'codes'>,
): boolean {
  if (a.hash === null || b.hash === null) return false;
  const distance = hashDistance(a.hash, b.hash);
  if (distance > NEAR_BITS) return false;
  const [one, two] = [lettersOf(a.text), lettersOf(b.text)];
  if (one.length >= LETTERS_MIN && two.length >= LETTERS_MIN) return likeness(one, two) >= TEXT_ALIKE;
  if (one.length >= LETTERS_MIN || two.length >= LETTERS_MIN) return false;
  return distance <= VERY_NEAR_BITS && [...a.codes].sort().join('\n') === [...b.codes].sort().join('\n');
}

/** Letters that a reader of pictures confuses: Latin ones that look Cyrillic, and 0 and 3. */
const CONFUSED: Readonly<Record<string, string>> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  i: 'і',
  k: 'к',
  m: 'м',
  o: 'о',
  p: 'р',
  t: 'т',
  x: 'х',
  y: 'у',
  '0': 'о',
  '3': 'з',
};

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/[a-z03]/gu, (letter) => CONFUSED[letter] ?? letter);
}

/** Dice's coefficient of letter triples. */
function likeness(a: string, b: string): number {
  const [one, two] = [triplesOf(a), triplesOf(b)];
  const common = [...one].filter((triple) => two.has(triple)).length;
  return (2 * common) / (one.size + two.size);
}

function triplesOf(letters: string): ReadonlySet<string> {
  return new Set(Array.from({ length: letters.length - 2 }, (_, at) => letters.slice(at, at + 3)));
}
