import {
  calibrated,
  type Calibration,
  fitCalibration,
  type Judged,
  type Reliability,
  reliabilityOf,
} from './calibration.ts';
import { type Example, type LinearModel, modelLogit, trainModel } from './linear-model.ts';

/** What a training gave, with the probabilities checked on texts that the model had not seen. */
export interface Training {
  readonly model: LinearModel;
  readonly calibration: Calibration;
  readonly offers: number;
  readonly others: number;
  /** Of held-out texts. */
  readonly reliability: Reliability;
  /** Held-out texts: share of offers found, and of found that were offers, at one half. */
  readonly recall: number;
  readonly precision: number;
}

/** Each text is held out once. */
const FOLDS = 5;
/** Fewer say nothing. */
export const EXAMPLES_MIN = 20;

/**
 * Trains on all examples; the calibration and every figure come from five-fold cross-validation, so that no text is judged by a model
 * that has seen it. Throws where there are too few examples of either answer.
 */
export function trainChecked(examples: readonly Example[], basis: Calibration['basis']): Training {
  const offers = examples.filter((example) => example.isOffer).length;
  const others = examples.length - offers;
  if (offers < EXAMPLES_MIN || others < EXAMPLES_MIN)
    throw new Error(
      `A model needs at least ${EXAMPLES_MIN} examples of offers and ${EXAMPLES_MIN} of other texts; there are ${offers} and ${others}.`,
    );
  const judged: Judged[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const isHeldOut = (index: number): boolean => index % FOLDS === fold;
    const model = trainModel(examples.filter((_, index) => !isHeldOut(index)));
    examples.forEach(({ features, isOffer }, index) => {
      if (isHeldOut(index)) judged.push({ logit: modelLogit(model, features), isOffer });
    });
  }
  const calibration = fitCalibration(judged, basis);
  const predictions = judged.map(({ logit, isOffer }) => ({
    probability: calibrated(calibration, logit),
    isOffer,
  }));
  const found = predictions.filter(({ probability }) => probability >= 0.5);
  const right = found.filter(({ isOffer }) => isOffer).length;
  return {
    model: trainModel(examples),
    calibration,
    offers,
    others,
    reliability: reliabilityOf(predictions),
    recall: right / offers,
    precision: found.length === 0 ? 0 : right / found.length,
  };
}
