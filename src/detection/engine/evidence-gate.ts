import type { CompiledPart, CompiledPhrase, CompiledRule, CompiledRules } from '../compiled-rules.ts';
import { LANGUAGE_MARKS, languageFrom } from '../language.ts';
import { mayBeNumber } from '../number-classes.ts';
import type { Language } from '../../domain/detection.ts';
import { EDGE, decodeWord } from './codes.ts';
import { PhraseEngine, encodeFolded } from './phrase-engine.ts';
import type { Scan } from './scan.ts';
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

/** A part beside the one that is looked for: it must be among so many words before or behind. */
interface Beside {
  readonly stems: ReadonlySet<number>;
  readonly words: number;
  readonly isBefore: boolean;
}

/** What the gate knows of a phrase: the part that says most is looked for, and then it looks at the words around. */
interface GatedPhrase {
  readonly beside: readonly Beside[];
  /** Words before and behind among which a number must be; 0 where none is asked for. */
  readonly numberBefore: number;
  readonly numberBehind: number;
  readonly slots: readonly number[];
}

/** Everything the gate counts. A demand is a set of slots that all must occur for a rule to hold. */
interface Demands {
  /** Stems that are looked for, as ids of the rules. */
  readonly stems: readonly number[];
  /** Stem → phrases; slot → demands; demand → how many slots it needs. */
  readonly phrasesOf: readonly (readonly GatedPhrase[])[];
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

/** Shortest stem of a part, which says how much the part tells; a whole word as much as a stem of one letter more. */
function letters(rules: CompiledRules, part: CompiledPart): number {
  if (part.classes !== 0 || part.stems.size === 0) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (const id of part.stems) {
    const stem = rules.stems[id];
    if (stem !== undefined) least = Math.min(least, stem.text.length + (stem.open ? 0 : 1));
  }
  return least;
}

/** A number may have units, which are up to so many words behind it. */
const UNIT_WORDS = 3;

/** Parts on one side of a part, up to one that may be a number: that one may be any words long. */
function partsBeside(phrase: CompiledPhrase, from: number, step: 1 | -1): readonly Beside[] {
  const beside: Beside[] = [];
  let words = 0;
  for (let k = from + step; k >= 0 && k < phrase.parts.length; k += step) {
    const part = phrase.parts[k];
    if (part === undefined || part.classes !== 0) break;
    words += (phrase.parts[step === 1 ? k : k + 1]?.gap ?? 0) + 1;
    beside.push({ stems: part.stems, words, isBefore: step === -1 });
  }
  return beside;
}

function gatedPhrase(phrase: CompiledPhrase, looked: number): GatedPhrase {
  const before = phrase.parts[looked - 1];
  const behind = phrase.parts[looked + 1];
  // A part that may also be a word asks for no number.
  const isNumber = (part: CompiledPart | undefined): boolean => part?.stems.size === 0;
  return {
    beside: [...partsBeside(phrase, looked, -1), ...partsBeside(phrase, looked, 1)],
    numberBefore: isNumber(before) ? (phrase.parts[looked]?.gap ?? 0) + 1 + UNIT_WORDS : 0,
    numberBehind: isNumber(behind) ? (behind?.gap ?? 0) + 1 + UNIT_WORDS : 0,
    slots: phrase.slots,
  };
}

function collectDemands(rules: CompiledRules): Demands {
  const told = new Set(rules.rules.filter(mustBeTold));
  const demands = [...told].flatMap(demandsOf);
  const ofSlot: number[][] = Array.from({ length: rules.slotCount }, () => []);
  demands.forEach((slots, demand) => {
    for (const slot of slots) ofSlot[slot]?.push(demand);
  });
  const phrasesOf = new Map<number, GatedPhrase[]>();
  // A phrase that is a number and nothing else may be in any text.
  const always = new Set<number>();
  for (const phrase of rules.phrases) {
    if (!phrase.slots.some((slot) => (ofSlot[slot]?.length ?? 0) > 0)) continue;
    const telling = phrase.parts.map((part) => letters(rules, part));
    const most = Math.max(...telling);
    const looked = telling.indexOf(most);
    if (most === 0) for (const slot of phrase.slots) always.add(slot);
    else {
      const gated = gatedPhrase(phrase, looked);
      for (const stem of phrase.parts[looked]?.stems ?? [])
        phrasesOf.set(stem, [...(phrasesOf.get(stem) ?? []), gated]);
    }
  }
  return {
    stems: [...phrasesOf.keys()],
    phrasesOf: [...phrasesOf.values()],
    demandsOf: ofSlot.map((list, slot) => (always.has(slot) ? [] : list)),
    slotsNeeded: demands.map((slots) => slots.filter((slot) => !always.has(slot)).length),
    isOpen:
      demands.some((slots) => slots.every((slot) => always.has(slot))) ||
      rules.otherRules.some((index) => [...told].some((rule) => rule === rules.rules[index])),
  };
}

/** Whether one of so many words before or behind the word at a place is as wanted. */
function someWord(
  scan: Scan,
  place: number,
  words: number,
  isBefore: boolean,
  isWanted: (word: string) => boolean,
): boolean {
  const { codes, textLength } = scan;
  let from = place + 1;
  let end = from;
  for (let left = words; left > 0; left--) {
    if (isBefore) {
      end = from - 1;
      if (end <= 0) return scan.somePiece(1, isWanted);
      from = end;
      while (codes[from - 1] !== EDGE) from--;
    } else {
      while (end < textLength && codes[end] !== EDGE) end++;
      from = end + 1;
      if (from >= textLength || codes[from] === EDGE) return scan.somePiece(from, isWanted);
      end = from;
      while (end < textLength && codes[end] !== EDGE) end++;
    }
    if (isWanted(decodeWord(codes, from, end)) || scan.somePiece(from, isWanted)) return true;
  }
  return false;
}

/** Makes the gate of a set of rules. */
export function buildEvidenceGate(rules: CompiledRules): EvidenceGate {
  const demand = collectDemands(rules);
  const stems = demand.stems.map((id) => rules.stems[id] ?? { text: '', open: true });
  const engine = new PhraseEngine(encodeFolded(stems), LANGUAGE_MARKS);
  const slotsMet = new TextCounts(rules.slotCount);
  const met = new TextCounts(demand.slotsNeeded.length);
  const { scan } = engine;
  let text = 0;

  /** What is read in another way than the likeliest has no neighbours here: then it is for the rules to say. */
  const isPossible = (phrase: GatedPhrase, place: number): boolean =>
    place >= scan.textLength ||
    ((phrase.numberBefore === 0 || someWord(scan, place, phrase.numberBefore, true, mayBeNumber)) &&
      (phrase.numberBehind === 0 || someWord(scan, place, phrase.numberBehind, false, mayBeNumber)) &&
      phrase.beside.every(({ stems: wanted, words, isBefore }) =>
        someWord(scan, place, words, isBefore, (word) => rules.trie.some(word, wanted)),
      ));
  const meetsDemand = (stem: number, place: number): boolean => {
    for (const phrase of demand.phrasesOf[stem] ?? []) {
      const { slots } = phrase;
      if (slots.every((slot) => slotsMet.get(text, slot) > 0) || !isPossible(phrase, place)) continue;
      for (const slot of slots) {
        if (slotsMet.add(text, slot) > 1) continue;
        for (const one of demand.demandsOf[slot] ?? [])
          if (met.add(text, one) === demand.slotsNeeded[one]) return true;
      }
    }
    return false;
  };
  return {
    mayHold(written) {
      text++;
      engine.read(written);
      return demand.isOpen || engine.find(meetsDemand);
    },
    language: () => languageFrom(scan.letterCounts & 0xffff, scan.letterCounts >>> 16, scan.marks),
  };
}
