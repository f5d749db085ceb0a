/**
 * The forms under which a written word is looked up. The first is what it most likely is; the others are what it may be
 * when letters were swapped for look-alikes, digits or another alphabet.
 */
export interface WordForms {
  readonly form: string;
  readonly others: readonly string[];
  /** Scripts are mixed inside the word in a way that no honest writing has. */
  readonly disguised: boolean;
}

/** How a Latin letter looks to a Russian reader. */
const LOOKS: Readonly<Record<string, string>> = {
  a: 'а',
  b: 'в',
  c: 'с',
  d: 'д',
  e: 'е',
  f: 'ф',
  g: 'д',
  h: 'н',
  i: 'и',
  j: 'ж',
  k: 'к',
  l: 'л',
  m: 'м',
  n: 'п',
  o: 'о',
  p: 'р',
  q: 'к',
  r: 'г',
  s: 'с',
  t: 'т',
  u: 'и',
  v: 'в',
  w: 'ш',
  x: 'х',
  y: 'у',
  z: 'з',
  ı: 'и',
  ş: 'ш',
  '0': 'о',
  '3': 'з',
  '4': 'ч',
  '6': 'б',
  '1': 'и',
  '@': 'а',
  '!': 'и',
  $: 'с',
  '|': 'и',
};
/** How a Latin letter sounds, in the three Kazakh Latin systems, chat Latin and Russian translit, on the folded alphabet. */
const SOUNDS: Readonly<Record<string, string>> = {
  a: 'а',
  b: 'б',
  c: 'с',
  d: 'д',
  e: 'е',
  f: 'ф',
  g: 'г',
  h: 'х',
  i: 'и',
  j: 'ж',
  k: 'к',
  l: 'л',
  m: 'м',
  n: 'н',
  o: 'о',
  p: 'п',
  q: 'к',
  r: 'р',
  s: 'с',
  t: 'т',
  u: 'у',
  v: 'в',
  w: 'у',
  x: 'х',
  y: 'и',
  z: 'з',
  ı: 'и',
  ş: 'ш',
  '0': 'о',
  '3': 'з',
  '4': 'а',
  '6': 'б',
  '1': 'и',
  '@': 'а',
  '!': 'и',
  $: 'с',
  '|': 'и',
};
const SOUND_PAIRS: Readonly<Record<string, string>> = {
  sh: 'ш',
  zh: 'ж',
  ch: 'ч',
  gh: 'г',
  kh: 'х',
  ts: 'ц',
  ya: 'я',
  yu: 'ю',
  ng: 'н',
  ia: 'иа',
};
/** Cyrillic letters inside a Latin word (брeнд written the other way round). */
const LATIN_LOOKS: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  с: 'c',
  е: 'e',
  н: 'h',
  и: 'i',
  к: 'k',
  м: 'm',
  о: 'o',
  р: 'p',
  т: 't',
  х: 'x',
  у: 'y',
  п: 'n',
  г: 'r',
  з: '3',
  б: 'b',
  д: 'd',
  л: 'l',
  ш: 'w',
  ь: 'b',
};
const LATIN_LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  '!': 'i',
  $: 's',
  '|': 'l',
};
const PURE_LOOKS = /^[abcehkmnoptuxy0346]+$/;

/** Abbreviations (ООО, ІІМ) are not stretched words. */
const COLLAPSE_ABOVE = 3;

/** Runs of one letter become one letter: длинныыый, пасивный and пассивный meet. Digits are left alone. */
export function collapseRuns(word: string): string {
  if (word.length <= COLLAPSE_ABOVE) return word;
  let out = '';
  let last = '';
  for (const letter of word) {
    if (letter !== last || (letter >= '0' && letter <= '9')) out += letter;
    last = letter;
  }
  return out;
}

function mapped(word: string, table: Readonly<Record<string, string>>): string {
  let out = '';
  for (const letter of word) out += table[letter] ?? letter;
  return out;
}

/** Pairs that are two sounds in Kazakh words (salsañyz written satsanyz) and loan words (treiding). */
const TWO_SOUNDS = new Set(['ts', 'ng']);

/** A Latin word as Cyrillic by sound. */
export function bySound(word: string, c = 'с', w = 'у', split = false): string {
  let out = '';
  for (let i = 0; i < word.length; i++) {
    const two = word.slice(i, i + 2);
    const pair = split && TWO_SOUNDS.has(two) ? undefined : SOUND_PAIRS[two];
    if (pair !== undefined) {
      out += pair;
      i++;
    } else {
      const letter = word[i] ?? '';
      if (letter === 'c') out += c;
      else if (letter === 'w') out += w;
      else out += SOUNDS[letter] ?? letter;
    }
  }
  return out;
}

