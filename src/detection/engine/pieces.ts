import { normalise, type Token } from '../normalise.ts';
import { EDGE, encodeWord } from './codes.ts';

/**
 * A stretch of a text between two edges that needs the full normalisation: a Latin word, mixed scripts, letters with signs,
 * words held together by signs. Such pieces repeat, so what they become is remembered.
 */
export interface Piece {
  /** Ways to read the piece, see `formIn`; words are separated by EDGE, and an emoji is no word. Equal ones are one array. */
  readonly readings: readonly Uint8Array[];
  /** Words that stand by themselves: broken words put together, emoji as words. Two edges apart. */
  readonly alone: Uint8Array;
  /** All that any word of it may be. */
  readonly all: readonly string[];
  /** Folded words of the likeliest reading, for the language. */
  readonly forms: readonly string[];
}

function joined(words: readonly string[], edges: number): Uint8Array {
  const codes = words.map(encodeWord);
  const size = codes.reduce((sum, word) => sum + word.length + edges, 0);
  const all = new Uint8Array(Math.max(0, size - edges)).fill(EDGE);
  let at = 0;
  for (const word of codes) {
    all.set(word, at);
    at += word.length + edges;
  }
  return all;
}

/** Words of a reading follow each other; words that stand by themselves are two edges apart. */
const FOLLOWING = 1;
const APART = 2;

const CYRILLIC_WORD = /^[а-я]+$/;

/**
 * The form of a word in one way to read a text: 0 is the likeliest form of each word, 1 the first that is plain Cyrillic
 * (so that a phrase is found whose words are disguised in different manners), then the other forms one after the other.
 */
export function formIn(token: Token, reading: number): string {
  const { form, others } = token;
  if (reading === 0) return form;
  if (reading === 1) return [form, ...others].find((one) => CYRILLIC_WORD.test(one)) ?? form;
  return others[Math.min(reading - 1, others.length) - 1] ?? form;
}

/** How many ways there are to read words. */
export function readingCount(words: readonly Token[]): number {
  const others = words.reduce((most, token) => Math.max(most, token.others.length), 0);
  return others === 0 ? 1 : 2 + others;
}

function readPiece(written: string): Piece {
  const { tokens, joins } = normalise(written);
  const words = tokens.filter((token) => token.kind !== 'emoji');
  const emoji = tokens.filter((token) => token.kind === 'emoji').map((token) => token.form);
  const known = new Map<string, Uint8Array>();
  const readings = Array.from({ length: readingCount(words) }, (_, reading) => {
    const forms = words.map((token) => formIn(token, reading));
    const key = forms.join(' ');
    const codes = known.get(key) ?? joined(forms, FOLLOWING);
    known.set(key, codes);
    return codes;
  });
  return {
    readings,
    alone: joined([...emoji, ...joins.flatMap((join) => join.forms)], APART),
    all: [
      ...tokens.flatMap((token) => [token.form, ...token.others]),
      ...joins.flatMap((join) => join.forms),
    ],
    forms: tokens.map((token) => token.form),
  };
}

/** Pieces that are remembered: the Latin and hyphenated words of a day fit; what does not repeat pushes nothing out for long. */
const REMEMBERED_MAX = 16_384;
/** Longer pieces (addresses) hardly repeat. */
const REMEMBERED_LENGTH = 32;

/** Remembers what pieces become. The same piece always becomes the same, so the memory changes no answer. */
export class PieceReader {
  readonly #known = new Map<string, Piece>();

  /** @param written a piece of a text, or a whole text whose words are spaced out */
  read(written: string): Piece {
    if (written.length > REMEMBERED_LENGTH) return readPiece(written);
    const known = this.#known.get(written);
    if (known !== undefined) return known;
    const piece = readPiece(written);
    if (this.#known.size >= REMEMBERED_MAX) this.#known.clear();
    this.#known.set(written, piece);
    return piece;
  }
}
