import type { Signature } from '../ports/detector.ts';
import { BANDS, SHINGLES_MAX, TextSketch, overlap, type Shingles } from './near-sketch.ts';

const sketch = new TextSketch();

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hex(value: number): string {
  return `${BYTES[value >>> 24] ?? ''}${BYTES[(value >>> 16) & 255] ?? ''}${BYTES[(value >>> 8) & 255] ?? ''}${BYTES[value & 255] ?? ''}`;
}

/**
 * Signature of a text, made of its folded words: letter case, look-alikes, stretched and spaced letters, numbers, links, user
 * names and emoji change nothing. A text of little more than numbers and links is told by them.
 */
export function signText(text: string): Signature {
  sketch.write(text);
  const { lowest, exact } = sketch;
  const bands: string[] = [];
  if (sketch.shingles > 0)
    for (let band = 0; band < BANDS; band++)
      bands.push(`${band.toString(16)}${hex(sketch.bands[band] ?? 0)}`);
  const shingles: number[] = [];
  for (let i = 0; i < sketch.shingles; i++) shingles.push(lowest[i] ?? 0);
  return {
    exact: `${hex(exact[0] ?? 0)}${hex(exact[1] ?? 0)}${hex(exact[2] ?? 0)}${hex(exact[3] ?? 0)}`,
    bands,
    shingles,
  };
}

/** Jaccard overlap of the shingles, 0 to 1; equal texts are 1. */
export function signatureSimilarity(a: Signature, b: Signature): number {
  if (a.exact === b.exact) return 1;
  return overlap(listOf(a), listOf(b), SHINGLES_MAX);
}

function listOf({ shingles }: Signature): Shingles {
  return { hashes: shingles, from: 0, length: shingles.length };
}
