/** Half the width of a 95 % interval in standard deviations. */
const Z = 1.96;
/** Fewer decisions say nothing about a rule. */
export const DECISIONS_OF_RULE_MIN = 5;

/** Of the decided posts on which a rule fired, how many were offers; with the bounds of a 95 % interval (Wilson 1927). */
export interface RulePrecision {
  readonly precision: number;
  readonly low: number;
  readonly high: number;
  /** It is wrong more often than right, as far as can be told. */
  readonly retire: boolean;
}

/** Null where nobody has decided on a post of the rule. */
export function rulePrecision(offers: number, noViolation: number): RulePrecision | null {
  const decided = offers + noViolation;
  if (decided === 0) return null;
  const share = offers / decided;
  const spread = 1 + Z ** 2 / decided;
  const middle = (share + Z ** 2 / (2 * decided)) / spread;
  const half = (Z * Math.sqrt((share * (1 - share)) / decided + Z ** 2 / (4 * decided ** 2))) / spread;
  const high = Math.min(1, middle + half);
  return {
    precision: share,
    low: Math.max(0, middle - half),
    high,
    retire: decided >= DECISIONS_OF_RULE_MIN && share < 0.5 && high < 0.75,
  };
}
