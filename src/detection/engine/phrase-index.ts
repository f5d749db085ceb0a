import { CYRILLIC_FIRST, EDGE, INNER } from './codes.ts';

/**
 * Phrases by their rarest gram. A gram is five codes in a row, rolled into 30 bits; a bit table says at once that a gram is
 * in no phrase, a hash table gives the phrases that have it as their rarest, and only those are compared in full.
 */
export interface PhraseIndex {
  readonly size: number;
  /** One bit a hashed gram. */
  readonly bits: Uint32Array;
  /** Multiplicative hash of a gram: `Math.imul(gram, GRAM_FACTOR) >>> bitShift`. */
  readonly bitShift: number;
  /** Open addressing, two cells a slot: gram + 1, or 0 where the slot is free, and the first of its entries. */
  readonly slots: Int32Array;
  readonly slotShift: number;
  /**
   * Entry → another gram of its phrase, and how far behind the first it ends. Many phrases share a rare word: this one tells
   * most of them apart without a look at the phrases, which are anywhere in memory. The last entry of a slot has LAST_ENTRY.
   */
  readonly entryCheck: Int32Array;
  readonly entryShift: Int16Array;
  /** Entry → phrase, and how many codes of the phrase stand before the end of the gram. */
  readonly entryPhrase: Int32Array;
  readonly entryReach: Uint8Array;
  readonly codes: Uint8Array;
  /** Phrase → its place in `codes`; one more than there are phrases. */
  readonly codesAt: Int32Array;
  /** Most words of a phrase: how far a word that has several readings reaches into its surroundings. */
  readonly wordsMax: number;
  /** Bytes of all tables. */
  readonly bytes: number;
}

export const GRAM = 5;
export const CODE_BITS = 6;
export const GRAM_MASK = (1 << (GRAM * CODE_BITS)) - 1;
export const GRAM_FACTOR = 0x9e3779b1 | 0;
/** The bit above a gram. */
export const LAST_ENTRY = 1 << (GRAM * CODE_BITS);
/** Codes of the shortest phrase, its edge included: one letter would be anywhere. */
const SHORTEST = 3;
/** Longest phrase in codes; a longer one is refused, since positions in a phrase are bytes. */
export const PHRASE_CODES_MAX = 255;

/** Frequencies are counted in a table this large; collisions only make a gram look less rare. */
const COUNT_BITS = 18;

/** What follows a phrase that is shorter than a gram may be any of these. */
const CODES: readonly number[] = [
  EDGE,
  ...Array.from({ length: INNER - CYRILLIC_FIRST + 1 }, (_, i) => CYRILLIC_FIRST + i),
];

/** Phrases one after the other as codes, each with its leading edge. */
export interface EncodedPhrases {
  readonly codes: Uint8Array;
  readonly codesAt: Int32Array;
}

/** The gram of the five codes before a place, of which there must be so many. */
export function gramBefore(codes: Uint8Array, end: number): number {
  let gram = 0;
  for (let i = end - GRAM; i < end; i++) gram = ((gram << CODE_BITS) ^ (codes[i] ?? 0)) & GRAM_MASK;
  return gram;
}

