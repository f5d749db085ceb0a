import type { Entity } from '../domain/detection.ts';
import type { CompiledRule, CompiledRules } from './compiled-rules.ts';
import type { Occurrences, Span } from './find-phrases.ts';
import type { Normalised, Token } from './normalise.ts';

/** A rule that holds for a text, with the places that made it hold (UTF-16 positions of the original). */
export interface Fired {
  readonly rule: CompiledRule;
  readonly places: readonly { readonly start: number; readonly end: number }[];
}

/** Places that are shown of one rule. */
const PLACES_MAX = 4;
/** Most combinations that are tried for one rule in proximity. */
const TRIES_MAX = 2000;

const NOT_BEFORE = new Set(['не', 'ни', 'никогда', 'нельзя']);
const NOTHING_BEFORE = new Set(['без', 'нет', 'никаких', 'никакого', 'никакой', 'против', 'кроме']);
const NOT_AFTER = new Set(['емес', 'жок']);
/** Kazakh says no with a suffix: бермеңіз, сенбеңіздер. */
const NEGATIVE_VERB = /[мбп][ае](ныз|низ|ндар|ндер)/;

function isDenied(tokens: readonly Token[], span: Span, single: boolean): boolean {
  if (span.negatedPhrase) return false;
  const before = tokens[span.from - 1]?.form ?? '';
  if (NOT_BEFORE.has(before) || (single && NOTHING_BEFORE.has(before))) return true;
  const last = tokens[span.to];
  if (last === undefined) return false;
  if (NEGATIVE_VERB.test(last.form)) return true;
  return single && NOT_AFTER.has(tokens[span.to + 1]?.form ?? '');
}

interface Scene {
  readonly tokens: readonly Token[];
  readonly slots: ReadonlyMap<number, readonly Span[]>;
}

function spansOf(scene: Scene, slot: number, rule: CompiledRule, single: boolean): readonly Span[] {
  const spans = scene.slots.get(slot) ?? [];
  if (rule.kind !== 'offence') return spans;
  return spans.filter((span) => !isDenied(scene.tokens, span, single));
}

/** What stands in another sentence is that many words further away. */
const SENTENCE_WORDS = 2;

function wordsBetween(tokens: readonly Token[], a: Span, b: Span): number {
  const [first, second] = a.from <= b.from ? [a, b] : [b, a];
  const left = tokens[first.to];
  const right = tokens[second.from];
  if (left === undefined || right === undefined) return 0;
  return right.pos - left.pos + (right.sentence - left.sentence) * SENTENCE_WORDS;
}

function overlaps(a: Span, b: Span): boolean {
  return a.from <= b.to && b.from <= a.to;
}

function widest(a: Span, b: Span): Span {
  return {
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    disguised: a.disguised || b.disguised,
    negatedPhrase: true,
  };
}

/** Spans of different slots that stand together, and the stretch they take. */
interface Group {
  readonly whole: Span;
  readonly parts: readonly Span[];
}

/** Neighbours of a slot that are tried for each group: the nearest may be needed for a later slot. */
const NEAREST = 3;

function nearest(scene: Scene, rule: CompiledRule, left: Group, spans: readonly Span[]): readonly Span[] {
  const fit: { readonly span: Span; readonly distance: number }[] = [];
  for (const span of spans) {
    if (left.parts.some((part) => overlaps(part, span)) || (rule.ordered && span.from < left.whole.to))
      continue;
    // What stands inside the stretch of the others is no further away than they are.
    const distance = Math.max(0, wordsBetween(scene.tokens, left.whole, span));
    if (distance <= rule.within) fit.push({ span, distance });
  }
  if (fit.length > NEAREST) fit.sort((a, b) => a.distance - b.distance);
  return fit.slice(0, NEAREST).map(({ span }) => span);
}

