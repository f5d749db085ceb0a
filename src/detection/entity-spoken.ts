import type { Entity } from '../domain/detection.ts';
import { phoneOf } from './entity-numbers.ts';

function numbered(written: string): ReadonlyMap<string, number> {
  return new Map(
    written.split(' ').map((pair) => {
      const [word, value] = pair.split(':');
      return [word ?? '', Number(value)];
    }),
  );
}

/** Number words as phones are spoken, in Russian and in Kazakh (with its letters folded to the bare ones). */
const UNITS = numbered(
  'ноль:0 нуль:0 один:1 одна:1 два:2 две:2 три:3 четыре:4 пять:5 шесть:6 семь:7 восемь:8 девять:9 ' +
    'нол:0 бир:1 еки:2 уш:3 торт:4 бес:5 алты:6 жети:7 сегиз:8 тогыз:9',
);
const TEENS = numbered(
  'десять:10 одиннадцать:11 двенадцать:12 тринадцать:13 четырнадцать:14 пятнадцать:15 шестнадцать:16 семнадцать:17 ' +
    'восемнадцать:18 девятнадцать:19',
);
const TENS = numbered(
  'двадцать:20 тридцать:30 сорок:40 пятьдесят:50 шестьдесят:60 семьдесят:70 восемьдесят:80 девяносто:90 ' +
    'он:10 жиырма:20 отыз:30 кырык:40 елу:50 алпыс:60 жетпис:70 сексен:80 токсан:90',
);
const HUNDREDS = numbered(
  'сто:100 двести:200 триста:300 четыреста:400 пятьсот:500 шестьсот:600 семьсот:700 восемьсот:800 девятьсот:900',
);
const KAZAKH_HUNDRED = 'жуз';
const BARE: Readonly<Record<string, string>> = {
  ә: 'а',
  ғ: 'г',
  қ: 'к',
  ң: 'н',
  ө: 'о',
  ұ: 'у',
  ү: 'у',
  і: 'и',
  ё: 'е',
};

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function bare(word: string): string {
  return word.toLowerCase().replaceAll(/[әғқңөұүіё]/g, (letter) => BARE[letter] ?? letter);
}

function isNumber(word: string): boolean {
  return (
    /^\d{1,4}$/.test(word) ||
    word === KAZAKH_HUNDRED ||
    UNITS.has(word) ||
    TEENS.has(word) ||
    TENS.has(word) ||
    HUNDREDS.has(word)
  );
}

/** Digits of one spoken group («семьсот один» is 701, «тридцать четыре» is 34) and how many words it took. */
function group(words: readonly Word[], at: number): { readonly digits: string; readonly used: number } {
  const word = words[at]?.text ?? '';
  if (/^\d/.test(word)) return { digits: word, used: 1 };
  let used = 1;
  let value = HUNDREDS.get(word);
  const unit = UNITS.get(word);
  if (value === undefined && unit !== undefined && words[at + 1]?.text === KAZAKH_HUNDRED) {
    value = unit * 100;
    used = 2;
  }
  const width = value === undefined ? 0 : 3;
  let rest = value ?? 0;
  const teen = TEENS.get(words[at + (width === 0 ? 0 : used)]?.text ?? '');
  const ten = TENS.get(words[at + (width === 0 ? 0 : used)]?.text ?? '');
  if (width === 0 && teen === undefined && ten === undefined) return { digits: String(unit ?? ''), used: 1 };
  let next = width === 0 ? 0 : used;
  if (teen !== undefined)
    return { digits: String(rest + teen).padStart(Math.max(width, 2), '0'), used: next + 1 };
  if (ten !== undefined) {
    rest += ten;
    next++;
  }
  const last = UNITS.get(words[at + next]?.text ?? '');
  // «Семьсот ноль один» is spoken digit by digit behind the hundred.
  if (last !== undefined && last > 0 && words[at + next + 1]?.text !== KAZAKH_HUNDRED) {
    rest += last;
    next++;
  } else if (last === 0 && ten === undefined && width === 3) {
    const digit = UNITS.get(words[at + next + 1]?.text ?? '');
    if (digit !== undefined && digit > 0) return { digits: String(rest + digit), used: next + 2 };
  }
  return { digits: String(rest).padStart(Math.max(width, 2), '0'), used: next };
}

/** Longest run of number words that is read, and the fewest words among them: a phone of digits is read elsewhere. */
const RUN_MAX = 24;
const SPOKEN_MIN = 3;
const BETWEEN = /^[\s\-–—.,()+]{1,4}$/;

function phoneFrom(
  run: readonly Word[],
  first: number,
): { readonly value: string; readonly used: number } | null {
  let digits = '';
  let at = first;
  let spoken = 0;
  while (at < run.length && digits.length < 12) {
    const { digits: more, used } = group(run, at);
    if (!/^\d/.test(run[at]?.text ?? '')) spoken += used;
    digits += more;
    at += used;
    if (digits.length < 10 || spoken < SPOKEN_MIN) continue;
    // «Семь семьсот…» may be the country code: eleven digits are preferred where more words follow.
    if (digits.length === 10 && digits.startsWith('7') && at < run.length) continue;
    const phone = phoneOf(digits, false);
    if (phone !== null) return { value: phone, used: at - first };
  }
  return null;
}

function phonesOf(run: readonly Word[]): readonly Entity[] {
  const found: Entity[] = [];
  for (let i = 0; i < run.length; ) {
    const phone = phoneFrom(run, i);
    const from = run[i];
    const to = phone === null ? undefined : run[i + phone.used - 1];
    if (phone === null || from === undefined || to === undefined) {
      i++;
      continue;
    }
    found.push({ kind: 'phone', value: phone.value, start: from.start, end: to.end });
    i += phone.used;
  }
  return found;
}

const HINT = /сем[ьс]|жеті|жети/i;

/** Phones that are written in words: «восемь семьсот один двести тридцать четыре пятьдесят шесть семьдесят восемь». */
export function findSpokenPhones(text: string): readonly Entity[] {
  if (!HINT.test(text)) return [];
  const found: Entity[] = [];
  let run: Word[] = [];
  for (const match of text.matchAll(/[\p{L}\d]{1,20}/gu)) {
    const word = { text: bare(match[0]), start: match.index, end: match.index + match[0].length };
    const last = run.at(-1);
    const joined = last === undefined || BETWEEN.test(text.slice(last.end, word.start));
    if (!isNumber(word.text) || !joined || run.length >= RUN_MAX) {
      if (run.length >= SPOKEN_MIN) found.push(...phonesOf(run));
      run = [];
    }
    if (isNumber(word.text)) run.push(word);
  }
  return run.length >= SPOKEN_MIN ? [...found, ...phonesOf(run)] : found;
}
