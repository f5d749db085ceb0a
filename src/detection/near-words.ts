import {
  IN_WORD,
  SIGNS,
  SIGN_AT,
  SIGN_CODE,
  SIGN_DELETED,
  SIGN_DIGIT,
  SIGN_DOLLAR,
  SIGN_EDGE,
  SIGN_LATIN,
  SIGN_LETTER,
  SIGN_PAIR,
  signOfPair,
} from './near-fold.ts';

// The compiler folds constants of this file into the inner loop, but asks the other file for imported ones each time.
const TABLE = SIGNS;
const LETTERS = IN_WORD;
const CODE = SIGN_CODE;
const DELETED = SIGN_DELETED;
const EDGE = SIGN_EDGE;
const PAIR = SIGN_PAIR;
const DIGIT = SIGN_DIGIT;
const LETTER = SIGN_LETTER;
const LATIN = SIGN_LATIN;

/** Words of a text that are looked at; a post of the longest length that a messenger allows has fewer. */
const WORDS_MAX = 4096;
/** So many letters standing alone, one space apart, are one word written apart. */
const APART_MIN = 3;
/** With fewer words beside numbers and links a text is told by its numbers and links. */
const PLAIN_MIN = 3;

const SEED_A = 0x811c9dc5 | 0;
const SEED_B = 0x27220a95;
const PRIME_A = 0x01000193;
const PRIME_B = 0x5bd1e995;
/** What stands for every number, and for every link or user name: templates change them first. */
const NUMBER = 0x4e554d42;
const LINK = 0x4c494e4b;

/** What was seen in a word, as bits. */
const HAS_CYRILLIC = 1;
const HAS_LATIN = 2;
const BEGINS_WITH_DIGIT = 4;

const SPACE = 0x20;
const DOLLAR = 0x24;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const COMMA = 0x2c;
const AT = 0x40;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const HARD_SPACE = 0xa0;

function signAt(text: string, at: number): number {
  return at < text.length ? (TABLE[text.charCodeAt(at)] ?? EDGE) : EDGE;
}

/** Where a link or user name ends: at a space or where Cyrillic begins. */
function linkEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit <= SPACE || unit === HARD_SPACE) return i;
    const sign = TABLE[unit] ?? EDGE;
    if (unit > 0x3ff && sign >= LETTER) return i;
  }
  return text.length;
}

/** Hash of a piece that is masked, for texts that have little else. */
function rawHash(text: string, from: number, to: number): number {
  let hash = SEED_A;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME_A);
  return hash;
}

/**
 * The folded words of one text as pairs of 32-bit hashes, made over and over in the same arrays. Numbers are one word, and so
 * are links; emoji, marks and signs are nothing; a stretched letter is written once; a word written apart is one word.
 */
export class FoldedWords {
  /** Two independent hashes of each word; valid up to `length`. */
  readonly a = new Int32Array(WORDS_MAX);
  readonly b = new Int32Array(WORDS_MAX);
  length = 0;
  /** Hash of what a mask stands for, 0 for a word. */
  readonly #raw = new Int32Array(WORDS_MAX);
  #plain = 0;
  readonly #apartA = new Int32Array(APART_MIN);
  readonly #apartB = new Int32Array(APART_MIN);
  #apart = 0;
  #runA = 0;
  #runB = 0;
  #runLast = 0;

