import type { Category } from '../domain/category.ts';
import type { CategoryScore } from '../domain/detection.ts';
import type { Fired } from './fire-rules.ts';
import type { PackSettings } from './pack-schema.ts';

export interface Scored {
  /** Best first. */
  readonly categories: readonly CategoryScore[];
  readonly signs: ReadonlySet<string>;
}

/** Scores under this are not reported. */
const SCORE_MIN = 0.05;

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function strongestPerSign(
  fired: readonly Fired[],
  kind: 'structure' | 'benign',
): ReadonlyMap<string, number> {
  const signs = new Map<string, number>();
  for (const { rule } of fired) {
    if (rule.kind !== kind) continue;
    const sign = rule.sign ?? rule.id;
    signs.set(sign, Math.max(signs.get(sign) ?? 0, rule.weight));
  }
  return signs;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Signs of news, which an offer may wear as a cover; a job, a shop or a complaint has a call and a contact of its own. */
const COVERS = new Set(['report', 'warning', 'verdict', 'lesson']);
/** A licence may be claimed as well as held. */
const LICENSED_SHARE = 0.6;

function against(benign: ReadonlyMap<string, number>, whole: boolean, settings: PackSettings): number {
  let total = 0;
  for (const [sign, weight] of benign) {
    const share = COVERS.has(sign) ? settings.benignBesideOffer : sign === 'licensed' ? LICENSED_SHARE : 1;
    total += weight * (whole ? share : 1);
  }
  return Math.min(total, settings.benignMax);
}

type Place = Fired['places'][number];

const lengthOf = (places: readonly Place[]): number =>
  places.reduce((total, { start, end }) => total + end - start, 0);

/** What of a stretch no other stretch covers, in characters. */
function uncovered(place: Place, covered: readonly Place[]): number {
  let free: readonly Place[] = [place];
  for (const { start, end } of covered)
    free = free.flatMap((one) =>
      [
        { start: one.start, end: Math.min(one.end, start) },
        { start: Math.max(one.start, end), end: one.end },
      ].filter((rest) => rest.end > rest.start),
    );
  return lengthOf(free);
}

/** Share that further rules keep for a stretch of text which a stronger rule of the category has read already. */
const READ_AGAIN = 0.5;

/**
 * The strongest rule of a category counts in full, the others add a share each: twenty weak words are not proof. What several
 * rules read in one and the same phrase is not further proof either, so only new text counts as new.
 */
function evidence(fired: readonly Fired[], further: number): ReadonlyMap<Category, number> {
  const byCategory = new Map<Category, Fired[]>();
  for (const one of fired) {
    if (one.rule.category === null) continue;
    const list = byCategory.get(one.rule.category) ?? [];
    list.push(one);
    byCategory.set(one.rule.category, list);
  }
  const totals = new Map<Category, number>();
  for (const [category, list] of byCategory) {
    list.sort((a, b) => b.rule.weight - a.rule.weight);
    const covered: Place[] = [];
    let total = 0;
    for (const [index, { rule, places }] of list.entries()) {
      const fresh = places.reduce((sum, place) => sum + uncovered(place, covered), 0);
      const newShare = lengthOf(places) === 0 ? 1 : fresh / lengthOf(places);
      total += rule.weight * further ** index * (READ_AGAIN + (1 - READ_AGAIN) * newShare);
      covered.push(...places);
    }
    totals.set(category, total);
  }
  return totals;
}

/** Address of a reader that tells what to do (“put in 100$ and you get …”), which calls as much as a call does. */
const TOLD_WHAT_TO_DO = 0.7;
/** Evidence of a category from which a text can be called an offer without a promise. */
const OFFER_EVIDENCE = 2.5;

/**
 * Logistic over summed weights: evidence of the category, signs of an offer, minus signs that the text only speaks about it.
 * Benign signs keep a small share when offer, call and contact are all there: a news-looking text may end in a referral link.
 */
export function score(fired: readonly Fired[], settings: PackSettings): Scored {
  const offer = strongestPerSign(fired, 'structure');
  const benign = strongestPerSign(fired, 'benign');
  const signs = Math.min(sum(offer.values()), settings.signsMax);
  const promised = offer.has('promise') || offer.has('hook');
  const asked = offer.has('call') || (offer.get('address') ?? 0) >= TOLD_WHAT_TO_DO;
  const reachable = asked && offer.has('contact');
  const categories: CategoryScore[] = [];
  for (const [category, weight] of evidence(fired, settings.further)) {
    const whole = reachable && (promised || weight >= OFFER_EVIDENCE);
    // Signs of an offer alone never make a finding: they count as far as there is something to offer.
    const carried = signs * Math.min(1, weight / 1.5);
    const value = logistic(settings.bias + weight + carried - against(benign, whole, settings));
    if (value >= SCORE_MIN) categories.push({ category, score: Math.round(value * 1000) / 1000 });
  }
  categories.sort((a, b) => b.score - a.score);
  return { categories, signs: new Set(offer.keys()) };
}
