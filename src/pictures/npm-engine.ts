import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createWorker, OEM, PSM } from 'tesseract.js';
import type { TextEngine } from './text-engine.ts';

/** The Kazakh data know the whole Russian alphabet; there are no Russian data on npm. */
const LANGUAGES = ['kaz', 'eng'] as const;
/** Small and as good as the full ones on banners. */
const VARIANT = '4.0.0_best_int';

/** The engine that comes with the program. Rejects when its data are not installed. */
export async function createNpmEngine(): Promise<TextEngine> {
  const require = createRequire(import.meta.url);
  // The library wants the data of all languages in one folder, and would otherwise download them.
  const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-letters-'));
  try {
    for (const language of LANGUAGES) {
      const file = `${language}.traineddata.gz`;
      const home = path.dirname(require.resolve(`@tesseract.js-data/${language}/package.json`));
      await symlink(path.join(home, VARIANT, file), path.join(folder, file));
    }
    const worker = await createWorker([...LANGUAGES], OEM.LSTM_ONLY, {
      langPath: folder,
      cacheMethod: 'none',
      gzip: true,
    });
    await worker.setParameters({ tessedit_pageseg_mode: PSM.SPARSE_TEXT, user_defined_dpi: '150' });
    const { version } = require('tesseract.js/package.json') as { readonly version: string };
    return {
      name: `tesseract.js ${version} (${LANGUAGES.join('+')})`,
      recognise: async (png) => {
        const { data } = await worker.recognize(png, {}, { text: false, tsv: true });
        return data.tsv ?? '';
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
