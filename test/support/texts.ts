import path from 'node:path';
import { readLocales } from '../../src/texts/read-locales.ts';
import { loadTexts, type Texts } from '../../src/texts/texts.ts';

export const LOCALES_FOLDER = path.resolve(import.meta.dirname, '../../locales');

/** The real catalogues; an unknown key or a missing argument fails the test. */
export async function testTexts(timeZone = 'Asia/Almaty'): Promise<Texts> {
  return loadTexts(await readLocales(LOCALES_FOLDER), { timeZone, problems: 'throw' });
}
