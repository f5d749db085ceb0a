import { BANDS, overlap, type TextSketch } from './near-sketch.ts';

// A constant of this file is folded into the loops, an imported one is asked for each time.
const BAND_CHAINS = BANDS;

/** Shingles of a post that are kept here, by their upper half: enough to tell one template from two. */
const KEPT_MAX = 64;
/** Overlap from which two texts are one template. */
const SAME_TEMPLATE = 0.5;
/** Posts of one band that are looked at; a band with more is a boilerplate phrase. */
const STEPS_MAX = 12;
/** Candidates that are compared at most for one text. */
const COMPARED_MAX = 24;
/** One chain a band, and one for equal texts. */
const CHAINS = BAND_CHAINS + 1;
const EXACT = BAND_CHAINS;
const SLOT_BITS = 24;
const SLOT_MASK = (1 << SLOT_BITS) - 1;
/** Longest window: a place and eight bits of the hash share one cell. */
export const WINDOW_MAX = SLOT_MASK;

function heads(window: number): number {
  let size = 1024;
  while (size < window) size *= 2;
  return size;
}

/**
 * The last so many signatures, in typed arrays: chains of posts with the same band, newest first, as in a window of LZ77. A
 * place that is used again leaves old chains pointing at it; a chain ends where its next post is not older. Nothing is ever
 * moved or allocated after the start.
 */
export class NearIndex {
  readonly #window: number;
  readonly #mask: number;
  readonly #heads: Uint32Array;
  readonly #next: Uint32Array;
  readonly #exact: Uint32Array;
  readonly #kept: Uint16Array;
  readonly #counts: Uint8Array;
  readonly #sample = new Uint16Array(KEPT_MAX);
  #added = 0;
  /** Place of the newest. */
  #newest = 0;

  /** @param window how many signatures are remembered, at most `WINDOW_MAX` */
  constructor(window: number) {
    if (!Number.isInteger(window) || window < 1 || window > WINDOW_MAX)
      throw new RangeError(`a window of ${String(window)} posts: between 1 and ${String(WINDOW_MAX)}`);
    this.#window = window;
    const size = heads(window);
    this.#mask = size - 1;
    // Cells hold a place plus one: 0 is nothing.
    this.#heads = new Uint32Array(size * CHAINS);
    this.#next = new Uint32Array(window * CHAINS);
    this.#exact = new Uint32Array(window * 2);
    this.#kept = new Uint16Array(window * KEPT_MAX);
    this.#counts = new Uint8Array(window);
  }

  /** Bytes of all arrays. */
  get bytes(): number {
    const arrays = [this.#heads, this.#next, this.#exact, this.#kept, this.#counts];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Remembers a signature. @returns its number, counted from 0 without end */
  add(sketch: TextSketch): number {
    const number = this.#added++;
    const slot = number % this.#window;
    this.#newest = slot;
    this.#exact[slot * 2] = sketch.exact[0] ?? 0;
    this.#exact[slot * 2 + 1] = sketch.exact[1] ?? 0;
    const kept = Math.min(sketch.shingles, KEPT_MAX);
    this.#counts[slot] = kept;
    for (let i = 0; i < kept; i++) this.#kept[slot * KEPT_MAX + i] = (sketch.lowest[i] ?? 0) >>> 16;
    const chains = sketch.shingles === 0 ? 0 : CHAINS;
    for (let chain = 0; chain < chains; chain++) {
      const hash = this.#hashOf(sketch, chain);
      const head = chain * (this.#mask + 1) + (hash & this.#mask);
      this.#next[slot * CHAINS + chain] = this.#heads[head] ?? 0;
      this.#heads[head] = ((hash >>> SLOT_BITS) << SLOT_BITS) | (slot + 1);
    }
    return number;
  }

  /** The number of a remembered text that is the same template: an equal one, else the most alike; null when there is none. */
  find(sketch: TextSketch): number | null {
    if (sketch.shingles === 0 || this.#added === 0) return null;
    const equal = this.#equal(sketch);
    return equal ?? this.#alike(sketch);
  }

  #hashOf(sketch: TextSketch, chain: number): number {
    return chain === EXACT ? (sketch.exact[0] ?? 0) : (sketch.bands[chain] ?? 0);
  }

  #age(slot: number): number {
    const age = this.#newest - slot;
    return age < 0 ? age + this.#window : age;
  }

  #equal(sketch: TextSketch): number | null {
    const hash = sketch.exact[0] ?? 0;
    let cell = this.#heads[EXACT * (this.#mask + 1) + (hash & this.#mask)] ?? 0;
    let age = -1;
    for (let step = 0; step < STEPS_MAX && cell !== 0; step++) {
      const slot = (cell & SLOT_MASK) - 1;
      const itsAge = this.#age(slot);
      if (itsAge <= age) break;
      age = itsAge;
      if (this.#exact[slot * 2] === hash && this.#exact[slot * 2 + 1] === sketch.exact[1])
        return this.#added - 1 - age;
      cell = this.#next[slot * CHAINS + EXACT] ?? 0;
    }
    return null;
  }

  #alike(sketch: TextSketch): number | null {
    const count = Math.min(sketch.shingles, KEPT_MAX);
    for (let i = 0; i < count; i++) this.#sample[i] = (sketch.lowest[i] ?? 0) >>> 16;
    let best = SAME_TEMPLATE;
    let found: number | null = null;
    let compared = 0;
    let lastSlot = -1;
    for (let chain = 0; chain < BAND_CHAINS && compared < COMPARED_MAX; chain++) {
      const hash = sketch.bands[chain] ?? 0;
      let cell = this.#heads[chain * (this.#mask + 1) + (hash & this.#mask)] ?? 0;
      let age = -1;
      for (let step = 0; step < STEPS_MAX && cell !== 0; step++) {
        const slot = (cell & SLOT_MASK) - 1;
        const itsAge = this.#age(slot);
        if (itsAge <= age) break;
        age = itsAge;
        if (cell >>> SLOT_BITS === hash >>> SLOT_BITS && slot !== lastSlot) {
          lastSlot = slot;
          compared++;
          const alike = this.#likeness(slot, count);
          if (alike >= best) {
            best = alike;
            found = this.#added - 1 - age;
          }
        }
        cell = this.#next[slot * CHAINS + chain] ?? 0;
      }
      // Whatever else is found would be another copy of the same template.
      if (found !== null) break;
    }
    return found;
  }

  #likeness(slot: number, count: number): number {
    const known = { hashes: this.#kept, from: slot * KEPT_MAX, length: this.#counts[slot] ?? 0 };
    return overlap(known, { hashes: this.#sample, from: 0, length: count }, KEPT_MAX);
  }
}
