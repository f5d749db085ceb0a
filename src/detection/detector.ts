import type { Detection, Entity, Match } from '../domain/detection.ts';
import { POST_TEXT_MAX } from '../domain/post.ts';
import type { Detector, DetectorInput } from '../ports/detector.ts';
import type { CompiledRules } from './compiled-rules.ts';
import { mayHaveEntities } from './engine/entity-hints.ts';
import { buildEvidenceGate, type EvidenceGate } from './engine/evidence-gate.ts';
import { findEntities } from './entities.ts';
import { findPhrases } from './find-phrases.ts';
import { fireRules, type Fired } from './fire-rules.ts';
import { languageOf } from './language.ts';
import { signText, signatureSimilarity } from './near-duplicate.ts';
import { normalise } from './normalise.ts';
import { score } from './score.ts';

function matchesOf(fired: readonly Fired[], text: string): readonly Match[] {
  const matches = fired.flatMap(({ rule, places }) =>
    places.map(
      ({ start, end }): Match => ({
        rule: rule.id,
        category: rule.category,
        start,
        end,
        text: text.slice(start, end),
        weight: rule.kind === 'benign' ? -rule.weight : rule.weight,
        why: rule.why,
      }),
    ),
  );
  return matches.sort((a, b) => a.start - b.start || b.weight - a.weight);
}

/** What the rules say of a text, each of them asked. */
function judge(rules: CompiledRules, text: string, input: DetectorInput): Detection {
  const entities: readonly Entity[] = findEntities(text, input.links ?? []);
  const normalised = normalise(text);
  const fired = fireRules(rules, normalised, findPhrases(rules, normalised), entities);
  const live = fired.filter(({ rule }) => !rule.shadow);
  const shadow = fired.flatMap(({ rule }) => (rule.shadow ? [rule.id] : []));
  const { categories } = score(live, rules.settings);
  const best = categories[0];
  const suspicious = best !== undefined && best.score >= rules.settings.threshold;
  const isTold = input.everyRule === true || live.some(({ rule }) => rule.category !== null);
  return {
    suspicious,
    score: best?.score ?? 0,
    category: suspicious ? best.category : null,
    categories,
    matches: isTold ? matchesOf(live, text) : [],
    entities,
    language: languageOf(normalised),
    rulesVersion: rules.version,
    ...(shadow.length === 0 ? {} : { shadow }),
  };
}

/** What `judge` says of a text in which no rule of an offence can hold. */
function quiet(rules: CompiledRules, text: string, input: DetectorInput, gate: EvidenceGate): Detection {
  const links = input.links ?? [];
  return {
    suspicious: false,
    score: 0,
    category: null,
    categories: [],
    matches: [],
    entities: links.length > 0 || mayHaveEntities(text) ? findEntities(text, links) : [],
    language: gate.language(),
    rulesVersion: rules.version,
  };
}

/**
 * Makes the pure detector. The same rules and text always give the same answer. Most texts have no evidence of an offence:
 * one scan finds that out, and only of the others each rule is asked.
 */
export function createDetector(rules: CompiledRules): Detector {
  const gate = buildEvidenceGate(rules);
  return {
    rulesVersion: rules.version,
    detect(input) {
      const text = input.text.length > POST_TEXT_MAX ? input.text.slice(0, POST_TEXT_MAX) : input.text;
      if (input.everyRule === true || gate.mayHold(text)) return judge(rules, text, input);
      return quiet(rules, text, input, gate);
    },
    sign: signText,
    similarity: signatureSimilarity,
  };
}
