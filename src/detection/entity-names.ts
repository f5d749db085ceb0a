import type { Entity, EntityKind } from '../domain/detection.ts';

/** Codes and names that only their neighbours make an identifier. The captured group is the value. */
const NAMED: readonly { readonly kind: EntityKind; readonly pattern: RegExp; readonly hint: RegExp }[] = [
  {
    kind: 'telegram_search',
    hint: /поиск|iздеу|іздеу/i,
    pattern:
      /(?:поиск\p{L}{0,3}|іздеу\p{L}{0,4})(?:\s{1,3}(?:в\s)?(?:телегра\p{L}{0,4}|тг|telegram\p{L}{0,3}))?\s{0,3}[:\-–—>]{0,2}\s{0,3}[«"'@]?([A-Z][A-Z0-9_]{3,20}|[a-z][a-z0-9_]{4,20})/du,
  },
  {
    kind: 'promo_code',
    hint: /промо|promo|код|code/i,
    pattern:
      /(?:промо-?\s?код\p{L}{0,4}|promo\s?-?code|promo|ПРОМОКОД\p{L}{0,4}|PROMO(?:CODE)?|Промо-?\s?код\p{L}{0,4}|Promo\s?code|Promo)\s{0,3}[:\-–—]{0,2}\s{0,3}[«"'`]?([A-Z0-9][A-Za-z0-9_]{2,19})/du,
  },
  {
    kind: 'promo_code',
    hint: /код/i,
    pattern: /([A-Z][A-Z0-9]{3,14})\s{1,2}(?:код(?:ы|ымен|пен|ын)|промокод\p{L}{0,4})/du,
  },
  {
    kind: 'merchant_id',
    hint: /merchant|мерчант|терминал/i,
    pattern: /(?:merchant|мерчант|терминал)\p{L}{0,3}\s?(?:id|ID|№)?\s?[:№#]?\s?([A-Z0-9][A-Z0-9-]{4,19})/diu,
  },
];

/** Promo codes, merchant ids and «search for CODE» contacts. */
export function findNames(text: string): readonly Entity[] {
  const found: Entity[] = [];
  for (const { kind, pattern, hint } of NAMED) {
    if (!hint.test(text)) continue;
    for (const match of text.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
      const place = match.indices?.[1];
      const value = match[1];
      if (place === undefined || value === undefined) continue;
      if (kind === 'merchant_id' && !/\d/.test(value)) continue;
      if (found.some((other) => other.kind === kind && other.start === place[0])) continue;
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
