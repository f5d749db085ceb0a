/**
 * Tables of single characters. Everything is folded to one plain alphabet: lower case, Kazakh letters to the bare letter
 * that chats write instead (қ→к), ё→е, Greek, phonetic and small-cap look-alikes to the Cyrillic letter they imitate.
 */

/** What a UTF-16 unit becomes: 0 is dropped, SLOW needs the code point path, anything else is the folded unit. */
export const SLOW = 0xffff;
export const DROPPED = 0;

/** A table written as `from:to from:to`. */
function pairs(written: string): Readonly<Record<string, string>> {
  return Object.fromEntries(written.split(' ').map((pair) => pair.split(':')));
}

const KAZAKH = pairs('ә:а ғ:г қ:к ң:н ө:о ұ:у ү:у һ:х і:и');
/**
 * Letters that Kazakh Latin and hurried writing do not tell apart (жазыңыз, jazynyz, jaziniz; қой, qoi, qoy): folding them to
 * one costs Russian nearly nothing and makes every spelling of a Kazakh word the same.
 */
const ONE_SOUND = pairs('ы:и й:и э:е ё:е');
const KAZAKH_LETTERS = new Set(Object.keys(KAZAKH).flatMap((letter) => [letter, letter.toUpperCase()]));

/** Letters that imitate a Cyrillic letter and have no business in a Russian or Kazakh word. */
const IMITATIONS = pairs(
  'ο:о α:а ρ:р ε:е κ:к τ:т ν:в η:п ι:и υ:у χ:х μ:м β:в λ:л π:п φ:ф δ:д γ:г σ:о ς:с ω:о ά:а έ:е ό:о ' +
    'ί:и ύ:у ή:п ώ:о ϲ:с ᴏ:о ᴇ:е ᴧ:л ᴀ:а ʙ:в ᴛ:т ɜ:з ᴄ:с ᴨ:п ᴩ:р ʍ:м ᴋ:к ʜ:н ᴙ:я ᴦ:г ᴍ:м ᴘ:р ᴜ:и ʏ:у ' +
    'ɯ:ш ɓ:б ɵ:о ɪ:и ɴ:п ᴎ:и ᴣ:з ʒ:з ɡ:g ʀ:я ᴅ:д ᴠ:в ᴢ:з ꞓ:с ᴫ:л Ꮶ:к Ꮻ:о Ꮲ:р Ꭺ:а Ᏼ:в Ꮯ:с Ꭼ:е Ꮋ:н Ꮇ:м ' +
    'Ꭲ:т Ꮪ:ѕ Ꮒ:h Ꭵ:и ѕ:с ј:ж ԁ:д ԛ:к ԝ:ш ґ:г є:е ї:и ӏ:и ҝ:к ҟ:к ҡ:к ӄ:к ҳ:х ҙ:з ҫ:с ӡ:з ӣ:и ӯ:у ӓ:а ' +
    'ӧ:о ӱ:у ў:у ӑ:а ӗ:е ѐ:е ѝ:и ҥ:н ӊ:н ҭ:т ӿ:х ѵ:в ѳ:о ѡ:ш ћ:ч ђ:ч ҩ:о',
);

/** Latin letters with marks that carry no difference here; ş and ı keep one, Kazakh Latin needs it. */
const PLAIN_LATIN = pairs(
  'á:a ä:a à:a â:a ã:a å:a ā:a ǝ:a ə:a ó:o ö:o ò:o ô:o õ:o ō:o ø:o ú:u ü:u ù:u û:u ū:u ń:n ñ:n ŋ:n ' +
    'ğ:g ǵ:g ġ:g é:e è:e ê:e ë:e ē:e í:i ì:i î:i ï:i ç:c ć:c č:c ś:s š:ş ý:u ÿ:y ź:z ż:z ž:j ł:l ķ:k ' +
    'ț:t',
);

