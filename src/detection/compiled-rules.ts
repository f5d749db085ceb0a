import type { Category } from '../domain/category.ts';
import type { EntityKind, Locale } from '../domain/detection.ts';
import type { BenignSign, OfferSign, PackSettings } from './pack-schema.ts';
import type { Stem, StemTrie } from './stem-trie.ts';

/** One part of a phrase, ready to be compared with the hits of a text. */
export interface CompiledPart {
  readonly stems: ReadonlySet<number>;
  /** Bits of number classes, see numberClassesOf. */
  readonly classes: number;
  readonly gap: number;
}

export interface CompiledPhrase {
  readonly parts: readonly CompiledPart[];
  /** The part that is looked for first: the one with the fewest stems. */
  readonly anchor: number;
  readonly negated: boolean;
  readonly slots: readonly number[];
}

/** A set of phrases, any of which will do. */
export type SlotId = number;

export interface CompiledRule {
  /** `<pack>.<rule>`. */
  readonly id: string;
  readonly category: Category | null;
  readonly kind: 'offence' | 'structure' | 'benign';
  readonly sign: OfferSign | BenignSign | null;
  readonly weight: number;
  readonly why: Readonly<Record<Locale, string>>;
  readonly any: SlotId | null;
  readonly near: readonly SlotId[];
  readonly within: number;
  readonly ordered: boolean;
  readonly not: SlotId | null;
  readonly notWithin: number;
  readonly atLeast: number;
  readonly entities: readonly EntityKind[];
  readonly disguisedWords: number;
  /** On trial: it is counted when it fires, it is not shown and has no weight. */
  readonly shadow: boolean;
}

/** Everything that the packs say, in the form that matching needs. */
export interface CompiledRules {
  readonly version: string;
  readonly trie: StemTrie;
  /** By their id. */
  readonly stems: readonly Stem[];
  readonly phrases: readonly CompiledPhrase[];
  /** Stem id → phrases whose anchor it is. */
  readonly phrasesOf: readonly (readonly number[])[];
  /** Phrases that are a number and nothing else. */
  readonly numberPhrases: readonly number[];
  readonly slotCount: number;
  readonly rules: readonly CompiledRule[];
  /** Rules that may fire when a slot has an occurrence. */
  readonly rulesOf: readonly (readonly number[])[];
  /** Rules that look at entities or at disguise, not at phrases. */
  readonly otherRules: readonly number[];
  readonly settings: PackSettings;
}
