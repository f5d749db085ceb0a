import { normalise } from './normalise.ts';
import type { Stem } from './stem-trie.ts';

/** What a number in the text may be. */
export const NUMBER_CLASSES = ['number', 'percent', 'money'] as const;
export type NumberClass = (typeof NUMBER_CLASSES)[number];

export interface PhrasePart {
  readonly stems: readonly Stem[];
  readonly classes: readonly NumberClass[];
  /** Most other words between the part before and this one. */
  readonly gap: number;
}

/** A phrase of a rule, as written: `пассивн~ доход~|заработ~`, `от <money> ... в день`. */
export interface Phrase {
  readonly written: string;
  readonly parts: readonly PhrasePart[];
  /** Contains a negation itself, so that a negation before it changes nothing. */
  readonly negated: boolean;
}

/** Whether a phrase is nothing but a number, which says something only beside other words. */
export function isBareNumber(phrase: Phrase): boolean {
  return phrase.parts.every((part) => part.stems.length === 0);
}

export type PhraseFault =
  | 'empty'
  | 'stem_too_short'
  | 'mixed_scripts'
  | 'too_long'
  | 'unknown_class'
  | 'bad_sign'
  | 'gap_at_edge'
  | 'no_word';

export class PhraseError extends Error {
  override readonly name = 'PhraseError';
  readonly fault: PhraseFault;
  readonly part: string;
  constructor(fault: PhraseFault, part: string) {
    super(`${fault}: ${part}`);
    this.fault = fault;
    this.part = part;
  }
}

/** An open stem shorter than this would match half the dictionary; beside another word one letter less is enough. */
export const OPEN_STEM_MIN = 3;
export const OPEN_STEM_BESIDE_MIN = 2;
/** Parts of a phrase, alternatives of a part: enough for any real phrase, and matching stays bounded. */
export const PARTS_MAX = 10;
export const ALTERNATIVES_MAX = 100;
/** Words that `...` stands for. */
export const GAP_WORDS = 3;

const NEGATIONS = new Set(['не', 'нет', 'без', 'ни', 'емес', 'жок']);

function isNumberClass(name: string): name is NumberClass {
  return NUMBER_CLASSES.some((known) => known === name);
}

function parseStems(written: string, stemMin: number): readonly Stem[] {
  const open = written.endsWith('~');
  const bare = open ? written.slice(0, -1) : written;
  if (!/^[\p{L}\p{N}]+(?:[-–][\p{L}\p{N}]+)*$/u.test(bare)) throw new PhraseError('bad_sign', written);
  if (/\p{Script=Cyrillic}/u.test(bare) && /\p{Script=Latin}/u.test(bare))
    throw new PhraseError('mixed_scripts', written);
  const words = normalise(bare).tokens;
  if (words.length !== 1) throw new PhraseError('bad_sign', written);
  const text = words[0]?.form ?? '';
  if (open && text.length < stemMin) throw new PhraseError('stem_too_short', written);
  return [{ text, open }];
}

function parsePart(written: string, gap: number, stemMin: number): PhrasePart {
  const alternatives = written.split('|');
  if (alternatives.length > ALTERNATIVES_MAX) throw new PhraseError('too_long', written);
  const stems: Stem[] = [];
  const classes: NumberClass[] = [];
  for (const alternative of alternatives) {
    const name = /^<(.*)>$/.exec(alternative)?.[1];
    if (name === undefined) stems.push(...parseStems(alternative, stemMin));
    else if (isNumberClass(name)) classes.push(name);
    else throw new PhraseError('unknown_class', alternative);
  }
  return { stems, classes, gap };
}

/** Hyphens join parts of one written word: `онлайн-казино` is two parts that follow each other. */
function cut(written: string): readonly string[] {
  return written
    .trim()
    .split(/\s+/)
    .flatMap((part) => (part.includes('|') || part.startsWith('<') ? [part] : part.split(/[-–]/)))
    .filter((part) => part !== '');
}

/** @throws PhraseError naming what is wrong with which part */
export function parsePhrase(written: string): Phrase {
  const words = cut(written);
  if (words.length === 0) throw new PhraseError('empty', written);
  if (words.length > PARTS_MAX) throw new PhraseError('too_long', written);
  const stemMin = words.length > 1 ? OPEN_STEM_BESIDE_MIN : OPEN_STEM_MIN;
  const parts: PhrasePart[] = [];
  let gap = 0;
  for (const word of words) {
    if (word === '...') {
      if (parts.length === 0) throw new PhraseError('gap_at_edge', written);
      gap += GAP_WORDS;
      continue;
    }
    parts.push(parsePart(word, gap, stemMin));
    gap = 0;
  }
  if (gap > 0) throw new PhraseError('gap_at_edge', written);
  // A number alone may stand in a list of near:, where something else must be close.
  if (parts.length > 1 && parts.every((part) => part.stems.length === 0))
    throw new PhraseError('no_word', written);
  const negated = parts.some((part) => part.stems.some((stem) => NEGATIONS.has(stem.text)));
  return { written, parts, negated };
}
