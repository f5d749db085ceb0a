import {
  CELLS,
  CODE_MASK,
  CYRILLIC_FIRST,
  CYRILLIC_LAST,
  DELETED,
  DIGIT_LAST,
  EDGE,
  LATIN_LAST,
  ODD,
  PAIR,
  codeOfPair,
} from './engine/codes.ts';
import { foldText } from './fold-text.ts';

/**
 * A coarser alphabet than the engine's, for telling whether two texts are one template. Latin letters that look like a
 * Cyrillic one are that letter in every word, so nothing has to be read twice.
 */
export const SIGN_DELETED = 0;
export const SIGN_EDGE = 1;
/** An edge, unless it stands between two characters of words. */
export const SIGN_INNER = 2;
/** First half of a surrogate pair. */
export const SIGN_PAIR = 3;
/** From here on characters of words: digits, then letters. */
export const SIGN_DIGIT = 4;
export const SIGN_LETTER = SIGN_DIGIT + 10;
/** Set on a letter that was written in Latin, whatever it is taken for. */
export const SIGN_LATIN = 0x80;
export const SIGN_CODE = 0x7f;

const CYRILLIC_LETTERS = 'абвгдежзийклмнопрстуфхцчшщъыьэюя';
/** Pairs of a Latin letter and the Cyrillic one that is read in it, as capital or small. */
const SAME_SHAPE = 'aаbвcсeеhнiиkкmмnпoоpрrгtтuиxхyу';
/** Digits that stand for a letter inside a word, in pairs. */
const SAME_DIGIT = '0о3з4ч6б';

function cyrillic(letter: string): number {
  return SIGN_LETTER + CYRILLIC_LETTERS.indexOf(letter);
}

function latin(code: number): number {
  const own = code - CYRILLIC_LAST - 1;
  const at = SAME_SHAPE.indexOf(String.fromCharCode(97 + own));
  const taken = at < 0 ? SIGN_LETTER + CYRILLIC_LETTERS.length + own : cyrillic(SAME_SHAPE[at + 1] ?? '');
  return taken | SIGN_LATIN;
}

/** From a code of the engine, which is not ODD and not PAIR. */
function coarse(code: number): number {
  if (code === DELETED) return SIGN_DELETED;
  if (code === EDGE) return SIGN_EDGE;
  if (code <= CYRILLIC_LAST) return SIGN_LETTER + code - CYRILLIC_FIRST;
  if (code <= LATIN_LAST) return latin(code);
  if (code <= DIGIT_LAST) return SIGN_DIGIT + code - LATIN_LAST - 1;
  return SIGN_INNER;
}

/** What a rare character is by its compatibility form: its first letter, else an edge. */
function codeOfOdd(written: string): number {
  const first = foldText(written).units.whole.charCodeAt(0);
  const code = (CELLS[first] ?? EDGE) & CODE_MASK;
  return code > EDGE && code <= DIGIT_LAST ? coarse(code) : SIGN_EDGE;
}

/** It may end the name of a scheme. */
const COLON = 0x3a;

function isMark(unit: number): boolean {
  return unit >= 0x300 && unit <= 0x36f;
}

function buildSigns(): Uint8Array {
  const signs = new Uint8Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) {
    const code = (CELLS[unit] ?? EDGE) & CODE_MASK;
    if (unit === COLON) signs[unit] = SIGN_INNER;
    else if (code === PAIR) signs[unit] = SIGN_PAIR;
    else if (code !== ODD) signs[unit] = coarse(code);
    else if (isMark(unit)) signs[unit] = SIGN_DELETED;
    else if (unit >= 0xd800 && unit <= 0xdfff) signs[unit] = SIGN_EDGE;
    else signs[unit] = codeOfOdd(String.fromCharCode(unit));
  }
  return signs;
}

/** UTF-16 unit → code of a sign. */
export const SIGNS = buildSigns();

/** Code of a digit → the letter it stands for inside a word; every other code → itself. */
export const IN_WORD = Uint8Array.from({ length: SIGN_CODE + 1 }, (_, code) => {
  const at = code >= SIGN_DIGIT && code < SIGN_LETTER ? SAME_DIGIT.indexOf(String(code - SIGN_DIGIT)) : -1;
  return at < 0 ? code : cyrillic(SAME_DIGIT[at + 1] ?? '');
});

/** The letter that «@» and «$» stand for inside a word. */
export const SIGN_AT = cyrillic('а');
export const SIGN_DOLLAR = cyrillic('с');

/** The first two supplementary planes: 0 not asked yet. Asked rarely, so filled on demand. */
const planes = new Uint8Array(0x20000);

/** Code of a surrogate pair: a letter for the mathematical and enclosed alphabets, else an edge. @param point code point */
export function signOfPair(point: number): number {
  const at = point - 0x10000;
  const known = planes[at] ?? SIGN_EDGE;
  if (known !== 0) return known;
  const sign = codeOfPair(point) === ODD ? codeOfOdd(String.fromCodePoint(point)) : SIGN_EDGE;
  planes[at] = sign;
  return sign;
}