function isDropped(unit: number): boolean {
  return (
    unit === 0xad ||
    unit === 0x34f ||
    unit === 0x61c ||
    unit === 0x180e ||
    (unit >= 0x200b && unit <= 0x200f) ||
    (unit >= 0x202a && unit <= 0x202e) ||
    (unit >= 0x2060 && unit <= 0x206f) ||
    (unit >= 0xfe00 && unit <= 0xfe0f) ||
    unit === 0xfeff ||
    (unit >= 0x300 && unit <= 0x36f) ||
    (unit >= 0x483 && unit <= 0x489) ||
    (unit >= 0x20d0 && unit <= 0x20ff)
  );
}

/** Folds one letter that is already lower case and in compatibility form. */
export function foldLetter(letter: string): string {
  return ONE_SOUND[letter] ?? KAZAKH[letter] ?? IMITATIONS[letter] ?? PLAIN_LATIN[letter] ?? letter;
}

function foldUnit(unit: number): number {
  if (isDropped(unit)) return DROPPED;
  if (unit >= 0xd800 && unit <= 0xdfff) return SLOW;
  const letter = String.fromCharCode(unit);
  const direct = IMITATIONS[letter];
  const folded = direct ?? foldLetter(letter.normalize('NFKC').toLowerCase());
  return folded.length === 1 ? folded.charCodeAt(0) : SLOW;
}

function buildFold(): Uint16Array {
  const table = new Uint16Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) table[unit] = foldUnit(unit);
  return table;
}

/** UTF-16 unit → folded unit. */
export const FOLD = buildFold();

/** Bits about a unit of the original. */
export const IS_KAZAKH = 1;
export const IS_IMITATION = 2;
/** Invisible or striking out: between two letters it is there to break the word. */
export const IS_BREAKER = 4;

function buildFacts(): Uint8Array {
  const facts = new Uint8Array(0x10000);
  for (const letter of KAZAKH_LETTERS) facts[letter.charCodeAt(0)] = IS_KAZAKH;
  for (const letter of Object.keys(IMITATIONS)) {
    for (const form of [letter, letter.toUpperCase()])
      if (form.length === 1) facts[form.charCodeAt(0)] = IS_IMITATION;
  }
  for (const unit of [0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x34f, 0x335, 0x336, 0x337, 0x338, 0x20d2])
    facts[unit] = IS_BREAKER;
  return facts;
}

export const FACTS = buildFacts();

/** Classes of folded units, for cutting words. */
export const OTHER = 0;
export const CYRILLIC = 1;
export const LATIN = 2;
export const DIGIT = 3;
/** Signs that stand for a letter inside a word: @ ! $ |. */
export const LEET = 4;
/** Signs that are put inside a word to break it. */
export const JOINER = 5;

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000);
  const mark = (letters: string, kind: number): void => {
    for (const letter of letters) classes[letter.charCodeAt(0)] = kind;
  };
  mark('абвгдежзийклмнопрстуфхцчшщъыьэюя', CYRILLIC);
  mark('abcdefghijklmnopqrstuvwxyzşı', LATIN);
  mark('0123456789', DIGIT);
  mark('@!$|', LEET);
  mark(".-_*·•‑–’'`~^+/\\,", JOINER);
  return classes;
}

export const CLASSES = buildClasses();

/** Emoji that stand for words (already without variation selectors). */
export const EMOJI_WORDS = pairs(
  '💳:карта 🎰:казино 🎲:казино 🃏:казино 🎁:приз 💵:деньги 💰:деньги 💸:деньги 💴:деньги 💶:деньги 🤑:деньги ' +
    '🏦:банк 📈:доход 🏠:дом 🚗:авто 🏆:выигрыш 🎟:билет 🎫:билет 🪙:крипта 🔗:ссылка 📩:пиши 📥:пиши 📲:пиши ' +
    '✍:пиши 💨:вейп 🚬:сигареты 🏧:банкомат 💱:обмен ⛽:бензин 🍾:алкоголь 📞:звони ☎:звони 📊:доход 🎳:казино 🚘:авто ' +
    '👛:кошелек 🧧:приз',
);
