import type { CompiledPart, CompiledPhrase, CompiledRules } from './compiled-rules.ts';
import { numberClassesOf, numberEnd, numberStart } from './number-classes.ts';
import type { Normalised, Token } from './normalise.ts';

/** Where a phrase occurs. `from` and `to` are indexes of tokens. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** The word was found only after undoing a disguise. */
  readonly disguised: boolean;
  readonly negatedPhrase: boolean;
}

export interface Occurrences {
  /** Slot → its spans, in the order of the text; absent when there are none. */
  readonly slots: ReadonlyMap<number, readonly Span[]>;
  readonly hiddenWords: number;
}

/** Most spans that are kept of one slot: a post that repeats a word a thousand times says no more than one with 40. */
const SPANS_MAX = 40;

/** Tokens that are looked at for the next part: emoji and single letters take no place, and a text may have thousands. */
const LOOK_MAX = 96;

interface Hit {
  readonly stem: number;
  readonly to: number;
  readonly disguised: boolean;
}

interface Hits {
  /** Hits that start at a token. */
  readonly at: readonly (readonly Hit[] | undefined)[];
  readonly numbers: Uint8Array;
}

const NUMBER_HIT = -1;
const NO_HITS: readonly Hit[] = [];

function collectHits(rules: CompiledRules, text: Normalised): Hits {
  const { tokens } = text;
  const at: (Hit[] | undefined)[] = Array.from({ length: tokens.length });
  const add = (token: number, hit: Hit): void => {
    const list = at[token];
    if (list === undefined) at[token] = [hit];
    else if (!list.some((known) => known.stem === hit.stem && known.to === hit.to)) list.push(hit);
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) continue;
    rules.trie.walk(token.form, (stem) => add(i, { stem, to: i, disguised: token.disguised }));
    const leet = token.others.length > 0 && /[а-я]/.test(token.form);
    for (const other of token.others) {
      rules.trie.walk(other, (stem) => add(i, { stem, to: i, disguised: token.disguised || leet }));
    }
  }
  for (const join of text.joins) {
    for (const form of join.forms) {
      rules.trie.walk(form, (stem) => {
        const known = at[join.from]?.some((hit) => hit.stem === stem) ?? false;
        if (!known) add(join.from, { stem, to: join.to, disguised: true });
      });
    }
  }
  return { at, numbers: numberClassesOf(tokens, text.tail) };
}

function partAt(hits: Hits, part: CompiledPart, token: number): Hit | null {
  for (const hit of hits.at[token] ?? NO_HITS) if (part.stems.has(hit.stem)) return hit;
  if (part.classes !== 0 && ((hits.numbers[token] ?? 0) & part.classes) !== 0) {
    return { stem: NUMBER_HIT, to: token, disguised: false };
  }
  return null;
}

function forward(
  tokens: readonly Token[],
  hits: Hits,
  part: CompiledPart,
  after: number,
): (Hit & { from: number }) | null {
  const pos = tokens[after]?.pos ?? 0;
  const end = Math.min(tokens.length, after + 1 + LOOK_MAX);
  for (let i = after + 1; i < end && (tokens[i]?.pos ?? 0) - pos <= part.gap + 1; i++) {
    const hit = partAt(hits, part, i);
    if (hit !== null) return { ...hit, from: i };
  }
  return null;
}

function backward(
  tokens: readonly Token[],
  hits: Hits,
  part: CompiledPart,
  gap: number,
  before: number,
): (Hit & { from: number }) | null {
  const pos = tokens[before]?.pos ?? 0;
  const end = Math.max(0, before - LOOK_MAX);
  for (let i = before - 1; i >= end && pos - (tokens[i]?.pos ?? 0) <= gap + 1; i--) {
    const hit = partAt(hits, part, i);
    if (hit !== null && hit.to < before) return { ...hit, from: i };
  }
  return null;
}

/** Grows a phrase from its anchor to both sides. Numbers of several groups (20 000 тенге) are stepped over. */
function phraseAt(
  tokens: readonly Token[],
  hits: Hits,
  phrase: CompiledPhrase,
  token: number,
  anchor: Hit,
): Span | null {
  let from = token;
  let to = anchor.to;
  let disguised = anchor.disguised;
  for (let k = phrase.anchor + 1; k < phrase.parts.length; k++) {
    const part = phrase.parts[k];
    const hit = part === undefined ? null : forward(tokens, hits, part, to);
    if (hit === null) return null;
    to = hit.to;
    disguised ||= hit.disguised;
    if (hit.stem === NUMBER_HIT) to = numberEnd(tokens, hits.numbers, to);
  }
  for (let k = phrase.anchor - 1; k >= 0; k--) {
    const part = phrase.parts[k];
    const hit = part === undefined ? null : backward(tokens, hits, part, phrase.parts[k + 1]?.gap ?? 0, from);
    if (hit === null) return null;
    from = hit.stem === NUMBER_HIT ? numberStart(tokens, hits.numbers, hit.from) : hit.from;
    disguised ||= hit.disguised;
  }
  return { from, to, disguised, negatedPhrase: phrase.negated };
}

function addSpan(slots: Map<number, Span[]>, phrase: CompiledPhrase, span: Span): void {
  for (const slot of phrase.slots) {
    const spans = slots.get(slot);
    if (spans === undefined) slots.set(slot, [span]);
    else if (spans.length < SPANS_MAX) spans.push(span);
  }
}

/** Numbers that a rule wants near something else. */
function addNumbers(
  rules: CompiledRules,
  tokens: readonly Token[],
  numbers: Uint8Array,
  slots: Map<number, Span[]>,
): void {
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]?.kind !== 'number' && (numbers[i] ?? 0) === 0) continue;
    const to = numberEnd(tokens, numbers, i);
    for (const id of rules.numberPhrases) {
      const phrase = rules.phrases[id];
      if (phrase === undefined || ((numbers[i] ?? 0) & (phrase.parts[0]?.classes ?? 0)) === 0) continue;
      addSpan(slots, phrase, { from: i, to, disguised: false, negatedPhrase: true });
    }
    i = to;
  }
}

/** Finds every phrase of every rule in one pass over the words of a text. */
export function findPhrases(rules: CompiledRules, text: Normalised): Occurrences {
  const hits = collectHits(rules, text);
  const slots = new Map<number, Span[]>();
  const hidden = new Set<number>();
  for (let i = 0; i < text.tokens.length; i++) {
    for (const hit of hits.at[i] ?? NO_HITS) {
      for (const phraseId of rules.phrasesOf[hit.stem] ?? []) {
        const phrase = rules.phrases[phraseId];
        const span = phrase === undefined ? null : phraseAt(text.tokens, hits, phrase, i, hit);
        if (phrase === undefined || span === null) continue;
        if (span.disguised) hidden.add(span.from);
        addSpan(slots, phrase, span);
      }
    }
  }
  if (slots.size > 0) addNumbers(rules, text.tokens, hits.numbers, slots);
  return { slots, hiddenWords: hidden.size };
}
