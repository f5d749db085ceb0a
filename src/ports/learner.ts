/** A text that a person, or the author of a pack, has judged. */
export interface JudgedText {
  readonly text: string;
  readonly isOffer: boolean;
}

/** One row of a reliability table: texts that were given about this probability, and how many of them were offers. */
export interface ReliabilityLine {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanProbability: number;
  readonly offers: number;
}

export interface LearnedStatistics {
  readonly basis: 'examples' | 'decisions';
  readonly offers: number;
  readonly others: number;
  /** Of texts that the model had not seen, at one half. */
  readonly recall: number;
  readonly precision: number;
  readonly brier: number;
  readonly calibrationError: number;
  readonly reliability: readonly ReliabilityLine[];
}

/** Trains the model that advises beside the rules. Pure: the same texts give the same bytes. */
export interface Learner {
  /** Throws where there are too few texts of either kind. */
  learn(
    texts: readonly JudgedText[],
    basis: LearnedStatistics['basis'],
  ): { readonly version: string; readonly bytes: Uint8Array; readonly statistics: LearnedStatistics };
}
