import { createHash } from 'node:crypto';
import type { Signature } from '../ports/detector.ts';
import { normalise } from './normalise.ts';

/** One-permutation minhash over shingles: 8 bands of 4 of 32 bins find a repost with edited words. */
const BINS = 32;
const BANDS = 8;
const ROWS = BINS / BANDS;
/** Words of a shingle: two keep a template recognisable when every fifth word was changed. */
const SHINGLE_WORDS = 2;
/** Most shingles that are kept to confirm a candidate. */
const SHINGLES_MAX = 400;
const EMPTY = 0xffffffff;

function hashOf(text: string, seed: number): number {
  let hash = seed ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Numbers are one word: templates change the sums first. Identifiers in links are dropped for the same reason. */
function wordsOf(merged: string): readonly string[] {
  return merged.split(' ').flatMap((word) => (word === '' ? [] : /\d/.test(word) ? ['0'] : [word]));
}

function shinglesOf(words: readonly string[]): readonly number[] {
  const seen = new Set<number>();
  if (words.length < SHINGLE_WORDS) return words.length === 0 ? [] : [hashOf(words.join(' '), 0)];
  for (let i = 0; i + SHINGLE_WORDS <= words.length; i++)
    seen.add(hashOf(words.slice(i, i + SHINGLE_WORDS).join(' '), 0));
  return [...seen].sort((a, b) => a - b);
}

/** Fills empty bins from the next full one, so that short texts can be compared too. */
function densified(bins: Uint32Array): Uint32Array {
  const filled = Uint32Array.from(bins);
  for (let i = 0; i < BINS; i++) {
    if (bins[i] !== EMPTY) continue;
    for (let step = 1; step < BINS; step++) {
      const other = bins[(i + step) % BINS] ?? EMPTY;
      if (other !== EMPTY) {
        filled[i] = (other + Math.imul(step, 0x9e3779b1)) >>> 0;
        break;
      }
    }
  }
  return filled;
}

function bandsOf(shingles: readonly number[]): readonly string[] {
  if (shingles.length === 0) return [];
  const bins = new Uint32Array(BINS).fill(EMPTY);
  for (const shingle of shingles) {
    const bin = shingle % BINS;
    const value = Math.floor(shingle / BINS) >>> 0;
    if (value < (bins[bin] ?? EMPTY)) bins[bin] = value;
  }
  const filled = densified(bins);
  return Array.from({ length: BANDS }, (_, band) => {
    const rows = [...filled.subarray(band * ROWS, (band + 1) * ROWS)];
    return `${String(band)}:${hashOf(rows.join(','), band).toString(16).padStart(8, '0')}`;
  });
}

/** Signature of a text, made of its folded words: letters swapped for look-alikes change nothing. */
export function signText(text: string): Signature {
  const { text: merged } = normalise(text);
  const shingles = shinglesOf(wordsOf(merged));
  return {
    exact: createHash('sha256').update(merged).digest('hex').slice(0, 32),
    bands: bandsOf(shingles),
    shingles: shingles.slice(0, SHINGLES_MAX),
  };
}

/** Jaccard overlap of the shingles, 0 to 1; equal texts are 1. */
export function signatureSimilarity(a: Signature, b: Signature): number {
  if (a.exact === b.exact) return 1;
  if (a.shingles.length === 0 || b.shingles.length === 0) return 0;
  let i = 0;
  let k = 0;
  let common = 0;
  while (i < a.shingles.length && k < b.shingles.length) {
    const left = a.shingles[i] ?? 0;
    const right = b.shingles[k] ?? 0;
    if (left === right) {
      common++;
      i++;
      k++;
    } else if (left < right) i++;
    else k++;
  }
  return common / (a.shingles.length + b.shingles.length - common);
}