function countGrams({ codes, codesAt }: EncodedPhrases): Uint32Array {
  const counts = new Uint32Array(1 << COUNT_BITS);
  for (let phrase = 0; phrase + 1 < codesAt.length; phrase++) {
    const from = codesAt[phrase] ?? 0;
    const end = codesAt[phrase + 1] ?? 0;
    let gram = 0;
    for (let at = from; at < end; at++) {
      gram = ((gram << CODE_BITS) ^ (codes[at] ?? 0)) & GRAM_MASK;
      if (at - from < GRAM - 1) continue;
      const slot = Math.imul(gram, GRAM_FACTOR) >>> (32 - COUNT_BITS);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  return counts;
}

interface Entry {
  readonly gram: number[];
  readonly phrase: number[];
  readonly reach: number[];
}

function addShort(entries: Entry, codes: Uint8Array, from: number, length: number, phrase: number): void {
  let grams = [0];
  for (let i = 0; i < length; i++)
    grams = grams.map((gram) => ((gram << CODE_BITS) ^ (codes[from + i] ?? 0)) & GRAM_MASK);
  for (let missing = GRAM - length; missing > 0; missing--)
    grams = grams.flatMap((gram) => CODES.map((code) => ((gram << CODE_BITS) ^ code) & GRAM_MASK));
  for (const gram of grams) {
    entries.gram.push(gram);
    entries.phrase.push(phrase);
    entries.reach.push(GRAM);
  }
}

/** For each phrase its rarest gram; of equally rare ones the longest way from the edge, where words differ most. */
function chooseGrams(phrases: EncodedPhrases): Entry {
  const { codes, codesAt } = phrases;
  const counts = countGrams(phrases);
  const entries: Entry = { gram: [], phrase: [], reach: [] };
  for (let phrase = 0; phrase + 1 < codesAt.length; phrase++) {
    const from = codesAt[phrase] ?? 0;
    const length = (codesAt[phrase + 1] ?? 0) - from;
    if (length < GRAM) {
      addShort(entries, codes, from, length, phrase);
      continue;
    }
    let best = 0;
    let bestReach = GRAM;
    let bestCount = Number.POSITIVE_INFINITY;
    let gram = 0;
    for (let reach = 1; reach <= length; reach++) {
      gram = ((gram << CODE_BITS) ^ (codes[from + reach - 1] ?? 0)) & GRAM_MASK;
      if (reach < GRAM) continue;
      const count = counts[Math.imul(gram, GRAM_FACTOR) >>> (32 - COUNT_BITS)] ?? 0;
      if (count > bestCount) continue;
      best = gram;
      bestReach = reach;
      bestCount = count;
    }
    entries.gram.push(best);
    entries.phrase.push(phrase);
    entries.reach.push(bestReach);
  }
  return entries;
}

function bitsFor(count: number): number {
  return Math.max(4, Math.ceil(Math.log2(Math.max(1, count))));
}

function slotOf(slots: Int32Array, shift: number, gram: number): number {
  let slot = Math.imul(gram, GRAM_FACTOR) >>> shift;
  while (slots[2 * slot] !== 0 && slots[2 * slot] !== gram + 1) slot = (slot + 1) & ((slots.length >> 1) - 1);
  return slot;
}

/** How far behind its rarest gram the other gram of a phrase ends: at the end of the phrase that is further away. */
function checkShift(length: number, reach: number): number {
  if (length < GRAM) return 0;
  return length - reach >= reach - GRAM ? length - reach : GRAM - reach;
}

type Entries = Pick<
  PhraseIndex,
  'slots' | 'slotShift' | 'entryCheck' | 'entryShift' | 'entryPhrase' | 'entryReach'
>;

/** The hash table of grams, with the entries of each in a row. */
function arrange(entries: Entry, { codes, codesAt }: EncodedPhrases): Entries {
  const total = entries.gram.length;
  const slotBits = bitsFor(new Set(entries.gram).size) + 1;
  const slotShift = 32 - slotBits;
  const slots = new Int32Array(2 << slotBits);
  const counts = new Int32Array(1 << slotBits);
  const slotOfEntry = new Int32Array(total);
  entries.gram.forEach((gram, entry) => {
    const slot = slotOf(slots, slotShift, gram);
    slots[2 * slot] = gram + 1;
    slotOfEntry[entry] = slot;
    counts[slot] = (counts[slot] ?? 0) + 1;
  });
  let next = 0;
  for (let slot = 0; slot < counts.length; slot++) {
    slots[2 * slot + 1] = next;
    next += counts[slot] ?? 0;
  }
  const entryCheck = new Int32Array(total);
  const entryShift = new Int16Array(total);
  const entryPhrase = new Int32Array(total);
  const entryReach = new Uint8Array(total);
  // Filled from behind: what is placed first is the last of its slot.
  const isPlaced = new Uint8Array(counts.length);
  for (let entry = 0; entry < total; entry++) {
    const slot = slotOfEntry[entry] ?? 0;
    const left = (counts[slot] ?? 0) - 1;
    counts[slot] = left;
    const at = (slots[2 * slot + 1] ?? 0) + left;
    const phrase = entries.phrase[entry] ?? 0;
    const reach = entries.reach[entry] ?? GRAM;
    const from = codesAt[phrase] ?? 0;
    const length = (codesAt[phrase + 1] ?? 0) - from;
    const shift = checkShift(length, reach);
    const check = length < GRAM ? (entries.gram[entry] ?? 0) : gramBefore(codes, from + reach + shift);
    entryCheck[at] = isPlaced[slot] === 0 ? check | LAST_ENTRY : check;
    isPlaced[slot] = 1;
    entryShift[at] = shift;
    entryPhrase[at] = phrase;
    entryReach[at] = reach;
  }
  return { slots, slotShift, entryCheck, entryShift, entryPhrase, entryReach };
}

function wordsOf({ codes, codesAt }: EncodedPhrases): number {
  let most = 1;
  for (let phrase = 0; phrase + 1 < codesAt.length; phrase++) {
    let words = 1;
    const last = (codesAt[phrase + 1] ?? 0) - 1;
    for (let at = (codesAt[phrase] ?? 0) + 1; at < last; at++) if (codes[at] === EDGE) words++;
    most = Math.max(most, words);
  }
  return most;
}

/**
 * Builds the index.
 * @throws RangeError for a phrase that is too short or too long
 */
export function buildIndex(phrases: EncodedPhrases): PhraseIndex {
  const { codes, codesAt } = phrases;
  const size = codesAt.length - 1;
  for (let phrase = 0; phrase < size; phrase++) {
    const length = (codesAt[phrase + 1] ?? 0) - (codesAt[phrase] ?? 0);
    if (length < SHORTEST || length > PHRASE_CODES_MAX)
      throw new RangeError(
        `Phrase ${String(phrase)} has ${String(length)} characters with its edges; ${String(SHORTEST)} to ${String(PHRASE_CODES_MAX)} are allowed.`,
      );
  }
  const entries = chooseGrams(phrases);
  // 32 bits a gram: a gram of no phrase passes about once in 32, at sizes that stay in the caches of a core.
  const bitBits = Math.min(21, Math.max(16, bitsFor(entries.gram.length) + 5));
  const bits = new Uint32Array(1 << (bitBits - 5));
  for (const gram of entries.gram) {
    const bit = Math.imul(gram, GRAM_FACTOR) >>> (32 - bitBits);
    bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
  const arranged = arrange(entries, phrases);
  const { slots, entryCheck, entryShift, entryPhrase, entryReach } = arranged;
  const tables = [bits, slots, entryCheck, entryShift, entryPhrase, entryReach, codes, codesAt];
  return {
    size,
    bits,
    bitShift: 32 - bitBits,
    ...arranged,
    codes,
    codesAt,
    wordsMax: wordsOf(phrases),
    bytes: tables.reduce((sum, table) => sum + table.byteLength, 0),
  };
}
