import { isValidIBAN } from 'ibantools';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Entity } from '../domain/detection.ts';

/**
 * A run of digits as people write them: with spaces, dashes, brackets, emoji digits, and letters that look like digits.
 * The repetition is bounded and its parts exclude each other, so matching is linear.
 */
const RUN =
  /(?<![\p{L}\p{N}])[+(]{0,2}\d(?:(?:[\s\-–—().*_/|•·~\u200B\u00A0]|\uFE0F|\u20E3){0,4}[\dOoОоЗзІlI]){8,22}(?![\p{L}\p{N}])/gu;
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  O: '0',
  o: '0',
  О: '0',
  о: '0',
  З: '3',
  з: '3',
  І: '1',
  l: '1',
  I: '1',
};
/** The country code may be written with the Cyrillic К. */
const IBAN = /(?<![\p{L}\p{N}])[KК]\s?Z[\s-]?\d{2}(?:[\s-]?[A-Z0-9]){16}(?![\p{L}\p{N}])/giu;
/** A run needs this many real digits before letters in it are read as digits. */
const REAL_DIGITS_MIN = 7;

interface Digits {
  readonly text: string;
  readonly at: readonly number[];
  readonly plus: boolean;
}

function digitsOf(run: string, offset: number): Digits {
  let text = '';
  const at: number[] = [];
  for (let i = 0; i < run.length; i++) {
    const letter = run[i] ?? '';
    const digit = letter >= '0' && letter <= '9' ? letter : LOOKS_LIKE[letter];
    if (digit === undefined) continue;
    text += digit;
    at.push(offset + i);
  }
  return { text, at, plus: run.startsWith('+') || run.startsWith('(+') };
}

/** Lengths by what cards begin with; the short ones are narrow, or every tenth long number would be a card. */
const CARD = /^(?:[2-6]\d{14,18}|4\d{12}|3[068]\d{12})$/;

/** Luhn check of a card number. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const FIRST_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;
const SECOND_WEIGHTS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2] as const;

function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * (digits.charCodeAt(index) - 48), 0) % 11;
}

/** Check digit of IIN and BIN of Kazakhstan: two rounds of weights modulo 11; a number that fails both is never issued. */
export function hasIinCheckDigit(digits: string): boolean {
  if (!/^\d{12}$/.test(digits)) return false;
  const first = weighted(digits, FIRST_WEIGHTS);
  const control = first === 10 ? weighted(digits, SECOND_WEIGHTS) : first;
  return control !== 10 && control === digits.charCodeAt(11) - 48;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function daysOf(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return (DAYS[month - 1] ?? 0) + (month === 2 && leap ? 1 : 0);
}

/** The fifth digit tells a person (day of birth 0–3) from an organisation (4–6). */
export function iinOrBin(digits: string): 'iin' | 'bin' | null {
  if (!hasIinCheckDigit(digits)) return null;
  const month = Number(digits.slice(2, 4));
  if (month < 1 || month > 12) return null;
  const day = Number(digits.slice(4, 6));
  const century = Number(digits[6]);
  if (day >= 40) return day < 70 ? 'bin' : null;
  if (century < 1 || century > 6) return null;
  const year = 1800 + Math.floor((century - 1) / 2) * 100 + Number(digits.slice(0, 2));
  return day >= 1 && day <= daysOf(year, month) ? 'iin' : null;
}

/** A phone as E.164, or null. @param plus whether a plus stands before the digits */
export function phoneOf(digits: string, plus: boolean): string | null {
  if (digits.length === 11 && /^[78]/.test(digits)) return validPhone(`+7${digits.slice(1)}`);
  if (digits.length === 10 && /^7[0-7]/.test(digits)) return validPhone(`+7${digits}`);
  return plus && digits.length >= 10 && digits.length <= 13 ? validPhone(`+${digits}`) : null;
}

function validPhone(written: string): string | null {
  const phone = parsePhoneNumberFromString(written);
  return phone?.isValid() === true ? phone.number : null;
}

function classify(digits: string, plus: boolean): Pick<Entity, 'kind' | 'value'> | null {
  const person = digits.length === 12 && !plus ? iinOrBin(digits) : null;
  if (person !== null) return { kind: person, value: digits };
  if (CARD.test(digits) && passesLuhn(digits)) return { kind: 'card', value: digits };
  const phone = phoneOf(digits, plus);
  return phone === null ? null : { kind: 'phone', value: phone };
}

/** Lengths that are tried inside a longer run (two numbers one after the other), most telling first. */
const LENGTHS = [16, 12, 11] as const;

function fromRun(run: string, offset: number): readonly Entity[] {
  const digits = digitsOf(run, offset);
  if (run.replaceAll(/\D/g, '').length < REAL_DIGITS_MIN) return [];
  const place = (from: number, to: number): { start: number; end: number } => ({
    start: from === 0 && digits.plus ? offset + run.indexOf('+') : (digits.at[from] ?? offset),
    end: (digits.at[to - 1] ?? offset) + 1,
  });
  const whole = classify(digits.text, digits.plus);
  if (whole !== null) return [{ ...whole, ...place(0, digits.text.length) }];
  const found: Entity[] = [];
  for (let from = 0; from < digits.text.length; ) {
    const startsGroup = from === 0 || (digits.at[from] ?? 0) - (digits.at[from - 1] ?? 0) > 1;
    const length = startsGroup
      ? LENGTHS.find(
          (size) =>
            endsGroup(digits, from + size) && classify(digits.text.slice(from, from + size), false) !== null,
        )
      : undefined;
    const one = length === undefined ? null : classify(digits.text.slice(from, from + length), false);
    if (length !== undefined && one !== null) found.push({ ...one, ...place(from, from + length) });
    from += length ?? 1;
  }
  return found;
}

function endsGroup(digits: Digits, end: number): boolean {
  if (end > digits.text.length) return false;
  return end === digits.text.length || (digits.at[end] ?? 0) - (digits.at[end - 1] ?? 0) > 1;
}

/** Runs of digits of one post that are looked at: a table of numbers has more, and none of them is a contact. */
const RUNS_MAX = 100;

/** A mathematical digit takes two units; the second belongs to it. */
function isLowSurrogate(text: string, at: number): boolean {
  return at > 0 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/** Digits that are set as symbols (full width, circled, mathematical) as plain ones, in the same places. */
function plainDigits(text: string): string {
  return text.replaceAll(/[\uFF10-\uFF19\u2460-\u2468\u24EA\u{1D7CE}-\u{1D7FF}]/gu, (digit) =>
    digit.normalize('NFKC').padEnd(digit.length, '\u200B'),
  );
}

/** Phones, cards, IIN, BIN and accounts. */
export function findNumbers(text: string): readonly Entity[] {
  const found: Entity[] = [];
  if (!/\p{N}/u.test(text)) return found;
  for (const match of text.matchAll(IBAN)) {
    const value = match[0].replaceAll(/[\s-]/g, '').toUpperCase().replace('К', 'K');
    if (isValidIBAN(value))
      found.push({ kind: 'iban', value, start: match.index, end: match.index + match[0].length });
  }
  let runs = 0;
  for (const match of plainDigits(text).matchAll(RUN)) {
    if (++runs > RUNS_MAX) break;
    for (const entity of fromRun(match[0], match.index))
      found.push(isLowSurrogate(text, entity.end) ? { ...entity, end: entity.end + 1 } : entity);
  }
  return found;
}
