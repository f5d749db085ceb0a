/** Ways in which authors hide words from filters. Each takes a plain text and gives the text as it would be written. */
export const DISGUISES = [
  'look-alikes',
  'greek',
  'small-capitals',
  'leet',
  'spaced',
  'dotted',
  'stretched',
  'zero-width',
  'struck-out',
  'emoji-between',
  'bold-letters',
] as const;
export type Disguise = (typeof DISGUISES)[number];

function table(written: string): ReadonlyMap<string, string> {
  return new Map(written.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(2)]));
}

const LOOK_ALIKES = table('а:a е:e о:o р:p с:c у:y х:x к:k і:i');
const GREEK = table('а:α о:ο р:ρ е:ε т:τ в:β к:κ');
const SMALL_CAPITALS = table('а:ᴀ в:ʙ е:ᴇ к:ᴋ л:ᴧ м:ʍ н:ʜ о:ᴏ п:ᴨ р:ᴩ т:ᴛ с:ᴄ я:ᴙ');
const LEET = table('о:0 з:3 ч:4 а:@ и:u б:6');

/** Words of at least this many letters are worth hiding. */
const HIDDEN_MIN = 5;
/** Every which of them is hidden: authors hide some words, not all. */
const EVERY = 2;

function isAddress(word: string): boolean {
  return /[@/_.\d]/.test(word);
}

function overWords(text: string, hide: (word: string) => string): string {
  let seen = 0;
  return text.replaceAll(/\S+/g, (word) => {
    if (isAddress(word.replaceAll(/[.,!?:;]+$/g, ''))) return word;
    return word.replaceAll(/\p{L}+/gu, (letters) =>
      letters.length >= HIDDEN_MIN && seen++ % EVERY === 0 ? hide(letters) : letters,
    );
  });
}

function swap(word: string, letters: ReadonlyMap<string, string>): string {
  return Array.from(word)
    .map((letter) => letters.get(letter) ?? letter)
    .join('');
}

function between(word: string, sign: string): string {
  return Array.from(word).join(sign);
}

function middle(word: string, sign: string): string {
  const at = Math.floor(word.length / 2);
  return `${word.slice(0, at)}${sign}${word.slice(at)}`;
}

const VOWELS = /[аеиоуыэюяәіөүұ]/u;

function stretched(word: string): string {
  const at = Array.from(word).findIndex((letter) => VOWELS.test(letter));
  return at < 0 ? word : word.slice(0, at) + (word[at] ?? '').repeat(4) + word.slice(at + 1);
}

/** Latin letters in mathematical bold; Cyrillic has none and is first swapped for what looks like it. */
function bold(word: string): string {
  return Array.from(swap(word, LOOK_ALIKES))
    .map((letter) =>
      /[a-z]/.test(letter) ? String.fromCodePoint(0x1d41a + letter.charCodeAt(0) - 97) : letter,
    )
    .join('');
}

const HIDE: Readonly<Record<Disguise, (word: string) => string>> = {
  'look-alikes': (word) => swap(word, LOOK_ALIKES),
  greek: (word) => swap(word, GREEK),
  'small-capitals': (word) => swap(word.toLowerCase(), SMALL_CAPITALS),
  leet: (word) => swap(word, LEET),
  spaced: (word) => between(word, ' '),
  dotted: (word) => middle(word, '.'),
  stretched,
  'zero-width': (word) => middle(word, '\u200B'),
  'struck-out': (word) => between(word, '\u0336'),
  'emoji-between': (word) => middle(word, '🔥'),
  'bold-letters': bold,
};

/** A text with every second of its longer words hidden; addresses stay, or nobody could answer. */
export function disguise(text: string, how: Disguise): string {
  return overWords(text, HIDE[how]);
}
