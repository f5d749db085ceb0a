import type { Detector } from '../../ports/detector.ts';
import type { Learner } from '../../ports/learner.ts';
import { rulesOf } from './advise.ts';
import { calibrationOfRules } from './rule-score.ts';
import { featuresOf } from './features.ts';
import { modelVersion, packModel } from './stored-model.ts';
import { trainChecked } from './train.ts';

/** The learner that sees texts as the detector's rules do. */
export function createLearner(detector: Detector): Learner {
  return {
    learn: (texts, basis) => {
      const seen = texts.map(({ text, isOffer }) => ({
        text,
        isOffer,
        detection: detector.detect({ text }),
      }));
      const examples = seen.map(({ text, isOffer, detection }) => ({
        features: featuresOf(text, rulesOf(detection)),
        isOffer,
      }));
      const { model, calibration, offers, others, reliability, recall, precision } = trainChecked(
        examples,
        basis,
      );
      const bytes = packModel(model, calibration, calibrationOfRules(seen, basis));
      return {
        version: modelVersion(bytes),
        bytes,
        statistics: {
          basis,
          offers,
          others,
          recall,
          precision,
          brier: reliability.brier,
          calibrationError: reliability.calibrationError,
          reliability: reliability.rows,
        },
      };
    },
  };
}
