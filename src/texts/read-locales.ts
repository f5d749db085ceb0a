import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { LOCALES } from '../domain/detection.ts';
import type { LocaleFile } from './texts.ts';

/** Reads `<folder>/<kk|ru|en>/*.ftl`. */
export async function readLocales(folder: string): Promise<readonly LocaleFile[]> {
  const files: LocaleFile[] = [];
  for (const locale of LOCALES) {
    const names = (await readdir(path.join(folder, locale))).filter((name) => name.endsWith('.ftl')).sort();
    for (const name of names) {
      files.push({
        locale,
        name: name.slice(0, -'.ftl'.length),
        text: await readFile(path.join(folder, locale, name), 'utf8'),
      });
    }
  }
  return files;
}
