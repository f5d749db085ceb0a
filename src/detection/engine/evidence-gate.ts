import type { CompiledPart, CompiledPhrase, CompiledRule, CompiledRules } from '../compiled-rules.ts';
import { LANGUAGE_MARKS, languageFrom } from '../language.ts';
import { mayBeNumber } from '../number-classes.ts';
import type { Language } from '../../domain/detection.ts';
import { EDGE, decodeWord } from './codes.ts';
import { PhraseEngine, encodeFolded } from './phrase-engine.ts';
import { TextCounts } from './text-counts.ts';

/**
 * Says of a text, at the price of one scan, that no rule of an offence can hold in it. It knows less than the rules: whether the
 * words of a phrase occur at all, not where. So it may say "perhaps" too often, and never "no" wrongly.
 */
export interface EvidenceGate {
  /** Reads a text. @returns false when no rule can hold that has to be told of an ordinary text */
  mayHold(text: string): boolean;
  /** Of the text that was read last. */
  language(): Language;
}

/** What the gate knows of a phrase: parts that must occur in this order, each at most so many words behind the one before. */
interface GatedPhrase {
  readonly parts: readonly number[];
  readonly reach: readonly number[];
  /** Words before a part, and behind the last one, among which a number must be; 0 where none is asked for. */
  readonly numberBefore: readonly number[];
  readonly numberBehind: number;
  /** How many different parts there are. */
  readonly needed: number;
  readonly slots: readonly number[];
}

/** Everything the gate counts. A demand is a set of slots that all must occur for a rule to hold. */
interface Demands {
  /** Stems that are looked for, as ids of the rules. */
  readonly stems: readonly number[];
  /** Stem → parts; part → phrases; slot → demands; demand → how many slots it needs. */
  readonly partsOf: readonly (readonly number[])[];
  readonly phrasesOf: readonly (readonly number[])[];
  readonly phrases: readonly GatedPhrase[];
  readonly demandsOf: readonly (readonly number[])[];
  readonly slotsNeeded: readonly number[];
  /** A demand that is always met: every text has to be judged. */
  readonly isOpen: boolean;
}

/** Rules that have to be told wherever they hold: those of an offence, and those on trial, which are counted. */
function mustBeTold(rule: CompiledRule): boolean {
  return rule.category !== null || rule.shadow;
}

function demandsOf(rule: CompiledRule): readonly (readonly number[])[] {
  return [
    ...(rule.any === null ? [] : [[rule.any]]),
    ...(rule.near.length === 0 ? [] : [[...new Set(rule.near)]]),
  ];
}

/** Gives numbers to things in the order in which they are first asked for. */
class Numbering<Key> {
  readonly #numbers = new Map<Key, number>();