/** Extends each group by the nearest spans of the next slot that are close enough. */
function combine(scene: Scene, rule: CompiledRule): readonly Span[] {
  let groups: readonly Group[] | null = null;
  let tries = 0;
  for (const slot of rule.near) {
    const spans = spansOf(scene, slot, rule, false);
    if (groups === null) {
      groups = spans.map((span) => ({ whole: span, parts: [span] }));
      continue;
    }
    const next: Group[] = [];
    for (const left of groups) {
      tries += spans.length;
      if (tries > TRIES_MAX) break;
      for (const span of nearest(scene, rule, left, spans))
        next.push({ whole: widest(left.whole, span), parts: [...left.parts, span] });
    }
    groups = next;
  }
  return (groups ?? []).map(({ whole }) => whole);
}

function survives(scene: Scene, rule: CompiledRule, span: Span): boolean {
  if (rule.not === null) return true;
  const against = scene.slots.get(rule.not) ?? [];
  return !against.some((other) => wordsBetween(scene.tokens, span, other) <= rule.notWithin);
}

/** Verbs whose denial turns an offer into its opposite; «документы не нужны» and «не выходя из дома» do not. */
const REFUSED =
  /^(бер|ищ|покупа|прода|принима|сда|переда|дава|отда|предлага|занима|оказива|дела|вида|даем|даю|игра|ставл|ставим|предоставля|обналичива|меня|вер)/;

/** «Карты в аренду не берём»: the verb behind is denied. A comma between makes it another thought. */
function isDeniedBehind(tokens: readonly Token[], span: Span): boolean {
  const next = tokens[span.to + 1];
  return next?.gap === ' ' && next.form === 'не' && REFUSED.test(tokens[span.to + 2]?.form ?? '');
}

function phraseSpans(scene: Scene, rule: CompiledRule): readonly Span[] {
  const spans = [
    ...(rule.any === null ? [] : spansOf(scene, rule.any, rule, true)),
    ...(rule.near.length === 0 ? [] : combine(scene, rule)),
  ].filter(
    (span) => survives(scene, rule, span) && !(rule.kind === 'offence' && isDeniedBehind(scene.tokens, span)),
  );
  const distinct = new Set(spans.map((span) => span.from));
  return distinct.size >= rule.atLeast ? spans : [];
}

function placesOf(tokens: readonly Token[], spans: readonly Span[]): Fired['places'] {
  const places: { start: number; end: number }[] = [];
  for (const span of spans) {
    const start = tokens[span.from]?.start ?? 0;
    const end = Math.max(tokens[span.to]?.end ?? 0, start);
    if (!places.some((place) => place.start < end && start < place.end)) places.push({ start, end });
    if (places.length >= PLACES_MAX) break;
  }
  return places;
}

function fireOther(
  rule: CompiledRule,
  text: Normalised,
  hidden: number,
  entities: readonly Entity[],
): Fired | null {
  if (rule.entities.length > 0) {
    const places = entities.filter((entity) => rule.entities.includes(entity.kind)).slice(0, PLACES_MAX);
    return places.length === 0 ? null : { rule, places: places.map(({ start, end }) => ({ start, end })) };
  }
  if (rule.disguisedWords > 0 && text.disguised + hidden >= rule.disguisedWords) {
    const places = text.tokens.filter((token) => token.disguised).slice(0, PLACES_MAX);
    return { rule, places: places.map(({ start, end }) => ({ start, end })) };
  }
  return null;
}

/** Decides which rules hold. */
export function fireRules(
  rules: CompiledRules,
  text: Normalised,
  found: Occurrences,
  entities: readonly Entity[],
): readonly Fired[] {
  const scene: Scene = { tokens: text.tokens, slots: found.slots };
  const candidates = new Set<number>();
  for (const slot of found.slots.keys()) for (const rule of rules.rulesOf[slot] ?? []) candidates.add(rule);
  const fired: Fired[] = [];
  for (const index of candidates) {
    const rule = rules.rules[index];
    if (rule === undefined) continue;
    if (rule.near.length > 0 && rule.any === null && rule.near.some((slot) => !found.slots.has(slot)))
      continue;
    const spans = phraseSpans(scene, rule);
    if (spans.length > 0) fired.push({ rule, places: placesOf(text.tokens, spans) });
  }
  for (const index of rules.otherRules) {
    const rule = rules.rules[index];
    const one = rule === undefined ? null : fireOther(rule, text, found.hiddenWords, entities);
    if (one !== null) fired.push(one);
  }
  return fired;
}
