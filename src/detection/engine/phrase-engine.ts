import { normalise } from '../normalise.ts';
import { CELLS, CODE_MASK, CYRILLIC_FIRST, CYRILLIC_LAST, EDGE, encodeWord } from './codes.ts';
import { buildMarkedWords, type MarkedWords } from './marked-words.ts';
import {
  GRAM,
  GRAM_FACTOR,
  GRAM_MASK,
  LAST_ENTRY,
  buildIndex,
  gramBefore,
  type EncodedPhrases,
  type PhraseIndex,
} from './phrase-index.ts';
import { scanText } from './scan-text.ts';
import { Scan } from './scan.ts';
import { TextCounts } from './text-counts.ts';

const SPACE = 0x20;

/** A phrase as written: it begins where a word begins. */
export interface EnginePhrase {
  readonly text: string;
  /** Any ending may follow; otherwise a word ends where the phrase ends. */
  readonly open: boolean;
}

/** Codes of phrases whose words are folded already. */
export function encodeFolded(phrases: readonly EnginePhrase[]): EncodedPhrases {
  return encode(phrases, (text) => text.split(' '), false);
}

/**
 * Codes of a phrase that the table of characters folds alone: lower or upper Cyrillic letters and single spaces, no letter
 * twice in a row. @returns how many were written, or 0 when the phrase has to be normalised
 */
function encodePlain(text: string, codes: Uint8Array, at: number): number {
  let last = EDGE;
  let length = 1;
  codes[at] = EDGE;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const code = (CELLS[unit] ?? 0) & CODE_MASK;
    const isPlain = code >= CYRILLIC_FIRST && code <= CYRILLIC_LAST;
    if ((!isPlain && unit !== SPACE) || code === last) return 0;
    codes[at + length++] = code;
    last = code;
  }
  return last === EDGE ? 0 : length;
}

/** Many thousand phrases as codes, one after the other, without an object for each. */
function encode(
  phrases: readonly EnginePhrase[],
  wordsOf: (text: string) => readonly string[],
  mayBePlain: boolean,
): EncodedPhrases {
  const codesAt = new Int32Array(phrases.length + 1);
  let codes = new Uint8Array(phrases.reduce((sum, { text }) => sum + text.length + 2, 0));
  let at = 0;
  const reserve = (more: number): void => {
    if (at + more <= codes.length) return;
    const larger = new Uint8Array((at + more) * 2);
    larger.set(codes);
    codes = larger;
  };
  phrases.forEach(({ text, open }, phrase) => {
    reserve(text.length + 2);
    const length = mayBePlain ? encodePlain(text, codes, at) : 0;
    at += length;
    if (length === 0)
      for (const word of wordsOf(text)) {
        reserve(word.length + 1);
        codes[at++] = EDGE;
        codes.set(encodeWord(word), at);
        at += word.length;
      }
    reserve(1);
    if (!open) codes[at++] = EDGE;
    codesAt[phrase + 1] = at;
  });
  return { codes: codes.slice(0, at), codesAt };
}

/** Words of a phrase are repeated in others: each is normalised once. */
function wordFolder(): (text: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  const fold = (word: string): readonly string[] => {
    const folded =
      known.get(word) ??
      normalise(word)
        .tokens.filter((token) => token.kind !== 'emoji')
        .map((token) => token.form);
    known.set(word, folded);
    return folded;
  };
  return (text) => text.split(/\s+/).flatMap((word) => (word === '' ? [] : fold(word)));
}

/**
 * Finds which of many thousand phrases are in a text, however it is disguised. One engine serves one thread and one text
 * at a time; a text is folded and searched in one pass.
 */
export class PhraseEngine {
  readonly index: PhraseIndex;
  readonly marked: MarkedWords;
  readonly scan = new Scan();
  readonly #foundIn: TextCounts;
  #text = 0;

  constructor(phrases: EncodedPhrases, marked: ReadonlyMap<string, number> = new Map()) {
    this.index = buildIndex(phrases);
    this.marked = buildMarkedWords(marked);
    this.#foundIn = new TextCounts(this.index.size);
  }

  /** Folds a text and looks for grams; `find` tells the phrases. */
  read(text: string): void {
    scanText(this.scan, this, text);
  }

  /**
   * Tells every place of every phrase in the text that was read; the same place may be told again.
   * @param found called with the number of a phrase and its place among the codes; true ends the search
   * @returns whether `found` ended it
   */
  find(found: (phrase: number, place: number) => boolean): boolean {
    const { scan, index } = this;
    const { codes, ends, endCount } = scan;
    const { slots, slotShift, entryCheck, entryShift } = index;
    const lastSlot = (slots.length >> 1) - 1;
    for (let i = 0; i < endCount; i++) {
      const end = ends[i] ?? 0;
      if (end < GRAM) continue;
      const gram = gramBefore(codes, end);
      let slot = Math.imul(gram, GRAM_FACTOR) >>> slotShift;
      while (slots[2 * slot] !== 0 && slots[2 * slot] !== gram + 1) slot = (slot + 1) & lastSlot;
      if (slots[2 * slot] === 0) continue;
      let isLast = false;
      for (let entry = slots[2 * slot + 1] ?? 0; !isLast; entry++) {
        const check = entryCheck[entry] ?? LAST_ENTRY;
        isLast = (check & LAST_ENTRY) !== 0;
        const checked = end + (entryShift[entry] ?? 0);
        if (checked < GRAM || gramBefore(codes, checked) !== (check & GRAM_MASK)) continue;
        const phrase = index.entryPhrase[entry] ?? 0;
        const place = end - (index.entryReach[entry] ?? 0);
        if (this.#isAt(phrase, place) && found(phrase, place)) return true;
      }
    }
    return false;
  }

  /** How many of the phrases a text has, each counted once. */
  count(text: string): number {
    this.read(text);
    if (this.scan.endCount === 0) return 0;
    let count = 0;
    this.#text++;
    this.find((phrase) => {
      if (this.#foundIn.add(this.#text, phrase) === 1) count++;
      return false;
    });
    return count;
  }

  #isAt(phrase: number, place: number): boolean {
    const { codes, codesAt } = this.index;
    const from = codesAt[phrase] ?? 0;
    const size = (codesAt[phrase + 1] ?? 0) - from;
    if (place < 0 || place + size > this.scan.length) return false;
    for (let i = 0; i < size; i++) if (codes[from + i] !== this.scan.codes[place + i]) return false;
    return true;
  }
}

/**
 * Builds an engine of phrases as people write them.
 * @throws RangeError for a phrase without two letters, or longer than 255 characters
 */
export function buildPhraseEngine(phrases: readonly EnginePhrase[]): PhraseEngine {
  return new PhraseEngine(encode(phrases, wordFolder(), true));
}
