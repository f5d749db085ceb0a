import type { Detection, Entity, Match } from '../domain/detection.ts';
import { POST_TEXT_MAX } from '../domain/post.ts';
import type { Detector, DetectorInput } from '../ports/detector.ts';
import type { CompiledRules } from './compiled-rules.ts';
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

function detect(rules: CompiledRules, input: DetectorInput): Detection {
  const text = input.text.length > POST_TEXT_MAX ? input.text.slice(0, POST_TEXT_MAX) : input.text;
  const entities: readonly Entity[] = findEntities(text, input.links ?? []);
  const normalised = normalise(text);
  const fired = fireRules(rules, normalised, findPhrases(rules, normalised), entities);
  const { categories } = score(fired, rules.settings);
  const best = categories[0];
  const suspicious = best !== undefined && best.score >= rules.settings.threshold;
  return {
    suspicious,
    score: best?.score ?? 0,
    category: suspicious ? best.category : null,
    categories,
    matches: matchesOf(fired, text),
    entities,
    language: languageOf(normalised),
    rulesVersion: rules.version,
  };
}

/** Makes the pure detector. The same rules and text always give the same answer. */
export function createDetector(rules: CompiledRules): Detector {
  return {
    rulesVersion: rules.version,
    detect: (input) => detect(rules, input),
    sign: signText,
    similarity: signatureSimilarity,
  };
}
