import { z } from 'zod';
import type { Detection } from '../../domain/detection.ts';
import type { Detector } from '../../ports/detector.ts';
import { calibrated, type Calibration, fitCalibration, isProvisional } from './calibration.ts';

/** Scores are rounded to three places; nearer to 0 or 1 nothing is known. */
const SCORE_EDGE = 0.0005;

/** Log-odds of a score. */
function logitOf(score: number): number {
  const inside = Math.min(1 - SCORE_EDGE, Math.max(SCORE_EDGE, score));
  return Math.log(inside / (1 - inside));
}

/** Calibration of the rules' score on judged texts; one on which no rule spoke (score 0) says nothing of the scores. */
export function calibrationOfRules(
  seen: readonly { readonly isOffer: boolean; readonly detection: Pick<Detection, 'score'> }[],
  basis: Calibration['basis'],
): Calibration {
  return fitCalibration(
    seen
      .filter(({ detection }) => detection.score > 0)
      .map(({ isOffer, detection }) => ({ logit: logitOf(detection.score), isOffer })),
    basis,
  );
}

/**
 * The detector with scores that are probabilities. What is suspicious stays so: the threshold is the rules' own, and the order of
 * scores does not change.
 */
export function withCalibration(detector: Detector, calibration: Calibration): Detector {
  const honest = (score: number): number =>
    score === 0 ? 0 : Math.round(calibrated(calibration, logitOf(score)) * 1000) / 1000;
  const provisional = isProvisional(calibration);
  return {
    ...detector,
    detect: (input) => {
      const detection = detector.detect(input);
      return {
        ...detection,
        score: honest(detection.score),
        categories: detection.categories.map(({ category, score }) => ({ category, score: honest(score) })),
        ...(provisional ? { provisional } : {}),
      };
    },
  };
}

const calibrationSchema = z.strictObject({
  a: z.number().gt(0),
  b: z.number(),
  basis: z.enum(['examples', 'decisions']),
  count: z.int().nonnegative(),
});

/** Reads a calibration that was written as JSON. Throws with what is wrong. */
export function readCalibration(json: string): Calibration {
  return calibrationSchema.parse(JSON.parse(json));
}
