import {
  CELLS,
  CODE_MASK,
  COUNTS_SHIFT,
  CYRILLIC_LAST,
  DELETED,
  DIGIT_LAST,
  EDGE,
  INNER,
  LATIN_LAST,
  PAIR,
  codeOfPair,
} from './codes.ts';
import { MARK_MASK, MARK_SHIFT, countForm, countWord, type MarkedWords } from './marked-words.ts';
import { CODE_BITS, GRAM, GRAM_FACTOR, GRAM_MASK, type PhraseIndex } from './phrase-index.ts';
import { EDGES, SPARE, addCodes, addPieces, append, type Scan } from './scan.ts';

/** What a scan looks for. */
export interface Sought {
  readonly index: PhraseIndex;
  readonly marked: MarkedWords;
}

/** So many single letters in a row may be a word that is spaced out. */
const SINGLES_MAX = 3;
/** A stretched word of this many letters may have been an abbreviation: short words are not collapsed. */
const COLLAPSED_MAX = 2;

/** Whether the words that end at `to` are single letters, as many as may be a word that is spaced out. */
function areSingles(codes: Uint8Array, to: number): boolean {
  let end = to;
  for (let words = 0; words < SINGLES_MAX; words++) {
    if (end < 2 || codes[end - 1] === EDGE || codes[end - 2] !== EDGE) return false;
    end -= 2;
  }
  return true;
}

/** Whether among the words from a place on is the last of several single letters. */
function hasSingles(codes: Uint8Array, from: number, to: number): boolean {
  for (let end = from + 1; end <= to; end++)
    if ((end === to || codes[end] === EDGE) && areSingles(codes, end)) return true;
  return false;
}

/** Set when the gram does not end with an edge, a letter, an edge, a letter. Its lowest bits may carry the next code. */
const NOT_SINGLES = (0x3e << (3 * CODE_BITS)) | (0x3e << CODE_BITS);

// The compiler folds constants of this file into the inner loop, but reads imported ones from memory each time.
const TABLE = CELLS;
const CODE = CODE_MASK;
const COUNTS = COUNTS_SHIFT;
const LAST_PLAIN = CYRILLIC_LAST;
const WORD_EDGE = EDGE;
const NOTHING = DELETED;
const FIVE = GRAM_MASK;
const THREE = MARK_MASK;
const MARKS = MARK_SHIFT;
const BITS = CODE_BITS;
const FACTOR = GRAM_FACTOR;

/** How a pass over a text ended. */
const DONE = 0;
const SPACED = 1;
const GROWN = 2;

/**
 * Folds plain Cyrillic words and notes where grams of phrases end: the inner loop, where nearly all units of a text end up.
 * @param from where to begin; `scan` says what stands before
 * @returns the place of the first unit that is not plain or needs a closer look, or the length of the text
 */
