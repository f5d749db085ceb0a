import { CATEGORY_FACTS, type ArticleRef } from '../../src/domain/category.ts';
import { LOCALES, type Locale } from '../../src/domain/detection.ts';
import { JUSTIFICATION_MAX } from '../../src/domain/measure.ts';
import type { CardView } from '../../src/steps/views.ts';
import { cutText } from '../html.ts';
import type { Words } from '../words.ts';
import { reasonsOf } from './finding-text.ts';

const QUOTE_MAX = 400;
const SIGNS_MAX = 350;

/** Documents are written in Kazakh or Russian; who works in English writes them in Russian. */
export function documentLocale(locale: Locale): (typeof LOCALES)[number] {
  return locale === 'en' ? 'ru' : locale;
}

/**
 * The first text of a justification, from the category and what was found; the person checks and rewrites it.
 * @param words in the language of the document (`documentLocale`)
 */
export function draftText(view: CardView, words: Words, quote: string): string {
  const signs = reasonsOf(view.matches, view.post.maskedText, words).map(({ why }) => why);
  const text = words.plain(`draft-${view.finding.category}`, {
    channel: cutText(view.source.title, 120),
    url: view.post.url,
    date: view.post.publishedAt,
    quote: cutText(quote.replaceAll(/\s+/gu, ' ').trim(), QUOTE_MAX),
    signs: signs.length === 0 ? words.plain('draft-signs-none') : cutText(signs.join('; '), SIGNS_MAX),
    articles: CATEGORY_FACTS[view.finding.category].articles.map((ref) => articleText(ref, words)).join('; '),
  });
  return cutText(text, JUSTIFICATION_MAX);
}

/** One article; a wording that nobody has checked says so. */
function articleText(ref: ArticleRef, words: Words): string {
  const article = words.plain(`article-${ref.code}`, { article: ref.article });
  return ref.verified ? article : words.plain('article-unverified', { article });
}
