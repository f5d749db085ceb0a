import type { Language } from '../domain/detection.ts';
import { normalise, type Normalised } from './normalise.ts';

function folded(words: string): ReadonlySet<string> {
  return new Set(normalise(words).tokens.map((token) => token.form));
}

/** Words that only one of the languages has. */
const KAZAKH_WORDS = folded(
  'мен жане ушин бар емес тенге керек кун айына бойынша деп бул осы сизге сенин алып болады болса жок кайда калай гана тек да де ма ме арналган туралы жазыныз косыл тиркел акша табыс каржы men zhane jane ushin bar emes kerek akwa aqsha tabys tenge bolady',
);
const RUSSIAN_WORDS = folded(
  'и в на не что с по для как это за из от до или но вы мы все если при без есть только уже так его ваш вам',
);

/** What a word says of the language: counted apart, one by one. */
const KAZAKH = 0;
const RUSSIAN = 1;
export const LANGUAGE_MARKS: ReadonlyMap<string, number> = new Map([
  ...[...RUSSIAN_WORDS].map((word) => [word, RUSSIAN] as const),
  ...[...KAZAKH_WORDS].map((word) => [word, KAZAKH] as const),
]);

/**
 * Language of a text from what was counted in it.
 * @param kazakhLetters letters that only Kazakh has
 * @param marked words of LANGUAGE_MARKS by their mark
 */
export function languageFrom(
  kazakhLetters: number,
  cyrillicLetters: number,
  marked: ArrayLike<number>,
): Language {
  const kazakh = kazakhLetters + 2 * (marked[KAZAKH] ?? 0);
  const russian = 2 * (marked[RUSSIAN] ?? 0);
  if (cyrillicLetters === 0) return kazakh >= 4 ? 'kk' : 'other';
  if (kazakh >= 2 && russian >= 4 && kazakh < russian * 4) return 'mixed';
  if (kazakh >= 2) return 'kk';
  return 'ru';
}

/** Language of a text. Mixed Russian and Kazakh is common; Kazakh Latin counts as Kazakh. */
export function languageOf(text: Normalised): Language {
  const marked = [0, 0];
  for (const token of text.tokens) {
    const mark = LANGUAGE_MARKS.get(token.form);
    if (mark !== undefined) marked[mark] = (marked[mark] ?? 0) + 1;
  }
  return languageFrom(text.kazakhLetters, text.cyrillicLetters, marked);
}
