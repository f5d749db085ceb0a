import { FoldedWords } from './near-words.ts';

/**
 * One-permutation minhash (Li, Owen, Zhang 2012) over pairs of words, empty bins filled from random others (Shrivastava 2017):
 * 12 bands of 3 bins find a repost of which every tenth word was changed, and different templates seldom share three.
 */
export const BANDS = 12;
const ROWS = 3;
const BINS = BANDS * ROWS;
/** Smallest hashes of shingles that are kept to confirm a candidate: all of a usual post, a fair sample of a long one. */
export const SHINGLES_MAX = 128;

const EMPTY = 0xffffffff;
const GOLDEN = 0x9e3779b1;

/** Bijective finish of MurmurHash3 (public domain, Austin Appleby). */
function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The signature of one text in numbers, made over and over in the same arrays. `write` overwrites what was there; nothing is
 * kept between two texts, so the same text always gives the same sketch.
 */
export class TextSketch {
  /** Four hashes of all words in order: equal for equal texts. */
  readonly exact = new Uint32Array(4);
  /** One hash for each band; without meaning when `shingles` is 0. */
  readonly bands = new Uint32Array(BANDS);
  /** The smallest different shingles, ascending, up to `shingles`. */
  readonly lowest = new Uint32Array(SHINGLES_MAX);
  shingles = 0;
  readonly #words = new FoldedWords();
  readonly #bins = new Uint32Array(BINS);
  readonly #filled = new Uint32Array(BINS);
  readonly #all = new Uint32Array(this.#words.a.length);

  write(text: string): void {
    this.#words.read(text);
    this.#writeExact();
    const count = this.#writeShingles();
    this.#writeLowest(count);
    if (count > 0) this.#writeBands();
  }

  #writeExact(): void {
    const { a, b, length } = this.#words;
    let p = length;
    let q = 0x2545f491;
    let r = 0x5851f42d;
    let s = 0x14057b7e;
    for (let i = 0; i < length; i++) {
      const x = a[i] ?? 0;
      const y = b[i] ?? 0;
      p = Math.imul(p ^ x, 0x85ebca6b) ^ (p >>> 15);
      q = Math.imul(q ^ y, 0xc2b2ae35) ^ (q >>> 13);
      r = Math.imul(r + x, 0x27d4eb2f) ^ (r >>> 14) ^ y;
      s = Math.imul(s + y, 0x165667b1) ^ (s >>> 16) ^ x;
    }
    this.exact[0] = mixed(p);
    this.exact[1] = mixed(q);
    this.exact[2] = mixed(r);
    this.exact[3] = mixed(s);
  }

  /** Pairs of neighbouring words, in the bins and in one row. @returns how many */
  #writeShingles(): number {
    const { a, b, length } = this.#words;
    const all = this.#all;
    const bins = this.#bins;
    bins.fill(EMPTY);
    const count = length === 1 ? 1 : Math.max(0, length - 1);
    for (let i = 0; i < count; i++) {
      const hash = mixed(Math.imul(a[i] ?? 0, GOLDEN) ^ (length === 1 ? 0 : (b[i + 1] ?? 0)));
      all[i] = hash;
      const bin = Math.imul(hash, GOLDEN) >>> 8;
      const at = bin % BINS;
      if (hash < (bins[at] ?? EMPTY)) bins[at] = hash;
    }
    return count;
  }

  #writeLowest(count: number): void {
    const sorted = this.#all.subarray(0, count).sort();
    const lowest = this.lowest;
    let kept = 0;
    let last = -1;
    for (let i = 0; i < count && kept < SHINGLES_MAX; i++) {
      const hash = sorted[i] ?? 0;
      if (hash === last) continue;
      lowest[kept++] = hash;
      last = hash;
    }
    this.shingles = kept;
  }

  #writeBands(): void {
    const bins = this.#bins;
    const filled = this.#filled;
    for (let i = 0; i < BINS; i++) {
      let from = i;
      for (let step = 1; bins[from] === EMPTY; step++) from = mixed(i * 0x10001 + step) % BINS;
      filled[i] = bins[from] ?? 0;
    }
    for (let band = 0; band < BANDS; band++) {
      let hash = band;
      for (let row = band * ROWS; row < (band + 1) * ROWS; row++)
        hash = Math.imul(hash ^ (filled[row] ?? 0), GOLDEN) ^ (hash >>> 15);
      this.bands[band] = mixed(hash);
    }
  }
}

/** Where a list of shingles stands in an array, and how long it is. */
export interface Shingles {
  readonly hashes: ArrayLike<number>;
  readonly from: number;
  readonly length: number;
}

/**
 * Jaccard overlap of two sets of shingles of which only the smallest are known, 0 to 1: exact while a set is shorter than what
 * is kept, else estimated over the smallest of both together (Beyer et al. 2007).
 * @param max how many are kept of a long text
 */
export function overlap(a: Shingles, b: Shingles, max: number): number {
  const ours = a.hashes;
  const theirs = b.hashes;
  const iEnd = a.from + a.length;
  const kEnd = b.from + b.length;
  const limit = a.length < max && b.length < max ? a.length + b.length : max;
  let i = a.from;
  let k = b.from;
  let seen = 0;
  let common = 0;
  while (seen < limit && i < iEnd && k < kEnd) {
    const left = ours[i] ?? 0;
    const right = theirs[k] ?? 0;
    if (left <= right) i++;
    if (right <= left) k++;
    if (left === right) common++;
    seen++;
  }
  seen = Math.min(limit, seen + iEnd - i + kEnd - k);
  return seen === 0 ? 0 : common / seen;
}
