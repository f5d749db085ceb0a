import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
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

/** The detector made of the packs of a folder. A pack with a mistake stops the program: half a rule set misses posts. */
export async function loadDetector(folder: string): Promise<Detector> {
  const { compilePacks } = await import('../src/detection/compile-packs.ts');
  const { detector, problems } = compilePacks(await readPacks(folder));
  if (problems.length > 0) {
    throw new PermanentError(
      'bad_rules',
      `The rule packs have mistakes:\n${problems.map(problemLine).join('\n')}`,
    );
  }
  return detector;
}
