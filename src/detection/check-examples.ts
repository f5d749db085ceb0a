import type { CompiledPacks } from './compile-packs.ts';
import type { PackProblem } from './pack-problem.ts';
import type { ReadPack } from './read-pack.ts';
import type { Detection } from '../domain/detection.ts';

/** Whether a pack says yes to a text: an offence pack finds its category, the others have a rule that holds. */
function holds(pack: ReadPack['pack'], detection: Detection, threshold: number): boolean {
  if (pack.kind !== 'offence') return detection.matches.some((match) => match.rule.startsWith(`${pack.id}.`));
  return detection.categories.some((found) => found.category === pack.category && found.score >= threshold);
}

/** Threshold when no pack has settings. */
const USUAL_THRESHOLD = 0.5;

/** Tries every example of every pack: those that must match and those that must not. */
export function checkExamples(compiled: CompiledPacks): readonly PackProblem[] {
  const threshold =
    compiled.packs.find((read) => read.pack.settings !== undefined)?.pack.settings?.threshold ??
    USUAL_THRESHOLD;
  return compiled.packs.flatMap((read) => {
    const tried = (text: string): boolean =>
      holds(read.pack, compiled.detector.detect({ text, everyRule: true }), threshold);
    const problem = (
      path: readonly (string | number)[],
      check: string,
      text: string,
      remedy: string,
    ): PackProblem => ({
      file: read.file,
      line: read.lineOf(path),
      check,
      mistake: `«${text.slice(0, 60)}»`,
      remedy,
    });
    return [
      ...read.pack.examples.match.flatMap((text, index) =>
        tried(text)
          ? []
          : [
              problem(
                ['examples', 'match', index],
                'an example that must match does',
                text,
                'Add the missing phrase or raise a weight; `rules try` shows what fired.',
              ),
            ],
      ),
      ...read.pack.examples.notMatch.flatMap((text, index) =>
        tried(text)
          ? [
              problem(
                ['examples', 'notMatch', index],
                'an example that must not match does not',
                text,
                'Add a not: to the rule that fired, or a benign phrase; `rules try` shows which.',
              ),
            ]
          : [],
      ),
    ];
  });
}
