import type { Detection } from '../../domain/detection.ts';
import type { Detector } from '../../ports/detector.ts';
import { calibrated, isProvisional } from './calibration.ts';
import { featuresOf } from './features.ts';
import { modelLogit } from './linear-model.ts';
import type { TrainedModel } from './stored-model.ts';

/** Ids of the rules that fired. */
export function rulesOf(detection: Pick<Detection, 'matches'>): readonly string[] {
  return [...new Set(detection.matches.map((match) => match.rule))];
}

/** What the model thinks of a text; for suspicious posts only it is shown, and it never decides. */
function adviceOf(
  trained: TrainedModel,
  text: string,
  detection: Detection,
): NonNullable<Detection['model']> {
  const logit = modelLogit(trained.model, featuresOf(text, rulesOf(detection)));
  const probability = Math.round(calibrated(trained.calibration, logit) * 1000) / 1000;
  return { version: trained.version, probability, provisional: isProvisional(trained.calibration) };
}

/**
 * The detector with a model beside it: the verdict is the rules' alone, a suspicious post carries the model's probability too.
 */
export function withModel(detector: Detector, trained: TrainedModel): Detector {
  return {
    ...detector,
    detect: (input) => {
      const detection = detector.detect(input);
      return detection.suspicious
        ? { ...detection, model: adviceOf(trained, input.text, detection) }
        : detection;
    },
  };
}
