import { createHash } from 'node:crypto';
import type { Detector } from '../ports/detector.ts';
import type { CompiledPhrase, CompiledRule, CompiledRules, SlotId } from './compiled-rules.ts';
import { createDetector } from './detector.ts';
import { classBits } from './number-classes.ts';
import { checkPacks } from './pack-checks.ts';
import type { PackProblem } from './pack-problem.ts';
import type { PackRule, PackSettings, RULE_STATES } from './pack-schema.ts';
import { parsePhrase } from './phrase.ts';
import { readPack, type PackFile, type ReadPack } from './read-pack.ts';
import { buildStemTrie, type Stem } from './stem-trie.ts';

/** Used when no pack has settings. */
const DEFAULT_SETTINGS: PackSettings = {
  threshold: 0.5,
  bias: -4.2,
  further: 0.6,
  signsMax: 3,
  benignMax: 6,
  benignBesideOffer: 0.25,
};

interface Building {
  readonly stems: Map<string, number>;
  readonly stemList: Stem[];
  readonly phraseIds: Map<string, number>;
  readonly phrases: { parts: CompiledPhrase['parts']; anchor: number; negated: boolean; slots: number[] }[];
  slots: number;
}

function stemId(building: Building, stem: Stem): number {
  const key = stem.open ? `${stem.text}~` : stem.text;
  const known = building.stems.get(key);
  if (known !== undefined) return known;
  const id = building.stemList.length;
  building.stems.set(key, id);
  building.stemList.push(stem);
  return id;
}

function phraseId(building: Building, written: string): number {
  const known = building.phraseIds.get(written);
  if (known !== undefined) return known;
  const phrase = parsePhrase(written);
  const parts = phrase.parts.map((part) => ({
    stems: new Set(part.stems.map((stem) => stemId(building, stem))),
    classes: classBits(part.classes),
    gap: part.gap,
  }));
  let anchor = -1;
  parts.forEach((part, index) => {
    // A part that may be a number cannot be looked up by its stems alone.
    if (part.stems.size === 0 || part.classes !== 0) return;
    if (anchor < 0 || part.stems.size < (parts[anchor]?.stems.size ?? 0)) anchor = index;
  });
  const id = building.phrases.length;
  building.phrases.push({ parts, anchor: Math.max(anchor, 0), negated: phrase.negated, slots: [] });
  building.phraseIds.set(written, id);
  return id;
}

function makeSlot(building: Building, phrases: readonly string[]): SlotId {
  const slot = building.slots++;
  for (const written of phrases) {
    const phrase = building.phrases[phraseId(building, written)];
    if (phrase !== undefined && !phrase.slots.includes(slot)) phrase.slots.push(slot);
  }
  return slot;
}

/** Distance of `not` when the rule does not say: about a sentence. */
const NOT_WITHIN = 10;

/** A rule's own state, or its pack's. */
function stateOf(read: ReadPack, rule: PackRule): (typeof RULE_STATES)[number] {
  return rule.state ?? read.pack.state ?? 'live';
}

function compileRule(
  building: Building,
  read: ReadPack,
  rule: PackRule,
  named: Map<string, SlotId>,
): CompiledRule {
  const { pack } = read;
  const slotOf = (list: string | readonly string[]): SlotId => {
    if (typeof list !== 'string') return makeSlot(building, list);
    const known = named.get(list);
    if (known !== undefined) return known;
    const slot = makeSlot(building, pack.lists?.[list.slice(1)] ?? []);
    named.set(list, slot);
    return slot;
  };
  return {
    id: `${pack.id}.${rule.id}`,
    category: pack.category ?? null,
    kind: pack.kind,
    sign: rule.sign ?? null,
    weight: rule.weight,
    why: rule.why,
    any: rule.any === undefined ? null : slotOf(rule.any),
    near: (rule.near ?? []).map(slotOf),
    within: rule.within ?? 0,
    ordered: rule.ordered ?? false,
    not: rule.not === undefined ? null : slotOf(rule.not),
    notWithin: rule.notWithin ?? NOT_WITHIN,
    atLeast: rule.atLeast ?? 1,
    entities: rule.entities ?? [],
    disguisedWords: rule.disguisedWords ?? 0,
    shadow: stateOf(read, rule) !== 'live',
  };
}

/** First 12 hex digits of SHA-256 over names and texts: any change of any pack is another version. */
function versionOf(files: readonly PackFile[]): string {
  const hash = createHash('sha256');
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1)))
    hash.update(JSON.stringify([file.name, file.text]));
  return hash.digest('hex').slice(0, 12);
}

function compile(packs: readonly ReadPack[], version: string, trial: boolean): CompiledRules {
  const building: Building = { stems: new Map(), stemList: [], phraseIds: new Map(), phrases: [], slots: 0 };
  const rules: CompiledRule[] = [];
  for (const read of packs) {
    const named = new Map<string, SlotId>();
    for (const rule of read.pack.rules) {
      if (trial || stateOf(read, rule) !== 'draft') rules.push(compileRule(building, read, rule, named));
    }
  }
  const phrasesOf: number[][] = building.stemList.map(() => []);
  building.phrases.forEach((phrase, id) => {
    for (const stem of phrase.parts[phrase.anchor]?.stems ?? []) phrasesOf[stem]?.push(id);
  });
  const rulesOf: number[][] = Array.from({ length: building.slots }, () => []);
  const otherRules: number[] = [];
  rules.forEach((rule, index) => {
    if (rule.any === null && rule.near.length === 0) otherRules.push(index);
    for (const slot of rule.any === null ? rule.near.slice(0, 1) : [rule.any, ...rule.near.slice(0, 1)])
      rulesOf[slot]?.push(index);
  });
  return {
    version,
    trie: buildStemTrie(building.stemList),
    stems: building.stemList,
    phrases: building.phrases,
    phrasesOf,
    numberPhrases: building.phrases.flatMap((phrase, id) =>
      phrase.parts.every((part) => part.stems.size === 0) ? [id] : [],
    ),
    slotCount: building.slots,
    rules,
    rulesOf,
    otherRules,
    settings:
      packs.map((read) => read.pack.settings).find((settings) => settings !== undefined) ?? DEFAULT_SETTINGS,
  };
}

/** Packs that are fit to run, with their detector, and every mistake of those that are not. */
export interface CompiledPacks {
  readonly detector: Detector;
  readonly problems: readonly PackProblem[];
  readonly packs: readonly ReadPack[];
}

/**
 * Makes a detector of rule packs. A file with a mistake is left out whole and named in `problems`; whoever starts the
 * program decides whether to go on without it.
 * @param options.trial drafts are counted like rules on trial: for a look at what they would do
 */
export function compilePacks(
  files: readonly PackFile[],
  options: { readonly trial?: boolean } = {},
): CompiledPacks {
  const read = files.map(readPack);
  const shaped = read.flatMap((one) => (one.pack === null ? [] : [one.pack]));
  const checks = checkPacks(shaped);
  const faulty = new Set(checks.map((problem) => problem.file));
  const packs = shaped.filter((one) => !faulty.has(one.file));
  return {
    detector: createDetector(compile(packs, versionOf(files), options.trial ?? false)),
    problems: [...read.flatMap((one) => one.problems), ...checks],
    packs,
  };
}
