import {
  CLASSES,
  CYRILLIC,
  DIGIT,
  FACTS,
  FOLD,
  IS_KAZAKH,
  JOINER,
  LATIN,
  LEET,
  SLOW,
} from '../fold-tables.ts';
import { normalise } from '../normalise.ts';

/**
 * Codes of characters for the scan. A UTF-16 unit becomes one small number: a letter or digit of the folded alphabet, the
 * edge of a word, nothing at all, or a sign that the written piece around it needs the full normalisation.
 */
export const DELETED = 0;
export const EDGE = 1;
export const CYRILLIC_FIRST = 2;
const CYRILLIC_LETTERS = 'абвгдежзийклмнопрстуфхцчшщъыьэюя';
export const CYRILLIC_LAST = CYRILLIC_FIRST + CYRILLIC_LETTERS.length - 1;
const LATIN_LETTERS = 'abcdefghijklmnopqrstuvwxyzşı';
const LATIN_FIRST = CYRILLIC_LAST + 1;
export const LATIN_LAST = LATIN_FIRST + LATIN_LETTERS.length - 1;
const DIGIT_FIRST = LATIN_LAST + 1;
export const DIGIT_LAST = DIGIT_FIRST + 9;
/** An edge, unless it stands between two characters of words: обн.ал, к@зино, ка-зи-но. */
export const INNER = DIGIT_LAST + 1;
/** Needs the full normalisation: compatibility letters, emoji that stand for words, a lone surrogate. */
export const ODD = INNER + 1;
/** First half of a surrogate pair. */
export const PAIR = INNER + 2;

const BREVE = 0x306;
const HIGH_FIRST = 0xd800;
const LOW_FIRST = 0xdc00;
const LOW_LAST = 0xdfff;

/** A cell is a code and, above it, what a unit adds to two counts: letters that only Kazakh has, and Cyrillic letters. */
export const CODE_MASK = 0xff;
export const COUNTS_SHIFT = 8;
export const ONE_CYRILLIC = 1 << 16;

function codeOfFolded(folded: number): number {
  const letter = String.fromCharCode(folded);
  const kind = CLASSES[folded];
  if (kind === CYRILLIC) return CYRILLIC_FIRST + CYRILLIC_LETTERS.indexOf(letter);
  if (kind === LATIN) return LATIN_FIRST + LATIN_LETTERS.indexOf(letter);
  if (kind === DIGIT) return DIGIT_FIRST + Number(letter);
  return kind === LEET || kind === JOINER ? INNER : EDGE;
}

/** What the full normalisation makes of a character alone decides whether its surroundings need it. */
function isWordless(written: string): boolean {
  return normalise(written).tokens.length === 0;
}

/** Whether a sign between two words without a space may hold them together as one broken word. */
function mayJoin(written: string): boolean {
  return normalise(`аб${written}вг`).joins.length > 0;
}

/** Signs and marks: of all that is no letter and no digit only these are put inside a word. */
const SIGN = /[\p{P}\p{S}]/u;

function codeOf(unit: number): number {
  const folded = FOLD[unit] ?? SLOW;
  if (unit >= HIGH_FIRST && unit < LOW_FIRST) return PAIR;
  if ((unit >= LOW_FIRST && unit <= LOW_LAST) || unit === BREVE) return ODD;
  if (folded === SLOW) return isWordless(String.fromCharCode(unit)) ? EDGE : ODD;
  if (folded === 0) return DELETED;
  const code = codeOfFolded(folded);
  const written = String.fromCharCode(unit);
  if (code !== EDGE || !SIGN.test(written)) return code;
  if (!isWordless(written)) return ODD;
  return mayJoin(written) ? INNER : EDGE;
}

function buildCells(): Uint32Array {
  const cells = new Uint32Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) {
    const code = codeOf(unit);
    const isCyrillic = code >= CYRILLIC_FIRST && code <= CYRILLIC_LAST;
    const counts = ((FACTS[unit] ?? 0) & IS_KAZAKH ? 1 : 0) + (isCyrillic ? ONE_CYRILLIC : 0);
    cells[unit] = (counts << COUNTS_SHIFT) | code;
  }
  return cells;
}

/** UTF-16 unit → cell. */
export const CELLS = buildCells();

/** Code points of the first supplementary plane: 0 not asked yet, else EDGE, INNER or ODD. Asked rarely, so filled on demand. */
const plane = new Uint8Array(0x10000);

/** Code of a surrogate pair: EDGE, INNER or ODD. @param point code point above 0xffff */
export function codeOfPair(point: number): number {
  if (point > 0x1ffff) return ODD;
  const at = point - 0x10000;
  let code = plane[at] ?? ODD;
  if (code === 0) {
    const written = String.fromCodePoint(point);
    if (!isWordless(written)) code = ODD;
    else code = mayJoin(written) ? INNER : EDGE;
    plane[at] = code;
  }
  return code;
}

/** Codes of a folded word. A sign inside it becomes INNER, which no phrase has. */
export function encodeWord(form: string): Uint8Array {
  const codes = new Uint8Array(form.length);
  for (let i = 0; i < form.length; i++) {
    const code = codeOfFolded(form.charCodeAt(i));
    codes[i] = code === EDGE ? INNER : code;
  }
  return codes;
}

const LETTERS = `${CYRILLIC_LETTERS}${LATIN_LETTERS}0123456789`;

/** The folded word that is written as codes from a place on, up to the next edge. */
export function decodeWord(codes: Uint8Array, from: number, to: number): string {
  let word = '';
  for (let i = from; i < to; i++) word += LETTERS[(codes[i] ?? 0) - CYRILLIC_FIRST] ?? '';
  return word;
}
