import type { Entity, EntityKind } from './detection.ts';

/** What stands for a hidden letter. One UTF-16 unit, so that masking never moves a position. */
export const MASK = '•';

interface Shown {
  readonly first: number;
  readonly last: number;
}

/**
 * Personal identifiers and how much of each stays readable: enough to tell two of them apart, not enough to use one.
 * Links and Telegram names are what is to be blocked and stay as they are; a BIN names an organisation.
 */
const SHOWN: Readonly<Partial<Record<EntityKind, Shown>>> = {
  phone: { first: 4, last: 2 },
  card: { first: 4, last: 4 },
  iban: { first: 4, last: 4 },
  iin: { first: 0, last: 4 },
  wallet_trc20: { first: 4, last: 4 },
  wallet_btc: { first: 4, last: 4 },
  wallet_eth: { first: 4, last: 4 },
  wallet_ton: { first: 4, last: 4 },
  wallet_sol: { first: 4, last: 4 },
};

/** Phones may be written with letters for digits (87O1), so those count too where they touch a digit. */
const SIGNIFICANT: Readonly<Partial<Record<EntityKind, RegExp>>> = {
  phone: /[\dOoОоЗзІlI]/,
  card: /[\dOoОоЗзІlI]/,
  iin: /[\dOoОоЗзІlI]/,
};
/** With fewer plain digits a number is written some other way. */
const DIGITS_MIN = 6;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** Written in words or in symbols, a number has too few plain digits to count, so all of it is hidden. */
function isSpoken(written: string): boolean {
  return /\p{Script=Cyrillic}{3}/u.test(written) || (written.match(/\d/g)?.length ?? 0) < DIGITS_MIN;
}

function maskSpan(kind: EntityKind, written: string): string {
  const shown = SHOWN[kind];
  if (shown === undefined) return written;
  if (SIGNIFICANT[kind] !== undefined && isSpoken(written)) return written.replaceAll(/\S/g, MASK);
  const significant = SIGNIFICANT[kind] ?? LETTER_OR_DIGIT;
  // Letters of a link around a number (wa.me/7701…) are not part of the number.
  const firstDigit = SIGNIFICANT[kind] === undefined ? 0 : written.search(/\d/);
  const places: number[] = [];
  for (let i = Math.max(0, firstDigit); i < written.length; i++)
    if (significant.test(written[i] ?? '')) places.push(i);
  const units = written.split('');
  for (const place of places.slice(shown.first, Math.max(shown.first, places.length - shown.last)))
    units[place] = MASK;
  return units.join('');
}

/** A value as it may be shown: `4400430000000007` → `4400••••••••0007`. */
export function maskValue(kind: EntityKind, value: string): string {
  return maskSpan(kind, value);
}

/** Whether values of this kind are hidden from everyone who did not ask to see them. */
export function isMasked(kind: EntityKind): boolean {
  return SHOWN[kind] !== undefined;
}

/**
 * Hides the personal identifiers of a text. The result has the same length in UTF-16 units, so positions of matches and
 * entities in the original are right in it too.
 */
export function maskText(text: string, entities: readonly Entity[]): string {
  let masked = text;
  for (const { kind, start, end } of entities) {
    if (!isMasked(kind) || start >= end || end > text.length) continue;
    masked = masked.slice(0, start) + maskSpan(kind, text.slice(start, end)) + masked.slice(end);
  }
  return masked;
}