/** Every reading of a Latin word: c may be с or ц, w is у or (in chats) ш, ts and ng may be one sound or two. */
function readings(word: string): readonly string[] {
  const forms = [bySound(word)];
  if (/c(?!h)|ts|ng/.test(word)) forms.push(bySound(word, 'ц', 'у', true));
  if (word.includes('w')) forms.push(bySound(word, 'с', 'ш'));
  return forms;
}

const isCyrillic = (letter: string): boolean => letter >= 'а' && letter <= 'я';
const isLatin = (letter: string): boolean =>
  (letter >= 'a' && letter <= 'z') || letter === 'ş' || letter === 'ı';

interface Count {
  readonly cyrillic: number;
  readonly latin: number;
  readonly signs: number;
  /** Changes of script inside the word. */
  readonly switches: number;
  readonly startsLatin: boolean;
}

function count(word: string): Count {
  let cyrillic = 0;
  let latin = 0;
  let signs = 0;
  let switches = 0;
  let last = 0;
  let first = 0;
  for (const letter of word) {
    const script = isCyrillic(letter) ? 1 : isLatin(letter) ? 2 : 0;
    if (script === 1) cyrillic++;
    else if (script === 2) latin++;
    else signs++;
    if (script !== 0) {
      if (first === 0) first = script;
      if (last !== 0 && script !== last) switches++;
      last = script;
    }
  }
  return { cyrillic, latin, signs, switches, startsLatin: first === 2 };
}

function distinct(form: string, others: readonly string[]): readonly string[] {
  const seen = new Set([form]);
  const kept: string[] = [];
  for (const other of others) {
    const collapsed = collapseRuns(other);
    if (!seen.has(collapsed)) kept.push(collapsed);
    seen.add(collapsed);
  }
  return kept;
}

/** A Latin name with a Russian or Kazakh ending (kaspiде, usdtға) is honest; look-alike letters alone are not a name. */
function isNameWithEnding(word: string, c: Count): boolean {
  if (c.switches !== 1 || !c.startsLatin || c.latin < 3) return false;
  return !PURE_LOOKS.test(word.replaceAll(/[^a-zşı]/g, ''));
}

/** Letters that only one of the scripts has: «дoxoд» is Russian by its д, though three of its letters are Latin. */
const ONLY_CYRILLIC = /[бгджзийлпфцчшщъыьэюя]/;
const ONLY_LATIN = /[dfgijlnqrsuvwzşı]/;

function isCyrillicWord(word: string, c: Count): boolean {
  const cyrillic = ONLY_CYRILLIC.test(word);
  const latin = ONLY_LATIN.test(word);
  return cyrillic === latin ? c.cyrillic >= c.latin : cyrillic;
}

function mixed(word: string, c: Count): WordForms {
  if (isNameWithEnding(word, c)) {
    const form = collapseRuns(word);
    return { form, others: distinct(form, readings(word)), disguised: false };
  }
  const long = word.length >= 4 && c.cyrillic + c.latin >= 4;
  if (isCyrillicWord(word, c)) {
    const form = collapseRuns(mapped(word, LOOKS));
    return { form, others: distinct(form, [bySound(word), mapped(word, LATIN_LOOKS)]), disguised: long };
  }
  const form = collapseRuns(mapped(word, LATIN_LOOKS));
  return { form, others: distinct(form, [mapped(word, LOOKS), bySound(word)]), disguised: long };
}

/** @param word folded units of one written word: letters, digits, letter-like signs */
export function wordForms(word: string): WordForms {
  const c = count(word);
  if (c.latin > 0 && c.cyrillic > 0) return mixed(word, c);
  const form = collapseRuns(word);
  if (c.latin === 0) {
    if (c.signs === 0 || c.cyrillic < 2) return { form, others: [], disguised: false };
    return { form, others: distinct(form, [mapped(word, LOOKS), mapped(word, SOUNDS)]), disguised: false };
  }
  const others = [...readings(word)];
  if (PURE_LOOKS.test(word)) others.push(mapped(word, LOOKS));
  if (c.signs > 0) others.push(mapped(word, LATIN_LEET));
  return { form, others: distinct(form, others), disguised: false };
}
