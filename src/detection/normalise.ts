import {
  CLASSES,
  CYRILLIC,
  DIGIT,
  EMOJI_WORDS,
  IS_BREAKER,
  IS_IMITATION,
  LATIN,
  LEET,
  OTHER,
} from './fold-tables.ts';
import { foldText, type Units } from './fold-text.ts';
import { findJoins, type Join, type Spelled } from './joined-words.ts';
import { wordForms, type WordForms } from './word-forms.ts';

export type TokenKind = 'word' | 'number' | 'emoji';

/** One written word. `start` and `end` are UTF-16 positions in the original. */
export interface Token {
  readonly kind: TokenKind;
  readonly form: string;
  readonly others: readonly string[];
  readonly start: number;
  readonly end: number;
  /** Number of the word in the text; an emoji has the number of the word before it. */
  readonly pos: number;
  /** Number of the sentence or line. */
  readonly sentence: number;
  readonly disguised: boolean;
  /** Folded units between this token and the one before, as written (collapsed to what matters: length and signs). */
  readonly gap: string;
}

export interface Normalised {
  /** Words in their likeliest form with single spaces: what signatures are made of. */
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Words that were written apart or broken by signs, put together again. */
  readonly joins: readonly Join[];
  /** Words written so as not to be found. */
  readonly disguised: number;
  /** What is written after the last word (a sign of money may be there). */
  readonly tail: string;
  readonly kazakhLetters: number;
  readonly cyrillicLetters: number;
}

/** Most tokens of a text that are looked at; a post of the longest allowed length has fewer. */
const TOKENS_MAX = 12_000;
/** Emoji of a text that are read as words; more say no more. */
const EMOJI_MAX = 200;
/** Longest written word; longer ones are cut (addresses, base64). */
const WORD_MAX = 64;

function classAt(units: Units, index: number): number {
  return index >= 0 && index < units.length ? (CLASSES[units.unit[index] ?? 0] ?? OTHER) : OTHER;
}

const isLetter = (kind: number): boolean => kind === CYRILLIC || kind === LATIN;

const EXCLAMATION = 33;
const BAR = 124;
/** So many letters on both sides of «!» are two words with a forgotten space: «Привет!Ищу». */
const WORD_MIN = 3;

function isBetweenWords(units: Units, index: number): boolean {
  for (let step = 1; step <= WORD_MIN; step++) {
    if (!isLetter(classAt(units, index - step)) || !isLetter(classAt(units, index + step))) return false;
  }
  return true;
}

/** A letter-like sign belongs to the word when it stands between letters and is not part of a mail address. */
function isLeetInside(units: Units, index: number): boolean {
  const before = classAt(units, index - 1);
  const after = classAt(units, index + 1);
  if (!isLetter(before)) return false;
  const sign = units.unit[index];
  if ((sign === EXCLAMATION || sign === BAR) && isBetweenWords(units, index)) return false;
  if (after === CYRILLIC || before === CYRILLIC) return isLetter(after) || after === DIGIT;
  return units.unit[index] !== 64 && isLetter(after);
}

/** Kinds of units in a word, as bits. */
const HAS_CYRILLIC = 1;
const HAS_LATIN = 2;
const HAS_DIGIT = 4;
const HAS_SIGN = 8;
/** Two equal letters in a row. */
const HAS_RUN = 16;

/** Where the word ends, and what is in it: `end * 32 + bits`. */
function scanWord(units: Units, from: number): number {
  let end = from;
  let bits = 0;
  let last = 0;
  for (; end < units.length && end - from < WORD_MAX; end++) {
    const unit = units.unit[end] ?? 0;
    const kind = CLASSES[unit] ?? OTHER;
    if (kind === CYRILLIC) bits |= HAS_CYRILLIC;
    else if (kind === LATIN) bits |= HAS_LATIN;
    else if (kind === DIGIT) bits |= HAS_DIGIT;
    else if (kind === LEET && isLeetInside(units, end)) bits |= HAS_SIGN;
    else break;
    if (unit === last) bits |= HAS_RUN;
    last = unit;
  }
  return end * 32 + bits;
}

interface Cutting {
  readonly tokens: Token[];
  words: number;
  sentences: number;
  disguised: number;
  emoji: number;
  /** Index of the first unit after the last token. */
  last: number;
}

const SENTENCE_END = /[.!?…]\s|\n/;
/** Longest stretch between two words that is kept. */
const GAP_MAX = 12;
const NO_OTHERS: readonly string[] = [];

