import type { PageLocale } from './page-data.ts';
import { EN } from './texts-en.ts';
import { KK } from './texts-kk.ts';
import { RU } from './texts-ru.ts';

/** Every text of the page by its key; `{name}` is a placeholder. */
export type PageTexts = Readonly<Record<keyof typeof EN, string>>;

export const TEXTS: Readonly<Record<PageLocale, PageTexts>> = { kk: KK, ru: RU, en: EN };
