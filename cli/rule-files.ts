import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Calibration } from '../src/detection/learn/calibration.ts';
import type { PackProblem } from '../src/detection/pack-problem.ts';
import { PermanentError } from '../src/domain/failure.ts';
import type { Detector } from '../src/ports/detector.ts';
import { projectRoot } from './project-root.ts';

/** The packs that the program brings. */
export function ownRulesFolder(): string {
  return path.join(projectRoot(), 'rules');
}

/** Reads every pack (`*.yaml`) of a folder, in the order of names. Throws PermanentError('no_rules') when there is none. */
export async function readPacks(
  folder: string,
): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const entries = await readdir(folder).catch((error: unknown) => {
    throw new PermanentError(
      'no_rules',
      `The folder of rule packs "${folder}" cannot be read. Give a folder of packs (RULES_DIR, or --rules).`,
      { cause: error },
    );
  });
  const names = entries.filter((name) => name.endsWith('.yaml')).sort();
  if (names.length === 0)
    throw new PermanentError('no_rules', `There is no rule pack (*.yaml) in "${folder}".`);
  return await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(path.join(folder, name), 'utf8') })),
  );
}

/** A problem as one line for the person who wrote the pack. */
export function problemLine(problem: PackProblem): string {
  const { file, line, check, mistake, remedy } = problem;
  return `${file}:${line}: ${mistake}${/[.!?]$/u.test(mistake) ? '' : '.'} ${remedy} (check: ${check})`;
}

/** Beside the packs: how the scores of these rules relate to the truth, as far as it was measured. */
export const CALIBRATION_FILE = 'calibration.json';

/**
 * The detector made of the packs of a folder. A pack with a mistake stops the program: half a rule set misses posts.
 * @param options.trial drafts are counted like rules on trial
 * @throws PermanentError('bad_rules') that names every mistake
 */
export async function loadRules(
  folder: string,
  options: { readonly trial?: boolean } = {},
): Promise<Detector> {
  const { compilePacks } = await import('../src/detection/compile-packs.ts');
  const { detector, problems } = compilePacks(await readPacks(folder), options);
  if (problems.length > 0) {
    throw new PermanentError(
      'bad_rules',
      `The rule packs have mistakes:\n${problems.map(problemLine).join('\n')}`,
    );
  }
  return detector;
}

/** The calibration beside the packs; null where there is none. Throws PermanentError('bad_calibration'). */
export async function readCalibrationOf(folder: string): Promise<Calibration | null> {
  const file = path.join(folder, CALIBRATION_FILE);
  const written = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (written === null) return null;
  const { readCalibration } = await import('../src/detection/learn/rule-score.ts');
  try {
    return readCalibration(written);
  } catch (error) {
    throw new PermanentError(
      'bad_calibration',
      `${file} is no calibration; remove it, or write {"a","b","basis","count"}.`,
      { cause: error },
    );
  }
}

/** The same detector with scores that are probabilities, where that was measured. */
export async function loadDetector(
  folder: string,
  options: { readonly trial?: boolean } = {},
): Promise<Detector> {
  const rules = await loadRules(folder, options);
  const calibration = await readCalibrationOf(folder);
  if (calibration === null) return rules;
  const { withCalibration } = await import('../src/detection/learn/rule-score.ts');
  return withCalibration(rules, calibration);
}