function formsOf(written: string, bits: number): WordForms {
  // Most words are plain Cyrillic or a number, and are their own only form.
  if (bits === HAS_CYRILLIC || (bits & ~HAS_RUN) === HAS_DIGIT)
    return { form: written, others: NO_OTHERS, disguised: false };
  return wordForms(written);
}

function countMarks(
  units: Units,
  from: number,
  end: number,
): { readonly breakers: number; readonly imitations: number } {
  let breakers = 0;
  let imitations = 0;
  for (let i = from; i < end; i++) {
    const facts = units.facts[i] ?? 0;
    if (i > from && facts & IS_BREAKER) breakers++;
    if (facts & IS_IMITATION) imitations++;
  }
  return { breakers, imitations };
}

function addWord(units: Units, from: number, end: number, bits: number, cutting: Cutting): void {
  const isNumber = (bits & ~HAS_RUN) === HAS_DIGIT;
  const forms = formsOf(units.whole.slice(from, end), bits);
  const { breakers, imitations } = countMarks(units, from, end);
  const disguised = !isNumber && (forms.disguised || breakers > 0 || (imitations > 0 && end - from >= 3));
  if (disguised) cutting.disguised++;
  const gap = units.whole.slice(cutting.last, Math.min(from, cutting.last + GAP_MAX));
  if (gap !== ' ' && SENTENCE_END.test(gap)) cutting.sentences++;
  cutting.tokens.push({
    kind: isNumber ? 'number' : 'word',
    form: forms.form,
    others: forms.others,
    start: units.at[from] ?? 0,
    end: units.to[end - 1] ?? 0,
    pos: cutting.words,
    sentence: cutting.sentences,
    disguised,
    gap,
  });
  cutting.words++;
  cutting.last = end;
}

function addEmoji(units: Units, index: number, cutting: Cutting): number {
  const pair = units.whole.slice(index, index + 2);
  const word = EMOJI_WORDS[pair] ?? EMOJI_WORDS[pair.slice(0, 1)];
  if (word === undefined) return 1;
  const size = EMOJI_WORDS[pair] === undefined ? 1 : 2;
  if (cutting.emoji >= EMOJI_MAX) return size;
  cutting.emoji++;
  cutting.tokens.push({
    kind: 'emoji',
    form: word,
    others: [],
    start: units.at[index] ?? 0,
    end: units.to[index + size - 1] ?? 0,
    pos: Math.max(0, cutting.words - 1),
    sentence: cutting.sentences,
    disguised: false,
    gap: '',
  });
  return size;
}

/** Counts a word that is written letter by letter as one word of one sentence. */
function renumbered(tokens: readonly Token[], spelled: readonly Spelled[]): readonly Token[] {
  let next = 0;
  let words = 0;
  let sentences = 0;
  return tokens.map((token, index) => {
    while ((spelled[next]?.to ?? index) < index) next++;
    const inside = spelled[next];
    if (inside !== undefined && inside.from < index && token.kind !== 'emoji') {
      const before = tokens[index - 1];
      words++;
      sentences += token.sentence - (before?.sentence ?? token.sentence);
    }
    return words === 0 ? token : { ...token, pos: token.pos - words, sentence: token.sentence - sentences };
  });
}

/**
 * Folds a text and cuts it into words, in one pass, with a way back to the original.
 * @param text any string, also ill-formed UTF-16
 */
export function normalise(text: string): Normalised {
  const { units, kazakh, cyrillic } = foldText(text);
  const cutting: Cutting = { tokens: [], words: 0, sentences: 0, disguised: 0, emoji: 0, last: 0 };
  for (let i = 0; i < units.length && cutting.tokens.length < TOKENS_MAX; ) {
    const kind = classAt(units, i);
    if (isLetter(kind) || kind === DIGIT) {
      const scanned = scanWord(units, i);
      const end = Math.floor(scanned / 32);
      addWord(units, i, end, scanned % 32, cutting);
      i = end;
    } else if (kind === OTHER && (units.unit[i] ?? 0) > 0x2000) {
      i += addEmoji(units, i, cutting);
    } else {
      i++;
    }
  }
  const { joins, merged, spelled } = findJoins(cutting.tokens);
  return {
    text: merged,
    tokens: spelled.length === 0 ? cutting.tokens : renumbered(cutting.tokens, spelled),
    joins,
    disguised: cutting.disguised,
    tail: units.whole.slice(cutting.last, cutting.last + GAP_MAX),
    kazakhLetters: kazakh,
    cyrillicLetters: cyrillic,
  };
}