  of(key: Key): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  get keys(): readonly Key[] {
    return [...this.#numbers.keys()];
  }
}

/** A number may have units, which are up to so many words behind it. */
const UNIT_WORDS = 3;

/** Parts with stems, in order. What may be a number may be any words long, and has some number beside its neighbours. */
function gatedParts(phrase: CompiledPhrase, numberOf: (part: CompiledPart) => number): GatedPhrase {
  const parts: number[] = [];
  const reach: number[] = [];
  const numberBefore: number[] = [];
  let words = 0;
  let isNumberOpen = false;
  let behind = 0;
  for (const part of phrase.parts) {
    words += part.gap + 1;
    if (part.classes !== 0) {
      // A part that may also be a word says nothing of numbers.
      isNumberOpen = part.stems.size === 0;
      behind = isNumberOpen ? part.gap + 1 + UNIT_WORDS : 0;
      words = Number.POSITIVE_INFINITY;
      continue;
    }
    parts.push(numberOf(part));
    reach.push(words);
    numberBefore.push(isNumberOpen ? part.gap + 1 + UNIT_WORDS : 0);
    words = 0;
    isNumberOpen = false;
    behind = 0;
  }
  return {
    parts,
    reach,
    numberBefore,
    numberBehind: behind,
    needed: new Set(parts).size,
    slots: phrase.slots,
  };
}

function collectDemands(rules: CompiledRules): Demands {
  const told = rules.rules.filter(mustBeTold);
  const demands = told.flatMap(demandsOf);
  const ofSlot: number[][] = Array.from({ length: rules.slotCount }, () => []);
  demands.forEach((slots, demand) => {
    for (const slot of slots) ofSlot[slot]?.push(demand);
  });
  const partNumbers = new Numbering<string>();
  const stemsOfPart: (readonly number[])[] = [];
  const phrases = rules.phrases
    .filter((phrase) => phrase.slots.some((slot) => (ofSlot[slot]?.length ?? 0) > 0))
    .map((phrase) =>
      gatedParts(phrase, (part) => {
        const stems = [...part.stems].sort((a, b) => a - b);
        const number = partNumbers.of(stems.join(' '));
        stemsOfPart[number] = stems;
        return number;
      }),
    );
  const stemNumbers = new Numbering<number>();
  const partsOf: number[][] = [];
  stemsOfPart.forEach((stems, part) => {
    for (const stem of stems) (partsOf[stemNumbers.of(stem)] ??= []).push(part);
  });
  const phrasesOf: number[][] = stemsOfPart.map(() => []);
  phrases.forEach((phrase, number) => {
    for (const part of new Set(phrase.parts)) phrasesOf[part]?.push(number);
  });
  // Phrases that are numbers alone may be in any text, and so may what has only them in a slot.
  const always = new Set(phrases.flatMap((phrase) => (phrase.parts.length === 0 ? phrase.slots : [])));
  return {
    stems: stemNumbers.keys,
    partsOf,
    phrasesOf,
    phrases,
    demandsOf: ofSlot.map((list, slot) => (always.has(slot) ? [] : list)),
    slotsNeeded: demands.map((slots) => slots.filter((slot) => !always.has(slot)).length),
    isOpen:
      demands.some((slots) => slots.every((slot) => always.has(slot))) ||
      rules.otherRules.some((index) => told.includes(rules.rules[index] as CompiledRule)),
  };
}

/** Hits of a text: each belongs to a part and has a place among the codes; hits of one part are linked, the last one first. */
interface Hits {
  readonly place: number[];
  readonly before: number[];
}

/** Whether the words of two places are at most so many apart, the second not before the first. */
function isWithin(codes: Uint8Array, from: number, to: number, words: number): boolean {
  if (to < from) return false;
  if (words === Number.POSITIVE_INFINITY) return true;
  let left = words;
  for (let i = from; i < to; i++) if (codes[i] === EDGE && left-- === 0) return false;
  return true;
}

/** Whether a number is among so many words before the word at a place. */
function hasNumberBefore(codes: Uint8Array, at: number, words: number): boolean {
  let end = at - 1;
  for (let left = words; left > 0 && end > 0; left--) {
    let from = end;
    while (from > 0 && codes[from - 1] !== EDGE) from--;
    if (mayBeNumber(decodeWord(codes, from, end))) return true;
    end = from - 1;
  }
  return false;
}

/** Whether a number is among so many words behind the word at a place. */
function hasNumberBehind(codes: Uint8Array, at: number, length: number, words: number): boolean {
  let from = at;
  for (let left = words; left >= 0 && from < length; left--) {
    let end = from;
    while (end < length && codes[end] !== EDGE) end++;
    if (left < words && mayBeNumber(decodeWord(codes, from, end))) return true;
    from = end + 1;
  }
  return false;
}

/** Makes the gate of a set of rules. */
export function buildEvidenceGate(rules: CompiledRules): EvidenceGate {
  const demand = collectDemands(rules);
  const stems = demand.stems.map((id) => rules.stems[id] ?? { text: '', open: true });
  const engine = new PhraseEngine(encodeFolded(stems), LANGUAGE_MARKS);
  const lastHit = new TextCounts(demand.phrasesOf.length);
  const partsMet = new TextCounts(demand.phrases.length);
  const slotsMet = new TextCounts(rules.slotCount);
  const met = new TextCounts(demand.slotsNeeded.length);
  const { scan } = engine;
  const hits: Hits = { place: [], before: [] };
  const possible: number[] = [];
  let text = 0;

  const addHit = (stem: number, place: number): void => {
    for (const part of demand.partsOf[stem] ?? []) {
      const before = lastHit.get(text, part);
      lastHit.set(text, part, hits.place.push(place) - 1);
      hits.before.push(before);
      if (before >= 0) continue;
      for (const phrase of demand.phrasesOf[part] ?? [])
        if (partsMet.add(text, phrase) === demand.phrases[phrase]?.needed) possible.push(phrase);
    }
  };
  const isNumberBefore = (phrase: GatedPhrase, part: number, place: number): boolean => {
    const words = phrase.numberBefore[part] ?? 0;
    return words === 0 || place >= scan.textLength || hasNumberBefore(scan.codes, place + 1, words);
  };
  const isNumberBehind = (phrase: GatedPhrase, place: number): boolean => {
    const words = phrase.numberBehind;
    return (
      words === 0 ||
      place >= scan.textLength ||
      hasNumberBehind(scan.codes, place + 1, scan.textLength, words)
    );
  };
  /** Whether the parts of a phrase from a number on occur in order. What is read in another way may stand anywhere. */
  const continues = (phrase: GatedPhrase, part: number, after: number): boolean => {
    if (part === phrase.parts.length) return isNumberBehind(phrase, after);
    const words = phrase.reach[part] ?? 0;
    for (let hit = lastHit.get(text, phrase.parts[part] ?? 0); hit >= 0; hit = hits.before[hit] ?? -1) {
      const place = hits.place[hit] ?? 0;
      const isAnywhere = part === 0 || place >= scan.textLength || after >= scan.textLength;
      if (!isNumberBefore(phrase, part, place)) continue;
      if ((isAnywhere || isWithin(scan.codes, after, place, words)) && continues(phrase, part + 1, place))
        return true;
    }
    return false;
  };
  const meetsDemand = (phrase: GatedPhrase): boolean => {
    if (!continues(phrase, 0, 0)) return false;
    for (const slot of phrase.slots) {
      if (slotsMet.add(text, slot) > 1) continue;
      for (const one of demand.demandsOf[slot] ?? [])
        if (met.add(text, one) === demand.slotsNeeded[one]) return true;
    }
    return false;
  };
  return {
    mayHold(written) {
      text++;
      engine.read(written);
      if (demand.isOpen) return true;
      hits.place.length = 0;
      hits.before.length = 0;
      possible.length = 0;
      engine.find(addHit);
      return possible.some((phrase) => meetsDemand(demand.phrases[phrase] as GatedPhrase));
    },
    language: () => languageFrom(scan.letterCounts & 0xffff, scan.letterCounts >>> 16, scan.marks),
  };
}
