import { EDGE } from './codes.ts';
import { CODE_BITS, GRAM, GRAM_FACTOR, GRAM_MASK, type PhraseIndex } from './phrase-index.ts';
import { PieceReader, type Piece } from './pieces.ts';

/** A piece that was normalised in full, with its place among the codes. */
interface Placed {
  readonly piece: Piece;
  readonly from: number;
  readonly to: number;
}

/** Room that is always left behind a text. */
export const SPARE = 64;

/** A text whose words are all spaced out is one piece of thousands of words: whether one is wanted is for the rules to say. */
const PIECE_WORDS_MAX = 100;

/** What a scan works on. Kept between texts, so that a scan allocates next to nothing. */
export class Scan {
  /** The folded text as codes: runs are one code, words are parted by one EDGE. */
  codes = new Uint8Array(4096);
  length = 0;
  /** Codes of the text itself; what follows are further readings of its pieces. */
  textLength = 0;
  /** Where grams end that may be in a phrase. */
  ends = new Int32Array(4096);
  endCount = 0;
  gram = 0;
  readonly placed: Placed[] = [];
  readonly reader = new PieceReader();
  /** Kazakh letters in the low half, Cyrillic letters in the high half. */
  letterCounts = 0;
  /** Marked words of the text by mark. */
  readonly marks = new Int32Array(4);
  /** Where the open piece begins: in the text and among the codes. */
  pieceAt = 0;
  pieceFrom = 0;

  /** Makes room for so many more codes. @returns whether the tables are others than before */
  reserve(more: number): boolean {
    const needed = this.length + more;
    if (needed <= this.codes.length) return false;
    const codes = new Uint8Array(needed * 2);
    codes.set(this.codes);
    this.codes = codes;
    const ends = new Int32Array(needed * 2);
    ends.set(this.ends);
    this.ends = ends;
    return true;
  }

  /** Begins a text of so many units. */
  begin(units: number): void {
    this.length = 0;
    this.reserve(units + SPARE);
    this.codes[0] = EDGE;
    this.length = 1;
    this.gram = EDGE;
    this.endCount = 0;
    this.placed.length = 0;
    this.letterCounts = 0;
    this.marks.fill(0);
    this.openPiece(0);
  }

  /** Begins a piece at a place of the text, behind the codes there are. */
  openPiece(at: number): void {
    this.pieceAt = at;
    this.pieceFrom = this.length;
  }

  /** Whether a piece at a place of the text may be a word as wanted, in any reading. */
  somePiece(place: number, isWanted: (word: string) => boolean): boolean {
    for (const { piece, from, to } of this.placed)
      if (from <= place && place <= to && (piece.all.length > PIECE_WORDS_MAX || piece.all.some(isWanted)))
        return true;
    return false;
  }

  /** Takes back the codes from a place on. */
  cut(length: number): void {
    this.length = length;
    while (this.endCount > 0 && (this.ends[this.endCount - 1] ?? 0) > length) this.endCount--;
    this.gram = 0;
    for (let i = Math.max(0, length - GRAM); i < length; i++)
      this.gram = ((this.gram << CODE_BITS) ^ (this.codes[i] ?? 0)) & GRAM_MASK;
  }
}

