import type { NumberClass } from './phrase.ts';
import type { Token } from './normalise.ts';

const BIT: Readonly<Record<NumberClass, number>> = { number: 1, percent: 2, money: 4 };

/** Bits of a set of classes. */
export function classBits(classes: readonly NumberClass[]): number {
  return classes.reduce((bits, name) => bits | BIT[name], 0);
}

const PERCENT_WORD = /^(процент|паииз|паиз|проц)/;
const MONEY_WORD =
  /^(тенге|рубл|долар|баксо|бакс|бачей|дол$|длр|доляр|зелен|евро$|тисяч|тис$|милион|млн|мин$|минд|минан|минга|косар|юсдт|usdt|usd|kzt|eur$|rub|тонкоин|btc$|eth$|ton$|тг$|тнг$|руб$|р$|к$|k$|кк$)/;
const MONEY_SIGN = /[$€₸₽₮£¥]/;
/** A number written with its unit: 50к, 20000тг, 100usdt. */
const WITH_UNIT = /^\d+(к|k|кк|тг|тнг|тенге|т|руб|р|тис|мин(?!ут)|млн|usd|usdt|долар|бакс)\p{L}*$/u;
const NUMBER_WORD =
  /^(сто|двести|триста|пятьсот|тисяч[аиу]?|тищ[аиу]?|милион\p{L}{0,3}|десять?|пять|пятнадцать|двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто|пятьсот|шесть|семь|восемь|девять|четире|полторалям|полтинник|двадцатк[аиу]|десятк[аиу]|пятерк[аиу]|сотк[аиу]|двух|трех|четирех|пяти|шести|семи|восьми|девяти|десяти|пятнадцати|двадцати|тридцати|сорока|пятидесяти|одн[ау]|жуз|мин|он|жирма|отиз|кирик|елу|алпис|жетпис|сексен|токсан|алти|жети|сегиз|бес|уш|торт|еки|тогиз)$/u;
/** Whether a folded word can be a number, or begin one: with anything else there is no number. */
export function mayBeNumber(form: string): boolean {
  return /\d/.test(form) || NUMBER_WORD.test(form);
}

/** Marks a word that is the unit of the number before it. */
export const UNIT_BIT = 8;

/**
 * What each number of a text is. Digits of a large number may be written apart (20 000), and the unit may stand before it
 * ($300), behind it (300 $, 30 пайыз) or glued to it (50к).
 * @param tailGap what is written after the last token, for a sign at the very end
 */
export function numberClassesOf(tokens: readonly Token[], tailGap: string): Uint8Array {
  const bits = new Uint8Array(tokens.length);
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i];
    if (token === undefined) continue;
    if (token.kind === 'word') {
      if (WITH_UNIT.test(token.form)) bits[i] = BIT.number | BIT.money;
      else if (isNumberWord(token)) {
        const unit = unitBits(tokens, bits, i, tailGap);
        // Kazakh «он» is ten, Russian «он» is he: only a unit tells.
        if (unit !== 0 || token.form.length > 3) bits[i] = (bits[i] ?? 0) | BIT.number | unit;
      }
      continue;
    }
    if (token.kind !== 'number') continue;
    const before = token.gap;
    let found = BIT.number;
    if (MONEY_SIGN.test(before.slice(-2))) found |= BIT.money;
    found |= unitBits(tokens, bits, i, tailGap);
    const next = tokens[i + 1];
    const continues = next !== undefined && /^[\s.,–—-]{1,3}$/.test(next.gap);
    if (continues && (next.kind === 'number' || WITH_UNIT.test(next.form))) found |= bits[i + 1] ?? 0;
    bits[i] = found;
  }
  return bits;
}

function unitOfForm(form: string): number {
  if (PERCENT_WORD.test(form)) return BIT.percent;
  return MONEY_WORD.test(form) ? BIT.money : 0;
}

/** A unit in any of its readings: мың, myń, пaйыз with a Latin letter. */
function unitOf(token: Token): number {
  const unit = unitOfForm(token.form);
  if (unit !== 0 || token.others.length === 0) return unit;
  return token.others.reduce((found, other) => found || unitOfForm(other), 0);
}

function isNumberWord(token: Token): boolean {
  return NUMBER_WORD.test(token.form) || token.others.some((other) => NUMBER_WORD.test(other));
}

/** Looks at what stands behind a number, and marks the words that are its unit («тыс. тенге»). */
function unitBits(tokens: readonly Token[], bits: Uint8Array, index: number, tailGap: string): number {
  const next = tokens[index + 1];
  const gap = next?.gap ?? tailGap;
  let found = 0;
  if (/^\s?\+?\s?%/.test(gap)) found |= BIT.percent;
  if (/^\s?\+?\s?[$€₸₽₮]/.test(gap)) found |= BIT.money;
  for (let i = index + 1; i <= index + 2; i++) {
    const word = tokens[i];
    if (word === undefined || word.kind !== 'word' || word.gap.length > 3 || word.gap.includes('\n')) break;
    const unit = unitOf(word);
    if (unit === 0) break;
    bits[i] = (bits[i] ?? 0) | UNIT_BIT | unit;
    found |= unit;
  }
  return found;
}

/** The last token of the number that `index` belongs to, its unit included. */
export function numberEnd(tokens: readonly Token[], bits: Uint8Array, index: number): number {
  let end = index;
  while (end + 1 < tokens.length && belongs(tokens, bits, end + 1)) end++;
  return end;
}

/** The first token of the number that `index` belongs to. */
export function numberStart(tokens: readonly Token[], bits: Uint8Array, index: number): number {
  let start = index;
  while (start > 0 && belongs(tokens, bits, start) && (bits[start - 1] ?? 0) !== 0) start--;
  return start;
}

function belongs(tokens: readonly Token[], bits: Uint8Array, index: number): boolean {
  const token = tokens[index];
  if (token === undefined || token.gap.length > 4) return false;
  return ((bits[index] ?? 0) & UNIT_BIT) !== 0 || (token.kind === 'number' && (bits[index] ?? 0) !== 0);
}
