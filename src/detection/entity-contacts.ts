import type { Entity } from '../domain/detection.ts';

/** Cyrillic letters that stand for Latin ones in a disguised name. */
const LATIN_OF: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  с: 'c',
  е: 'e',
  н: 'h',
  к: 'k',
  м: 'm',
  о: 'o',
  р: 'p',
  т: 't',
  х: 'x',
  у: 'y',
  і: 'i',
};
const NAME_LETTER = '[A-Za-z0-9_авсенкмортхуіАВСЕНКМОРТХУІ]';
/** A name of Telegram, where some letters may be Cyrillic look-alikes. */
const NAME = `[A-Za-zасеорхукАСЕОРХУК]${NAME_LETTER}{3,31}`;
const TELEGRAM_WORD = String.raw`(?:т\.?г|тг|tg|тлг|телег[аеиу]|телеграмм?[аеу]?|telegram|телеграм-?бот|телегам)`;
const AT = String.raw`(?:@|＠|\(at\)|собака|соб\.)`;
const DOT = String.raw`(?:\.|\(\.\)|\[\.\]|точка|dot|\(dot\)|\[dot\])`;

interface Written {
  readonly hint: RegExp;
  readonly pattern: RegExp;
  /** Whether the name needs a digit or an underscore, because an ordinary word may stand in its place. */
  readonly marked: boolean;
}

/** Ways to write a name so that it is no link: apart from its sign, after a word, backwards. Every repetition is bounded. */
const WRITTEN: readonly Written[] = [
  {
    hint: /@|＠|собака|соб\.|\(at\)/i,
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}_.])${AT}\s{0,2}(${NAME})(?![\p{L}\p{N}_@]|\.\p{L})`,
      'diu',
    ),
    marked: false,
  },
  {
    hint: /[tтТT]/,
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}])[tт]\s{0,2}${DOT}\s{0,2}[mм][eе]\s{0,2}[/\\|]\s{0,2}(${NAME})(?![\p{L}\p{N}_])`,
      'diu',
    ),
    marked: false,
  },
  {
    hint: /т\.?г|tg|телег|telegram|тлг/i,
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}])${TELEGRAM_WORD}\s{0,2}[:=\-–—>→👉]{1,3}\s{0,3}(${NAME})(?![\p{L}\p{N}_]|\.\p{L})`,
      'diu',
    ),
    marked: false,
  },
  {
    hint: /т\.?г|tg|телег|telegram|тлг/i,
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}])${TELEGRAM_WORD}\s{1,3}(${NAME})(?![\p{L}\p{N}_]|\.\p{L})`,
      'diu',
    ),
    marked: true,
  },
  {
    hint: /@/,
    pattern: /(?<![\p{L}\p{N}_@.])([A-Za-z][A-Za-z0-9_]{4,31})@(?![\p{L}\p{N}])/diu,
    marked: true,
  },
];

/** Words that stand where a name would. */
const NOT_NAMES = new Set([
  'whatsapp',
  'telegram',
  'instagram',
  'viber',
  'tiktok',
  'youtube',
  'channel',
  'kaspi',
  'mail',
  'gmail',
]);

function plainName(written: string): string {
  return Array.from(written.toLowerCase(), (letter) => LATIN_OF[letter] ?? letter).join('');
}

/** Names of Telegram that are written so that nobody can press them: «тг: name», «@ name», «t . me/name», «name@». */
export function findWrittenNames(text: string): readonly Entity[] {
  const found: Entity[] = [];
  for (const { hint, pattern, marked } of WRITTEN) {
    if (!hint.test(text)) continue;
    for (const match of text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))) {
      const written = match[1] ?? '';
      const place = match.indices?.[1];
      // A word of Cyrillic letters alone is a word.
      if (place === undefined || !/[a-z]/i.test(written) || (marked && !/[\d_]/.test(written))) continue;
      const value = plainName(written);
      if (NOT_NAMES.has(value) || !/^[a-z][a-z0-9_]{3,31}$/.test(value)) continue;
      const start = match.index;
      const end = Math.max(place[1], start + match[0].length);
      if (found.some((other) => other.start < end && start < other.end)) continue;
      found.push({ kind: 'telegram_name', value, start, end });
    }
  }
  return found;
}
