import type { Token } from './normalise.ts';
import { collapseRuns, wordForms } from './word-forms.ts';

/** Several tokens read as one word: «к а з и н о», «обн.ал», «ка-зи-но». */
export interface Join {
  readonly forms: readonly string[];
  /** Index of the first and of the last token. */
  readonly from: number;
  readonly to: number;
  /** `letters`: written letter by letter, which nobody does in good faith. */
  readonly how: 'letters' | 'broken';
}

/** Tokens that are one word to the reader: its letters. */
export interface Spelled {
  readonly from: number;
  readonly to: number;
}

/** Three single letters in a row are a spaced word; two occur in honest text («и в»). */
const SPACED_MIN = 3;
/** Most pieces and longest result of a broken word; it may be broken at every letter. */
const PIECES_MAX = 24;
const JOINED_MAX = 32;
/** Signs that break a word when they stand alone between its pieces. */
const BREAK = /^(?:[.\-_*·•‑–'’`~^|/\\+,]|\p{Extended_Pictographic})$/u;

function isSingle(token: Token): boolean {
  return token.kind !== 'emoji' && token.form.length === 1;
}

function joinForms(tokens: readonly Token[], from: number, to: number): readonly string[] {
  let raw = '';
  for (let i = from; i <= to; i++) if (tokens[i]?.kind !== 'emoji') raw += tokens[i]?.form ?? '';
  const forms = wordForms(raw);
  return [...new Set([collapseRuns(raw), forms.form, ...forms.others])];
}

/** A run of single letters is cut where the gap is wider than the usual one: «П О  М О Г У». */
function spacedRun(tokens: readonly Token[], first: number): number {
  let last = first;
  for (let i = first + 1; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined || !isSingle(token) || token.gap.length === 0 || token.gap.length > 6) break;
    if (token.gap.includes('\n') || /[()"«»:;?=]/.test(token.gap)) break;
    last = i;
  }
  return last;
}

function cutRun(
  tokens: readonly Token[],
  first: number,
  last: number,
): readonly (readonly [number, number])[] {
  let narrow = Number.POSITIVE_INFINITY;
  for (let i = first + 1; i <= last; i++) narrow = Math.min(narrow, tokens[i]?.gap.length ?? 0);
  const parts: [number, number][] = [];
  let start = first;
  for (let i = first + 1; i <= last; i++) {
    if ((tokens[i]?.gap.length ?? 0) > narrow) {
      parts.push([start, i - 1]);
      start = i;
    }
  }
  parts.push([start, last]);
  return parts;
}

function allDigits(tokens: readonly Token[], from: number, to: number): boolean {
  for (let i = from; i <= to; i++) if (tokens[i]?.kind !== 'number') return false;
  return true;
}

/** Pieces held together by single signs without spaces. */
function brokenRun(tokens: readonly Token[], first: number): number {
  let last = first;
  let length = tokens[first]?.form.length ?? 0;
  for (let i = first + 1; i < tokens.length && i - first < PIECES_MAX; i++) {
    const token = tokens[i];
    if (token?.kind === 'emoji') continue;
    if (token === undefined || token.gap === ' ' || token.gap.length > 2 || !BREAK.test(token.gap)) break;
    length += token.form.length;
    if (length > JOINED_MAX) break;
    last = i;
  }
  return last;
}

/** A short chain may hold a broken word anywhere in it; of a long one only the whole is tried. */
const CHAIN_SHORT = 5;

function addBroken(tokens: readonly Token[], first: number, last: number, joins: Join[]): void {
  const whole = last - first + 1 > CHAIN_SHORT;
  for (let from = first; from < (whole ? first + 1 : last); from++) {
    for (let to = whole ? last : from + 1; to <= last; to++) {
      if (!allDigits(tokens, from, to))
        joins.push({ forms: joinForms(tokens, from, to), from, to, how: 'broken' });
    }
  }
}

/** Words that may stand in a run of single letters without a wider gap between them, and the longest run that is searched. */
const INNER_MIN = 4;
const INNER_MAX = 18;
const RUN_SEARCHED_MAX = 60;
/** Most joins of a text: a disguised post of ordinary length has some hundreds. */
const JOINS_MAX = 1500;

/** «к а р т ы в а р е н д у»: where the gaps do not tell words apart, every stretch of the run may be one. */
function addInner(tokens: readonly Token[], first: number, last: number, joins: Join[]): void {
  const end = Math.min(last - INNER_MIN + 1, first + RUN_SEARCHED_MAX);
  for (let from = first; from <= end && joins.length < JOINS_MAX; from++) {
    for (let to = from + INNER_MIN - 1; to <= Math.min(last, from + INNER_MAX - 1); to++) {
      if ((from !== first || to !== last) && !allDigits(tokens, from, to))
        joins.push({ forms: joinForms(tokens, from, to), from, to, how: 'letters' });
    }
  }
}

/** A longer stretch is several words even where nothing tells them apart; what counts as one place is searched as a whole. */
const SPELLED_MAX = 40;

function addSpelled(from: number, to: number, spelled: Spelled[]): void {
  for (let start = from; start <= to; start += SPELLED_MAX)
    spelled.push({ from: start, to: Math.min(to, start + SPELLED_MAX - 1) });
}

function isSpelled(tokens: readonly Token[], from: number, to: number): boolean {
  for (let i = from; i <= to; i++) if ((tokens[i]?.form.length ?? 0) > 1) return false;
  return true;
}

/** Finds words that were taken apart. `merged` is the text with spaced words put together. */
export function findJoins(tokens: readonly Token[]): {
  readonly joins: readonly Join[];
  readonly merged: string;
  /** Stretches of single letters; for distances each is one word. */
  readonly spelled: readonly Spelled[];
} {
  const joins: Join[] = [];
  const spelled: Spelled[] = [];
  const words: string[] = [];
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i];
    if (token === undefined) break;
    if (token.kind === 'emoji') {
      i++;
      continue;
    }
    const spaced = isSingle(token) ? spacedRun(tokens, i) : i;
    if (spaced - i + 1 >= SPACED_MIN && !allDigits(tokens, i, spaced)) {
      for (const [from, to] of cutRun(tokens, i, spaced)) {
        const forms = joinForms(tokens, from, to);
        words.push(forms[0] ?? '');
        if (to > from) joins.push({ forms, from, to, how: 'letters' });
        addInner(tokens, from, to, joins);
        addSpelled(from, to, spelled);
      }
      i = spaced + 1;
      continue;
    }
    const broken = brokenRun(tokens, i);
    if (broken > i) addBroken(tokens, i, broken, joins);
    if (broken - i + 1 >= SPACED_MIN && isSpelled(tokens, i, broken)) spelled.push({ from: i, to: broken });
    for (let k = i; k <= Math.max(i, broken); k++)
      if (tokens[k]?.kind !== 'emoji') words.push(tokens[k]?.form ?? '');
    i = Math.max(i, broken) + 1;
  }
  return { joins, merged: words.join(' '), spelled };
}