/** Adds codes behind those that are there, and looks at each gram. Room must have been made. */
export function append(scan: Scan, index: PhraseIndex, added: Uint8Array, from: number, to: number): void {
  const { codes, ends } = scan;
  const { bits, bitShift } = index;
  let { length, endCount, gram } = scan;
  for (let i = from; i < to; i++) {
    const code = added[i] ?? 0;
    codes[length++] = code;
    gram = ((gram << CODE_BITS) ^ code) & GRAM_MASK;
    const bit = Math.imul(gram, GRAM_FACTOR) >>> bitShift;
    if ((((bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) !== 0) ends[endCount++] = length;
  }
  scan.length = length;
  scan.endCount = endCount;
  scan.gram = gram;
}

/** Edges to add: they part words, and two in a row what must not be read together. */
export const EDGES = new Uint8Array(GRAM).fill(EDGE);
const APART = 2;

/** Adds codes, making room for them. */
export function addCodes(scan: Scan, index: PhraseIndex, codes: Uint8Array, from: number, to: number): void {
  scan.reserve(to - from + SPARE);
  append(scan, index, codes, from, to);
}

/** The place of the word that stands so many words before the word at `at`. */
function backBy(codes: Uint8Array, at: number, words: number): number {
  let place = at;
  for (let left = words; left > 0 && place > 1; left--) {
    place--;
    while (place > 1 && codes[place - 1] !== EDGE) place--;
  }
  return place;
}

/** The end of the word that stands so many words behind the word that ends at `at`. */
function forthBy(scan: Scan, at: number, words: number): number {
  let place = at;
  for (let left = words; left > 0 && place < scan.textLength - 1; left--) {
    place++;
    while (place < scan.textLength && scan.codes[place] !== EDGE) place++;
  }
  return place;
}

/** Pieces that one phrase may go through, with the words around them. */
interface Window {
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
}

function addReading(scan: Scan, index: PhraseIndex, window: Window, reading: number): void {
  let at = window.from;
  for (let number = window.first; number <= window.last; number++) {
    const placed = scan.placed[number];
    if (placed === undefined) continue;
    addCodes(scan, index, scan.codes, at, placed.from);
    const { readings } = placed.piece;
    const codes = readings[Math.min(reading, readings.length - 1)];
    if (codes !== undefined) addCodes(scan, index, codes, 0, codes.length);
    at = placed.to;
  }
  addCodes(scan, index, scan.codes, at, window.to);
  addCodes(scan, index, EDGES, 0, APART);
}

/** The pieces from a number on that one phrase may go through together. */
function windowFrom(scan: Scan, first: number, around: number): Window {
  const from = backBy(scan.codes, scan.placed[first]?.from ?? 0, around);
  let to = forthBy(scan, scan.placed[first]?.to ?? 0, around);
  let last = first;
  for (let next = first + 1; next < scan.placed.length; next++) {
    const placed = scan.placed[next];
    if (placed === undefined || placed.from >= to) break;
    to = forthBy(scan, placed.to, around);
    last = next;
  }
  return { first, last, from, to };
}

/** Whether a way to read the pieces differs from the likeliest and from the one before. Equal readings are one array. */
function isNew(scan: Scan, { first, last }: Window, reading: number): boolean {
  let isLikeliest = true;
  let isBefore = true;
  for (let number = first; number <= last; number++) {
    const readings = scan.placed[number]?.piece.readings ?? [];
    const read = readings[Math.min(reading, readings.length - 1)];
    if (read !== readings[0]) isLikeliest = false;
    if (read !== readings[Math.min(reading - 1, readings.length - 1)]) isBefore = false;
  }
  return !isLikeliest && !isBefore;
}

/** Adds the ways in which words of pieces may be read besides the likeliest, each with the words around that a phrase may have. */
function addReadings(scan: Scan, index: PhraseIndex): void {
  for (let first = 0; first < scan.placed.length; ) {
    const window = windowFrom(scan, first, index.wordsMax - 1);
    const readings = Math.max(
      ...scan.placed.slice(first, window.last + 1).map(({ piece }) => piece.readings.length),
    );
    for (let reading = 1; reading < readings; reading++)
      if (isNew(scan, window, reading)) addReading(scan, index, window, reading);
    first = window.last + 1;
  }
}

/** Adds all that the pieces of a text may also be. The text itself must be there. */
export function addPieces(scan: Scan, index: PhraseIndex): void {
  addReadings(scan, index);
  for (const { piece } of scan.placed) {
    if (piece.alone.length === 0) continue;
    addCodes(scan, index, piece.alone, 0, piece.alone.length);
    addCodes(scan, index, EDGES, 0, APART);
  }
  addCodes(scan, index, EDGES, 0, GRAM);
}
