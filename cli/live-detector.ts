import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../src/domain/failure.ts';
import type { Log } from '../src/log.ts';
import type { Detector } from '../src/ports/detector.ts';
import type { Memory } from '../src/ports/memory.ts';
import type { TrainedModel } from '../src/detection/learn/stored-model.ts';
import { loadRules, readCalibrationOf } from './rule-files.ts';

/** How soon a changed pack or model is taken: an officer who saved a file looks for its effect. */
const LOOK_EVERY_MS = 3_000;

/** A detector that follows its packs and the model in the memory, without a restart. */
export interface LiveDetector {
  readonly detector: Detector;
  /** Looks now; true when something was taken. */
  look(): Promise<boolean>;
  stop(): void;
}

/**
 * Loads the packs of a folder and takes their later versions as they are saved. Packs with a mistake are not taken: the last sound
 * ones stay at work, and `onProblem` hears of it once a version.
 * @throws PermanentError where the packs have mistakes at the start
 */
export async function createLiveDetector(options: {
  readonly folder: string;
  readonly memory: Pick<Memory, 'read'>;
  readonly log: Log;
  readonly onProblem: (version: string, error: unknown) => void;
}): Promise<LiveDetector> {
  const { folder, memory, log, onProblem } = options;
  let looked = await signatureOf(folder);
  let packs = await loadRules(folder);
  let modelVersion: string | null = null;
  let current = await dressed(folder, packs, null);

  const look = async (): Promise<boolean> => {
    const signature = await signatureOf(folder);
    const changed = signature !== looked;
    if (changed) {
      looked = signature;
      try {
        packs = await loadRules(folder);
      } catch (error) {
        log.error({ folder, error: messageOf(error) }, 'changed rule packs have mistakes and are not taken');
        onProblem(signature, error);
        return false;
      }
    }
    const model = await memory.read.learning.liveModel();
    if (!changed && (model?.version ?? null) === modelVersion) return false;
    modelVersion = model?.version ?? null;
    const { unpackModel } = await import('../src/detection/learn/stored-model.ts');
    current = await dressed(folder, packs, model === null ? null : unpackModel(model.weights));
    log.info({ rules: packs.rulesVersion, model: modelVersion }, 'rules and model are taken');
    return true;
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) => {
      log.warn({ error: messageOf(error) }, 'rules and model could not be looked at, will be tried again');
    });
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    detector: {
      get rulesVersion() {
        return current.rulesVersion;
      },
      detect: (input) => current.detect(input),
      sign: (text) => current.sign(text),
      similarity: (a, b) => current.similarity(a, b),
    },
    look,
    stop: () => clearInterval(timer),
  };
}

/** The rules with honest scores, and with the model's advice where there is a model. */
async function dressed(folder: string, packs: Detector, model: TrainedModel | null): Promise<Detector> {
  const { withCalibration } = await import('../src/detection/learn/rule-score.ts');
  const { withModel } = await import('../src/detection/learn/advise.ts');
  const measured = model?.ruleCalibration ?? null;
  const calibration = measured?.basis === 'decisions' ? measured : await readCalibrationOf(folder);
  const advised = model === null ? packs : withModel(packs, model);
  return calibration === null ? advised : withCalibration(advised, calibration);
}

/** Names, sizes and times of the files: cheap to ask, and another one after every save. */
async function signatureOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /\.(?:yaml|json)$/u.test(name)).sort();
  const facts = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(path.join(folder, name));
      return `${name}:${size}:${mtimeMs}`;
    }),
  );
  return facts.join('|');
}
