import type { Category } from './category.ts';

/** An entry of the registry of legal acts: the lawfulness of a blocking notification rests on one of these. */
export interface LegalAct {
  readonly id: number;
  readonly basis: 'court_act' | 'law';
  /** Court act: name of the court. Law: name of the law. Given in Russian and Kazakh, as printed in documents. */
  readonly titleRu: string;
  readonly titleKk: string;
  /** Court act: case number, free text (formats differ). */
  readonly caseNumber: string | null;
  readonly actDate: string | null;
  /** Court act: the day it came into legal force; without it nothing can be sent. */
  readonly inForceDate: string | null;
  /** Law: article and part. */
  readonly article: string | null;
  readonly part: string | null;
  readonly operative: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Empty: the act serves every category. */
  readonly categories: readonly Category[];
  readonly sourceUrl: string | null;
  /** Who checked the wording against the official text, and when; null means not verified, and is shown so. */
  readonly checkedBy: string | null;
  readonly checkedAt: string | null;
}

/** Whether the act is in force on `day` (YYYY-MM-DD) and may be picked. */
export function inForce(
  act: Pick<LegalAct, 'basis' | 'validFrom' | 'validTo' | 'inForceDate'>,
  day: string,
): boolean {
  if (act.basis === 'court_act' && (act.inForceDate === null || act.inForceDate > day)) return false;
  return act.validFrom <= day && (act.validTo === null || act.validTo >= day);
}

/** Whether the act can serve a finding of `category`. */
export function serves(act: Pick<LegalAct, 'categories'>, category: Category): boolean {
  return act.categories.length === 0 || act.categories.includes(category);
}