  /** @param text any string, also ill-formed UTF-16 */
  read(text: string): void {
    this.length = 0;
    this.#plain = 0;
    this.#apart = 0;
    let a = SEED_A;
    let b = SEED_B;
    let size = 0;
    let facts = 0;
    let last = 0;
    let from = 0;
    /** Edges since the last word. */
    let gap = 2;
    for (let i = 0; i < text.length; i++) {
      let sign = TABLE[text.charCodeAt(i)] ?? EDGE;
      if (sign < DIGIT && sign !== EDGE) {
        if (sign === PAIR) sign = signOfPair(text.codePointAt(i++) ?? 0);
        else if (sign !== DELETED) sign = innerSign(text, i, size, facts);
        if (sign === DELETED) continue;
      }
      if (sign >= DIGIT) {
        if (size === 0) {
          a = SEED_A;
          b = SEED_B;
          from = i;
          last = 0;
          facts = sign < LETTER ? BEGINS_WITH_DIGIT : 0;
        }
        if (sign >= LETTER) facts |= sign >= LATIN ? HAS_LATIN : HAS_CYRILLIC;
        const code = LETTERS[sign & CODE] ?? 0;
        if (code === last) continue;
        a = Math.imul(a ^ code, PRIME_A);
        b = Math.imul(b + code, PRIME_B) ^ (b >>> 15);
        last = code;
        size++;
        continue;
      }
      if (sign === PAIR) {
        const start = size === 0 ? i : from;
        i = linkEnd(text, i);
        this.#mask(LINK, rawHash(text, start, i));
        gap = 1;
      } else if (size > 0) {
        if (facts & BEGINS_WITH_DIGIT) this.#mask(NUMBER, rawHash(text, from, i));
        else if (size === 1) this.#letter(a, b, last, gap);
        else this.#word(a, b);
        gap = 1;
      } else gap++;
      size = 0;
    }
    if (size > 0) {
      if (facts & BEGINS_WITH_DIGIT) this.#mask(NUMBER, rawHash(text, from, text.length));
      else if (size === 1) this.#letter(a, b, last, gap);
      else this.#word(a, b);
    }
    this.#endApart();
    if (this.#plain < PLAIN_MIN) this.#unmask();
  }

  #push(a: number, b: number, raw: number): void {
    if (this.length === WORDS_MAX) return;
    this.a[this.length] = a;
    this.b[this.length] = b;
    this.#raw[this.length] = raw;
    this.length++;
  }

  #word(a: number, b: number): void {
    if (this.#apart > 0) this.#endApart();
    this.#push(a, b, 0);
    this.#plain++;
  }

  /** Masks in a row are one: a sum or a phone number is written with any spaces. */
  #mask(kind: number, raw: number): void {
    if (this.#apart > 0) this.#endApart();
    const before = this.length - 1;
    if (before >= 0 && this.a[before] === kind && this.b[before] === kind)
      this.#raw[before] = Math.imul((this.#raw[before] ?? 0) ^ raw, PRIME_B) | 1;
    else this.#push(kind, kind, raw | 1);
  }

  #letter(a: number, b: number, code: number, gap: number): void {
    if (this.#apart > 0 && gap > 1) this.#endApart();
    if (this.#apart === 0) {
      this.#runA = SEED_A;
      this.#runB = SEED_B;
      this.#runLast = 0;
    }
    if (code !== this.#runLast) {
      this.#runA = Math.imul(this.#runA ^ code, PRIME_A);
      this.#runB = Math.imul(this.#runB + code, PRIME_B) ^ (this.#runB >>> 15);
    }
    this.#runLast = code;
    if (this.#apart < APART_MIN) {
      this.#apartA[this.#apart] = a;
      this.#apartB[this.#apart] = b;
      this.#apart++;
    }
  }

  #endApart(): void {
    if (this.#apart === APART_MIN) {
      this.#push(this.#runA, this.#runB, 0);
      this.#plain++;
    } else
      for (let i = 0; i < this.#apart; i++) {
        this.#push(this.#apartA[i] ?? 0, this.#apartB[i] ?? 0, 0);
        this.#plain++;
      }
    this.#apart = 0;
  }

  #unmask(): void {
    for (let i = 0; i < this.length; i++) {
      const raw = this.#raw[i] ?? 0;
      if (raw === 0) continue;
      this.a[i] = raw;
      this.b[i] = Math.imul(raw, PRIME_B);
    }
  }
}

/** «https:» before a slash. */
function isSchemeEnd(text: string, at: number, facts: number): boolean {
  return facts === HAS_LATIN && text.charCodeAt(at + 1) === SLASH;
}

/**
 * What a sign is that may stand inside a word: a letter, nothing, an edge, or that of a pair where a link or user name begins or
 * goes on.
 */
function innerSign(text: string, at: number, size: number, facts: number): number {
  const unit = text.charCodeAt(at);
  const next = signAt(text, at + 1);
  if (unit === COLON) return isSchemeEnd(text, at, facts) && size > 0 ? PAIR : EDGE;
  const isBeforeWord = next >= DIGIT;
  if (size === 0) return unit === AT && isBeforeWord ? PAIR : EDGE;
  if (!isBeforeWord || unit === COMMA) return EDGE;
  if (
    facts === HAS_LATIN &&
    (unit === DOT || unit === SLASH || unit === UNDERSCORE || unit === AT) &&
    (next & LATIN || next < LETTER)
  )
    return PAIR;
  if (unit === SLASH || unit === BACKSLASH) return EDGE;
  if (unit === AT) return SIGN_AT;
  if (unit === DOLLAR) return SIGN_DOLLAR;
  return facts & BEGINS_WITH_DIGIT ? EDGE : DELETED;
}
