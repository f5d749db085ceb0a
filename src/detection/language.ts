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

/** Language of a text. Mixed Russian and Kazakh is common; Kazakh Latin counts as Kazakh. */
export function languageOf(text: Normalised): Language {
  let kazakh = text.kazakhLetters;
  let russian = 0;
  for (const token of text.tokens) {
    if (KAZAKH_WORDS.has(token.form)) kazakh += 2;
    else if (RUSSIAN_WORDS.has(token.form)) russian += 2;
  }
  if (text.cyrillicLetters === 0) return kazakh >= 4 ? 'kk' : 'other';
  if (kazakh >= 2 && russian >= 4 && kazakh < russian * 4) return 'mixed';
  if (kazakh >= 2) return 'kk';
  return 'ru';
}
