import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { messageOf, PermanentError } from '../domain/failure.ts';

/** Full Noto Sans (SIL Open Font License) with Latin, Cyrillic and the Kazakh letters, so that no machine draws boxes. */
const FONT_FILES = [
  { weight: 400, file: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf' },
  { weight: 700, file: '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf' },
] as const;

export interface PageFont {
  readonly weight: number;
  /** A whole TrueType file. */
  readonly bytes: Buffer;
}

/** The fonts that go with a page. Throws PermanentError('no_fonts') when the package is not installed whole. */
export async function loadPageFonts(): Promise<readonly PageFont[]> {
  const { resolve } = createRequire(import.meta.url);
  try {
    return await Promise.all(
      FONT_FILES.map(async ({ weight, file }) => ({ weight, bytes: await readFile(resolve(file)) })),
    );
  } catch (error) {
    throw new PermanentError('no_fonts', `The fonts are missing, run npm ci: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
