import type { Locale } from '../src/domain/detection.ts';
import type { DocumentTexts } from '../src/steps/needs.ts';
import { escapeHtml } from './html.ts';

/** A piece that is message HTML already and is not escaped again. */
export interface Html {
  readonly html: string;
}
export type WordArgs = Readonly<Record<string, string | number | Date | Html>>;

/** The catalogues in the language of one person. */
export interface Words {
  readonly locale: Locale;
  /** For buttons, alerts and captions of pictures: no formatting. */
  plain(key: string, args?: Readonly<Record<string, string | number | Date>>): string;
  /** For messages: the formatting of the catalogue stays, every text that is put in is escaped. */
  html(key: string, args?: WordArgs): string;
}

/** The words of one language. */
export function wordsIn(texts: DocumentTexts, locale: Locale): Words {
  return {
    locale,
    plain: (key, args = {}) => texts.t(locale, key, args),
    html: (key, args = {}) => {
      const safe = Object.entries(args).map(([name, value]) => [name, safely(value)] as const);
      return texts.t(locale, key, Object.fromEntries(safe));
    },
  };
}

function safely(value: string | number | Date | Html): string | number | Date {
  if (typeof value === 'string') return escapeHtml(value);
  return typeof value === 'object' && 'html' in value ? value.html : value;
}

/** First letter in upper case, for a label that begins a line. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A calendar day (YYYY-MM-DD) as it is written in Kazakhstan: 23.11.2026. Anything else comes back as it is. */
export function shortDay(day: string): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})/u.exec(day);
  return found === null ? day : `${found[3]}.${found[2]}.${found[1]}`;
}