function scanPlain(scan: Scan, sought: Sought, text: string, from: number): number {
  const { codes, ends } = scan;
  const { bits, bitShift } = sought.index;
  const { likely } = sought.marked;
  const units = text.length;
  let { length, endCount, gram, pieceAt, pieceFrom } = scan;
  let counts = scan.letterCounts;
  let last = codes[length - 1] ?? WORD_EDGE;
  let i = from;
  for (; i < units; i++) {
    const cell = TABLE[text.charCodeAt(i)] ?? 0;
    const code = cell & CODE;
    if (code > LAST_PLAIN) break;
    if (code === last) {
      if (code === WORD_EDGE) pieceAt = i + 1;
      else if (length - pieceFrom <= COLLAPSED_MAX) break;
      else counts = (counts + (cell >>> COUNTS)) | 0;
      continue;
    }
    counts = (counts + (cell >>> COUNTS)) | 0;
    if (code === NOTHING) continue;
    if (code === WORD_EDGE) {
      const mark = Math.imul(gram & THREE, FACTOR) >>> MARKS;
      // Left to the caller: this loop calls nothing, so that it is compiled to a tight one.
      if (likely[mark] !== 0 || (gram & NOT_SINGLES) === 0) break;
      pieceAt = i + 1;
      pieceFrom = length + 1;
    }
    last = code;
    codes[length++] = code;
    gram = ((gram << BITS) ^ code) & FIVE;
    const bit = Math.imul(gram, FACTOR) >>> bitShift;
    if ((((bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) !== 0) ends[endCount++] = length;
  }
  scan.length = length;
  scan.endCount = endCount;
  scan.gram = gram;
  scan.letterCounts = counts;
  scan.pieceAt = pieceAt;
  scan.pieceFrom = pieceFrom;
  return i;
}

/** Whether what stands at a place may belong to a word; unsure means yes. */
function mayBeWord(text: string, at: number): boolean {
  if (at >= text.length) return false;
  const code = (CELLS[text.charCodeAt(at)] ?? 0) & CODE_MASK;
  return code !== EDGE && code !== INNER;
}

/** Units of the edge at a place, 0 where there is none. @param inWord something of a word stands before */
function edgeUnits(text: string, at: number, inWord: boolean): number {
  let code = (CELLS[text.charCodeAt(at)] ?? 0) & CODE_MASK;
  let units = 1;
  if (code === PAIR) {
    const point = text.codePointAt(at) ?? 0;
    if (point <= 0xffff) return 0;
    code = codeOfPair(point);
    units = 2;
  }
  if (code === EDGE) return units;
  return code === INNER && !(inWord && mayBeWord(text, at + units)) ? units : 0;
}

/** Ends the plain word before an edge that is not a plain unit. */
function endPlain(scan: Scan, sought: Sought, at: number): number {
  const { codes, length } = scan;
  if (codes[length - 1] !== EDGE) {
    countWord(sought.marked, scan.marks, codes, length);
    if (areSingles(codes, length)) return SPACED;
    append(scan, sought.index, EDGES, 0, 1);
  }
  scan.openPiece(at);
  return DONE;
}

/** Puts a piece that was normalised in full in the place of what was folded of it. */
function placePiece(scan: Scan, { index, marked }: Sought, written: string, room: number): boolean {
  const piece = scan.reader.read(written);
  const from = scan.length;
  const reading = piece.readings[0] ?? EDGES.subarray(0, 0);
  const isGrown = scan.reserve(reading.length + room);
  append(scan, index, reading, 0, reading.length);
  scan.placed.push({ piece, from, to: scan.length });
  for (const form of piece.forms) countForm(marked, scan.marks, form);
  return isGrown;
}

/** Adds a number of several parts (2.5, 10-20) without reading it: its digits are what they are. */
function addDigits(scan: Scan, index: PhraseIndex, text: string, from: number, to: number): void {
  const code = new Uint8Array(1);
  for (let i = from; i < to; i++) {
    code[0] = (CELLS[text.charCodeAt(i)] ?? 0) & CODE_MASK;
    if (code[0] === DELETED) continue;
    if (code[0] === INNER) code[0] = EDGE;
    append(scan, index, code, 0, 1);
  }
}

/** Goes over a piece that has more than plain Cyrillic. @param at its first such unit @returns its outcome */
function scanPiece(scan: Scan, sought: Sought, text: string, at: number): number {
  const before = scan.pieceFrom;
  let isNumber = scan.length === before;
  let end = at;
  let edge = 0;
  for (; end < text.length; end++) {
    edge = edgeUnits(text, end, true);
    if (edge > 0) break;
    const cell = CELLS[text.charCodeAt(end)] ?? 0;
    const code = cell & CODE_MASK;
    scan.letterCounts = (scan.letterCounts + (cell >>> COUNTS_SHIFT)) | 0;
    if (code === PAIR && (text.codePointAt(end) ?? 0) > 0xffff) end++;
    if (code !== DELETED && code !== INNER && (code <= LATIN_LAST || code > DIGIT_LAST)) isNumber = false;
  }
  let isGrown = false;
  if (isNumber) addDigits(scan, sought.index, text, at, end);
  else {
    scan.cut(before);
    isGrown = placePiece(scan, sought, text.slice(scan.pieceAt, end), text.length - end + SPARE);
  }
  if (isGrown) return GROWN;
  if (hasSingles(scan.codes, before, scan.length)) return SPACED;
  if (scan.codes[scan.length - 1] !== EDGE) append(scan, sought.index, EDGES, 0, 1);
  scan.openPiece(end + edge);
  return DONE;
}

/**
 * Folds a text into codes in one pass. Pieces that the table of characters cannot fold alone go through the full
 * normalisation, each remembered.
 * @returns DONE; SPACED when a word may be spaced out over several pieces; GROWN when there was not room enough
 */
function scanPieces(scan: Scan, sought: Sought, text: string): number {
  let at = 0;
  for (;;) {
    at = scanPlain(scan, sought, text, at);
    const inWord = scan.codes[scan.length - 1] !== EDGE;
    const isEnd = at >= text.length;
    const edge = isEnd ? 1 : edgeUnits(text, at, inWord);
    const outcome = edge > 0 ? endPlain(scan, sought, at + edge) : scanPiece(scan, sought, text, at);
    if (isEnd || outcome !== DONE) return outcome;
    at = scan.pieceAt;
  }
}

function countLetters(text: string): number {
  let counts = 0;
  for (let i = 0; i < text.length; i++)
    counts = (counts + ((CELLS[text.charCodeAt(i)] ?? 0) >>> COUNTS_SHIFT)) | 0;
  return counts;
}

/**
 * Scans a text: afterwards `scan.codes` holds it in every reading, and `scan.ends` where grams of phrases may end.
 * @param text any string, also ill-formed UTF-16
 */
export function scanText(scan: Scan, sought: Sought, text: string): void {
  scan.begin(text.length);
  let outcome = scanPieces(scan, sought, text);
  // Each time the tables are at least twice as large.
  while (outcome === GROWN) {
    scan.begin(text.length);
    outcome = scanPieces(scan, sought, text);
  }
  if (outcome === SPACED) {
    scan.begin(text.length);
    placePiece(scan, sought, text, SPARE);
    scan.letterCounts = countLetters(text);
  }
  addCodes(scan, sought.index, EDGES, 0, GRAM);
  scan.textLength = scan.length;
  if (scan.placed.length > 0) addPieces(scan, sought.index);
}
