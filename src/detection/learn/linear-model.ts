import { FEATURE_SPACE } from './features.ts';

/** One text that a person, or the author of a pack, has judged. */
export interface Example {
  readonly features: Int32Array;
  /** True: it is an offer within the competence. */
  readonly isOffer: boolean;
}

/** A logistic regression over hashed features. */
export interface LinearModel {
  readonly weights: Float32Array;
  readonly bias: number;
}

const EPOCHS = 12;
const RATE = 0.3;
/** Keeps a weight that few examples support near zero. */
const SHRINK = 1e-4;
const STEADY = 1e-6;

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Sum of the weights; the features of a text have the length 1 together, so that long posts do not shout. */
function logitOf(model: LinearModel, features: Int32Array): number {
  let sum = 0;
  for (const place of features) sum += model.weights[place] ?? 0;
  return model.bias + sum / Math.sqrt(Math.max(1, features.length));
}

/** Log-odds that the text is an offer, before calibration. */
export function modelLogit(model: LinearModel, features: Int32Array): number {
  return logitOf(model, features);
}

/** The same order for the same examples, so that training twice gives the same model. */
function shuffled(count: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  let state = seed >>> 0;
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
}

/**
 * Trains by stochastic gradient with a step of its own for each weight (AdaGrad; Duchi, Hazan, Singer 2011). The rarer of the two
 * answers weighs as much as the other one together. Deterministic.
 */
export function trainModel(examples: readonly Example[]): LinearModel {
  const weights = new Float32Array(FEATURE_SPACE);
  const squares = new Float32Array(FEATURE_SPACE);
  const model = { weights, bias: 0 };
  let biasSquares = 0;
  const offers = examples.filter((example) => example.isOffer).length;
  const share = {
    yes: examples.length / (2 * Math.max(1, offers)),
    no: examples.length / (2 * Math.max(1, examples.length - offers)),
  };
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const index of shuffled(examples.length, epoch + 1)) {
      const example = examples[index];
      if (example === undefined) continue;
      const { features, isOffer } = example;
      const error =
        (logistic(logitOf(model, features)) - (isOffer ? 1 : 0)) * (isOffer ? share.yes : share.no);
      const scale = 1 / Math.sqrt(Math.max(1, features.length));
      for (const place of features) {
        const slope = error * scale + SHRINK * (weights[place] ?? 0);
        const square = (squares[place] ?? 0) + slope * slope;
        squares[place] = square;
        weights[place] = (weights[place] ?? 0) - (RATE * slope) / (Math.sqrt(square) + STEADY);
      }
      biasSquares += error * error;
      model.bias -= (RATE * error) / (Math.sqrt(biasSquares) + STEADY);
    }
  }
  return model;
}
