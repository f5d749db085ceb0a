import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { TextEngine } from './text-engine.ts';

/** The program `tesseract` of the system, with the languages that are read. */
export interface TesseractProgram {
  readonly path: string;
  readonly version: string;
  /** As the program takes them, e.g. `kaz+rus+eng`. */
  readonly languages: string;
  /** Set for a program that is not installed in its usual place. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Debian and others, self-built, macOS. */
const PLACES: readonly string[] = [
  '/usr/bin/tesseract',
  '/usr/local/bin/tesseract',
  '/opt/homebrew/bin/tesseract',
];
/** Both are needed; `eng` is taken where it is there. */
const NEEDED = ['kaz', 'rus'] as const;
const QUESTION_TIMEOUT_MS = 10_000;
/** Not the file `tsv` of the settings, which is not installed everywhere. */
const TABLE = ['-c', 'tessedit_create_tsv=1'];
const TABLE_BYTES_MAX = 4 * 1024 * 1024;

/** Words scattered over a picture, in no particular order: what a banner is (page segmentation 11). */
const SPARSE_TEXT = '11';

const run = promisify(execFile);

/** Finds the program where it is installed with Kazakh and Russian data; null where it is not. */
export async function findTesseract(
  places: readonly string[] = PLACES,
  environment: Readonly<Record<string, string>> = {},
): Promise<TesseractProgram | null> {
  for (const path of places) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    const options = { timeout: QUESTION_TIMEOUT_MS, env: { ...environment } };
    const answers = await Promise.all([
      run(path, ['--list-langs'], options),
      run(path, ['--version'], options),
    ]).catch(() => null);
    if (answers === null) continue;
    const languages = answers[0].stdout.split('\n').map((line) => line.trim());
    if (!NEEDED.every((language) => languages.includes(language))) continue;
    const version = /tesseract v?(\S+)/u.exec(answers[1].stdout)?.[1] ?? '';
    const read = [...NEEDED, ...(languages.includes('eng') ? ['eng'] : [])].join('+');
    return { path, version, languages: read, environment };
  }
  return null;
}

/** Runs the program once a picture; it ends after `timeoutMs`. */
export function createProgramEngine(program: TesseractProgram, timeoutMs: number): TextEngine {
  const args = ['stdin', 'stdout', '-l', program.languages, '--psm', SPARSE_TEXT, '--dpi', '150'].concat(
    TABLE,
  );
  return {
    name: `tesseract ${program.version} (${program.languages})`,
    recognise: async (png) => {
      const running = run(program.path, args, {
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: TABLE_BYTES_MAX,
        // One thread a picture: how many pictures at once is ours to say.
        env: { ...program.environment, OMP_THREAD_LIMIT: '1' },
      });
      // A program that ends early closes its input; what it says when it ends tells why.
      running.child.stdin?.on('error', () => undefined);
      running.child.stdin?.end(png);
      return (await running).stdout;
    },
  };
}
