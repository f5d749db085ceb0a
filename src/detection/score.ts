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

/** The strongest rule of a category counts in full, the others add a share each: twenty weak words are not proof. */
function evidence(fired: readonly Fired[], further: number): ReadonlyMap<Category, number> {
  const weights = new Map<Category, number[]>();
  for (const { rule } of fired) {
    if (rule.category === null) continue;
    const list = weights.get(rule.category) ?? [];
    list.push(rule.weight);
    weights.set(rule.category, list);
  }
  const totals = new Map<Category, number>();
  for (const [category, list] of weights) {
    list.sort((a, b) => b - a);
    totals.set(
      category,
      list.reduce((total, weight, index) => total + weight * further ** index, 0),
    );
  }
  return totals;
}

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
  const reachable = offer.has('call') && offer.has('contact');
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
