import { FluentBundle, FluentResource } from '@fluent/bundle';
import { type Locale, LOCALES } from '../domain/detection.ts';
import { textFunctions } from './text-functions.ts';

/** One file of one language, as read from `locales/`. */
export interface LocaleFile {
  readonly locale: Locale;
  /** e.g. `card`. */
  readonly name: string;
  readonly text: string;
}

export type TextArgs = Readonly<Record<string, string | number | Date>>;

/** The texts that a person reads, in three languages. */
export interface Texts {
  /** The text of a key. An unknown key or a missing argument throws, or is logged and the best that there is comes back. */
  t(locale: Locale, key: string, args?: TextArgs): string;
  has(locale: Locale, key: string): boolean;
  keys(locale: Locale): readonly string[];
}

export interface TextsOptions {
  /** IANA time zone in which dates are written. */
  readonly timeZone: string;
  /** `throw` in tests; a log in production, where a worse text is better than none. */
  readonly problems: 'throw' | { error(fields: object, message: string): void };
}

/** Where a text is looked for that the wanted language lacks. */
const FALLBACK: Locale = 'ru';

/**
 * Builds the texts from their files. Throws when a file has a mistake that would silently drop a text, names a key twice,
 * or when a language has no file.
 */
export function loadTexts(files: readonly LocaleFile[], options: TextsOptions): Texts {
  const bundles = new Map(LOCALES.map((locale) => [locale, bundleOf(locale, files, options.timeZone)]));
  const report = (problem: string, fields: object): void => {
    if (options.problems === 'throw') throw new Error(`${problem}: ${JSON.stringify(fields)}`);
    options.problems.error(fields, problem);
  };
  const find = (locale: Locale, key: string, args: TextArgs): string | null => {
    const bundle = bundles.get(locale);
    const pattern = bundle?.getMessage(key)?.value ?? null;
    if (bundle === undefined || pattern === null) return null;
    const errors: Error[] = [];
    const text = bundle.formatPattern(pattern, args, errors);
    if (errors.length > 0)
      report('A text lacks what it needs', { locale, key, errors: errors.map((error) => error.message) });
    return text;
  };
  return {
    t(locale, key, args = {}) {
      const text = find(locale, key, args);
      if (text !== null) return text;
      report('There is no such text', { locale, key });
      return find(FALLBACK, key, args) ?? key;
    },
    has: (locale, key) => bundles.get(locale)?.hasMessage(key) ?? false,
    keys: (locale) => files.filter((file) => file.locale === locale).flatMap((file) => keysOf(file.text)),
  };
}

/** The keys that a file means to define, in its order, whether they parse or not. */
export function keysOf(text: string): readonly string[] {
  return [...text.matchAll(/^(?<key>[A-Za-z][\w-]*) *=/gmu)].map((match) => match.groups?.['key'] ?? '');
}

function bundleOf(locale: Locale, files: readonly LocaleFile[], timeZone: string): FluentBundle {
  const own = files.filter((file) => file.locale === locale);
  if (own.length === 0) throw new Error(`There are no texts in the language ${locale}`);
  const bundle = new FluentBundle(locale, { useIsolating: false, functions: textFunctions(timeZone) });
  for (const file of own) {
    const errors = bundle.addResource(new FluentResource(file.text));
    if (errors.length > 0)
      throw new Error(
        `locales/${locale}/${file.name}.ftl: ${errors.map((error) => error.message).join('; ')}`,
      );
    // Fluent skips what it cannot parse without a word.
    const lost = keysOf(file.text).filter((key) => !bundle.hasMessage(key));
    if (lost.length > 0)
      throw new Error(`locales/${locale}/${file.name}.ftl: a mistake drops ${lost.join(', ')}`);
  }
  return bundle;
}
