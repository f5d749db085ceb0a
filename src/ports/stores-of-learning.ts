import type { Category } from '../domain/category.ts';
import type { FindingState } from '../domain/finding.ts';
import type { StoredPost } from './stores-of-reading.ts';

export interface ModelRow {
  readonly id: number;
  readonly version: string;
  readonly state: 'candidate' | 'live' | 'retired';
  readonly rulesVersion: string;
  readonly trainedAt: Date;
  readonly weights: Uint8Array;
  /** As the learner gave it. */
  readonly statistics: unknown;
}

/** A finding as people left it, with the post that opened it. */
export interface JudgedFinding {
  readonly id: number;
  readonly category: Category;
  readonly state: FindingState;
  readonly post: StoredPost;
}

/** What is learned from decisions: models, and how rules fared. */
export interface LearningStore {
  /** Adds a model; the same version again changes nothing. */
  addModel(model: Omit<ModelRow, 'id' | 'state'>): Promise<void>;
  /** Makes a model the one that advises; the one before is retired. Throws `not_found` for an unknown version. */
  useModel(version: string): Promise<void>;
  liveModel(): Promise<ModelRow | null>;
  /** Newest first, without the weights. */
  models(): Promise<readonly Omit<ModelRow, 'weights'>[]>;
  /** Findings after an id, in the order of ids; the caller pages on with the last id. */
  judged(afterId: number, limit: number): Promise<readonly JudgedFinding[]>;
  /** Adds to the counters of a day (YYYY-MM-DD). */
  countRules(day: string, rules: readonly RuleHits[]): Promise<void>;
  /** Sums of the days from `sinceDay` on. */
  ruleHits(sinceDay: string): Promise<readonly RuleHits[]>;
}

export interface RuleHits {
  readonly rule: string;
  readonly kind: 'live' | 'shadow';
  readonly hits: number;
}
