import { normalise } from '../normalise.ts';
import { EDGE, encodeWord } from './codes.ts';
import { buildMarkedWords, type MarkedWords } from './marked-words.ts';
import {
  CODE_BITS,
  GRAM,
  GRAM_FACTOR,
  GRAM_MASK,
  buildIndex,
  type EncodedPhrases,
  type PhraseIndex,
} from './phrase-index.ts';
import { scanText } from './scan-text.ts';
import { Scan } from './scan.ts';
import { TextCounts } from './text-counts.ts';

/** A phrase as written: it begins where a word begins. */
export interface EnginePhrase {
  readonly text: string;
  /** Any ending may follow; otherwise a word ends where the phrase ends. */
  readonly open: boolean;
}

/** Codes of phrases whose words are folded already. */
export function encodeFolded(phrases: readonly EnginePhrase[]): EncodedPhrases {
  return encode(phrases, (text) => text.split(' '));
}

function encode(
  phrases: readonly EnginePhrase[],
  wordsOf: (text: string) => readonly string[],
): EncodedPhrases {
  const encoded = phrases.map(({ text, open }) => {
    const words = wordsOf(text).map(encodeWord);
    const size = words.reduce((sum, word) => sum + word.length + 1, open ? 0 : 1);
    const codes = new Uint8Array(size).fill(EDGE);
    let at = 1;
    for (const word of words) {
      codes.set(word, at);
      at += word.length + 1;
    }
    return codes;
  });
  const codesAt = new Int32Array(phrases.length + 1);
  encoded.forEach((codes, phrase) => {
    codesAt[phrase + 1] = (codesAt[phrase] ?? 0) + codes.length;
  });
  const codes = new Uint8Array(codesAt[phrases.length] ?? 0);
  encoded.forEach((one, phrase) => codes.set(one, codesAt[phrase] ?? 0));
  return { codes, codesAt };
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
    const { grams, gramShift, firstEntry, entryCount } = index;
    for (let i = 0; i < endCount; i++) {
      const end = ends[i] ?? 0;
      let gram = 0;
      for (let k = Math.max(0, end - GRAM); k < end; k++)
        gram = ((gram << CODE_BITS) ^ (codes[k] ?? 0)) & GRAM_MASK;
      let slot = Math.imul(gram, GRAM_FACTOR) >>> gramShift;
      while (grams[slot] !== 0 && grams[slot] !== gram + 1) slot = (slot + 1) & (grams.length - 1);
      if (grams[slot] === 0) continue;
      const first = firstEntry[slot] ?? 0;
      for (let entry = first; entry < first + (entryCount[slot] ?? 0); entry++) {
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
  return new PhraseEngine(encode(phrases, wordFolder()));
}
