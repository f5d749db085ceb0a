import type { Entity, EntityKind } from '../domain/detection.ts';

interface Named {
  readonly kind: EntityKind;
  readonly hint: RegExp;
  /** The captured group is the value; every repetition is bounded. */
  readonly pattern: RegExp;
  /** Refuses what the pattern takes too easily. */
  readonly fits?: (value: string) => boolean;
}

const CODE = '[A-Z0-9][A-Za-z0-9_-]{2,19}';
const CYRILLIC_CODE = '[A-ZА-ЯӘҒҚҢӨҰҮҺІ0-9]{3,15}';
const PROMO_WORD = String.raw`(?:промо-?\s?код\p{L}{0,4}|промик\p{L}{0,3}|promo\s?-?code|promo)`;
const SEARCH_WORD = String.raw`(?:поиск\p{L}{0,3}|іздеу\p{L}{0,4}|ізде\p{L}{0,4}|ищи\p{L}{0,3}|вбей\p{L}{0,2}|набери\p{L}{0,2}|найди\p{L}{0,2}|izde\p{L}{0,4})`;
const TELEGRAM_WORD = String.raw`(?:в\s)?(?:телег\p{L}{0,6}|тг|telegram\p{L}{0,3}|tg)`;

/** An ordinary word in capitals is no code: some digit, or letters of the Latin alphabet alone. */
function isCode(value: string): boolean {
  return /\d/.test(value) || /^[A-Z]{4,15}$/.test(value);
}

/** Codes and names that only their neighbours make an identifier. */
const NAMED: readonly Named[] = [
  {
    kind: 'telegram_search',
    hint: /поиск|iздеу|іздеу|ізде|ищи|вбей|набери|найди|izde/i,
    pattern: new RegExp(
      String.raw`${SEARCH_WORD}(?:\s{1,3}${TELEGRAM_WORD})?(?:\s{1,3}(?:код|слово|имя|канал|бот|по|жаз\p{L}{0,4})){0,2}\s{0,3}[:\-–—>]{0,2}\s{0,3}[«"'@]?(${CODE}|[a-z][a-z0-9_]{4,20})(?![\p{L}\p{N}.])`,
      'du',
    ),
    fits: (value) => /[\d_]/.test(value) || /^[A-Z]{3,}$/.test(value),
  },
  {
    kind: 'telegram_search',
    hint: /поиск|ізде/i,
    pattern: new RegExp(
      String.raw`${TELEGRAM_WORD}\s{1,3}${SEARCH_WORD}\s{0,3}[:\-–—>]{0,2}\s{0,3}[«"'@]?(${CODE})(?![\p{L}\p{N}.])`,
      'diu',
    ),
    fits: (value) => /[\d_]/.test(value) || /^[A-Z]{3,}$/.test(value),
  },
  {
    kind: 'promo_code',
    hint: /промо|promo|промик/i,
    pattern: new RegExp(
      String.raw`(?<!\p{L})${PROMO_WORD}\s{0,3}(?:мой|ниже|жаз\p{L}{0,4})?\s{0,3}[:\-–—=]{0,2}\s{0,3}[«"'${'`'}]?(${CODE})(?![\p{L}\p{N}])`,
      'diu',
    ),
    fits: (value) => /\d/.test(value) || value === value.toUpperCase(),
  },
  {
    kind: 'promo_code',
    hint: /промо|promo|промик|код/i,
    pattern: new RegExp(
      String.raw`(?<!\p{L})(?:${PROMO_WORD}|[Кк]од\p{L}{0,3})\s{0,3}(?:[:\-–—=]{1,2}\s{0,3}[«"']?|[«"'])(${CYRILLIC_CODE})(?![\p{L}\p{N}])`,
      'du',
    ),
    fits: (value) => /\p{L}/u.test(value) && !/^\d+$/.test(value),
  },
  {
    kind: 'promo_code',
    hint: /код|слов/i,
    pattern:
      /(?<![\p{L}-])(?:[Кк]од\p{L}{0,3}|по слову|слово)\s{0,2}(?:жаз\p{L}{0,4}|введи\p{L}{0,2})?[:\-–—]{0,2}\s{0,2}[«"']?([A-Z][A-Z0-9]{3,14})(?![\p{L}\p{N}])/du,
    fits: isCode,
  },
  {
    kind: 'promo_code',
    hint: /код/i,
    pattern: /(?<![\p{L}\p{N}])([A-Z][A-Z0-9]{3,14})\s{1,2}(?:код(?:ы|ымен|пен|ын|ты)|промокод\p{L}{0,4})/du,
    fits: isCode,
  },
  {
    kind: 'merchant_id',
    hint: /merchant|мерчант|терминал/i,
    pattern:
      /(?:merchant|мерчант|терминал)\p{L}{0,3}\s?(?:id|ID|ИД|№)?\s?[:№#]?\s?([A-Z0-9][A-Z0-9-]{4,19})(?![\p{L}\p{N}])/diu,
    fits: (value) => /\d/.test(value),
  },
];

/** Promo codes, merchant ids and «search for CODE» contacts. */
export function findNames(text: string): readonly Entity[] {
  const found: Entity[] = [];
  for (const { kind, pattern, hint, fits } of NAMED) {
    if (!hint.test(text)) continue;
    for (const match of text.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
      const place = match.indices?.[1];
      const value = match[1];
      if (place === undefined || value === undefined || fits?.(value) === false) continue;
      if (found.some((other) => other.start < place[1] && place[0] < other.end)) continue;
      found.push({
        kind,
        value: kind === 'telegram_search' ? value.toLowerCase() : value.toUpperCase(),
        start: place[0],
        end: place[1],
      });
    }
  }
  return found;
}
