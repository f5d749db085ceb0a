import { CYRILLIC_FIRST, EDGE, INNER, encodeWord } from './codes.ts';
import { CODE_BITS, GRAM_FACTOR } from './phrase-index.ts';

/** Whole words that are counted by the mark they carry, such as the words that tell one language from another. */
export interface MarkedWords {
  /** Folded word → mark. */
  readonly markOf: ReadonlyMap<string, number>;
  /** Hash of the last three codes before the end of a word → 1 when a marked word may end so. */
  readonly likely: Uint8Array;
  readonly words: ReadonlyMap<number, readonly { readonly codes: Uint8Array; readonly mark: number }[]>;
}

const ENDING = 3;
/** The codes of a gram that are looked at when a word ends. */
export const MARK_MASK = (1 << (ENDING * CODE_BITS)) - 1;
const TABLE_BITS = 12;
/** `Math.imul(gram & MARK_MASK, GRAM_FACTOR) >>> MARK_SHIFT` is the hash. */
export const MARK_SHIFT = 32 - TABLE_BITS;

function slotOf(codes: readonly number[]): number {
  const ending = codes.reduce((gram, code) => (gram << CODE_BITS) ^ code, 0) & MARK_MASK;
  return Math.imul(ending, GRAM_FACTOR) >>> MARK_SHIFT;
}

/** What may stand two places before a word of one letter. */
const ANY: readonly number[] = [
  0,
  EDGE,
  ...Array.from({ length: INNER - CYRILLIC_FIRST + 1 }, (_, i) => CYRILLIC_FIRST + i),
];

function endingsOf(codes: Uint8Array): readonly (readonly number[])[] {
  const ending = [EDGE, ...codes].slice(-ENDING);
  return ending.length === ENDING ? [ending] : ANY.map((code) => [code, ...ending]);
}

/** Makes the table of marked words. @param markOf folded words, each with a mark from 0 to 3 */
export function buildMarkedWords(markOf: ReadonlyMap<string, number>): MarkedWords {
  const likely = new Uint8Array(1 << TABLE_BITS);
  const words = new Map<number, { codes: Uint8Array; mark: number }[]>();
  for (const [word, mark] of markOf) {
    const codes = encodeWord(word);
    for (const ending of endingsOf(codes)) likely[slotOf(ending)] = 1;
    const last = codes[codes.length - 1] ?? EDGE;
    words.set(last, [...(words.get(last) ?? []), { codes, mark }]);
  }
  return { markOf, likely, words };
}

function endsWith(codes: Uint8Array, end: number, word: Uint8Array): boolean {
  const from = end - word.length;
  if (from < 1 || codes[from - 1] !== EDGE) return false;
  for (let i = 0; i < word.length; i++) if (codes[from + i] !== word[i]) return false;
  return true;
}

/** Counts the word that ends at `end` when it is marked. */
export function countWord(marked: MarkedWords, counts: Int32Array, codes: Uint8Array, end: number): void {
  for (const { codes: word, mark } of marked.words.get(codes[end - 1] ?? EDGE) ?? []) {
    if (!endsWith(codes, end, word)) continue;
    counts[mark] = (counts[mark] ?? 0) + 1;
    return;
  }
}

/** Counts a folded word when it is marked. */
export function countForm(marked: MarkedWords, counts: Int32Array, form: string): void {
  const mark = marked.markOf.get(form);
  if (mark !== undefined) counts[mark] = (counts[mark] ?? 0) + 1;
}
