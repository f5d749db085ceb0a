/** What may be part of an identifier. */
const DIGIT = 1;
const AT = 2;
const DOT = 3;
/** Closes a dot that is written so that it is no link: site[.]com. */
const BRACKET = 4;
const LATIN = 5;
/** Goes on in a wallet or a name, and is no letter or digit. */
const LINK = 6;
const SLASH = 7;
/** Letters that the words of WORDS begin with. */
const FIRST = 8;
/** Half of a character outside of the basic plane. */
const HALF = 9;

function buildKinds(): Uint8Array {
  const kinds = new Uint8Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) {
    const sign = String.fromCharCode(unit);
    if (unit >= 0xd800 && unit <= 0xdfff) kinds[unit] = HALF;
    else if (/\p{N}/u.test(sign)) kinds[unit] = DIGIT;
    else if (/[a-z]/i.test(sign)) kinds[unit] = LATIN;
  }
  for (const [signs, kind] of [
    ['@＠', AT],
    ['.', DOT],
    [')]}', BRACKET],
    ['-_', LINK],
    ['/', SLASH],
    ['сСтТжЖнНкКмМ', FIRST],
  ] as const)
    for (const sign of signs) kinds[sign.charCodeAt(0)] = kind;
  return kinds;
}

const KINDS = buildKinds();

/** First half of mathematical digits. */
const MATHEMATICAL = 0xd835;
/** What makes a digit an emoji. */
const AS_EMOJI = 0xfe0f;
const KEYCAP = 0x20e3;
const BREAKS_DIGITS = 1;
const BREAKS_ACCOUNT = 2;

/** Which characters no phone or card, and no account, has in its middle. */
function buildBreaks(): Uint8Array {
  const breaks = new Uint8Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) {
    const sign = String.fromCharCode(unit);
    const inDigits =
      unit === KEYCAP ||
      unit === AS_EMOJI ||
      /[\s\p{N}\-–—().*_/|•·~\u200BOoОоЗзІlI\uD800-\uDFFF]/u.test(sign);
    const inAccount = /[\s\p{N}A-Za-zКк\u017F\u212A\uD800-\uDFFF-]/u.test(sign);
    breaks[unit] = (inDigits ? 0 : BREAKS_DIGITS) | (inAccount ? 0 : BREAKS_ACCOUNT);
  }
  return breaks;
}

const BREAKS = buildBreaks();

/** Beginnings of words that make an identifier without a Latin letter or a digit: a phone or a dot in words, a code. */
const BEGINNINGS = ['сем', 'точ', 'жет', 'нүк', 'код', 'мик'];
const WORDS = /точка|нүкте|сем[ьс]|жет[іи]|(?:код|промик)[а-яёәғқңөұүһі]{0,4}\s{0,3}[:\-–—=«"']/i;
const BEGINNING_BITS = 12;

function beginningSlot(text: string, at: number): number {
  const mixed =
    Math.imul(text.charCodeAt(at), 0x9e3779b1) ^
    Math.imul(text.charCodeAt(at + 1), 0x85ebca6b) ^
    Math.imul(text.charCodeAt(at + 2), 0xc2b2ae35);
  return mixed >>> (32 - BEGINNING_BITS);
}

function buildBeginnings(): Uint8Array {
  const slots = new Uint8Array(1 << BEGINNING_BITS);
  for (const beginning of BEGINNINGS) {
    let written = [''];
    for (const letter of beginning)
      written = written.flatMap((before) => [before + letter, before + letter.toUpperCase()]);
    for (const one of written) slots[beginningSlot(one, 0)] = 1;
  }
  return slots;
}

const LIKELY_BEGINNINGS = buildBeginnings();
const LETTER = /\p{L}/u;
/** Words that name what follows or stands before: an identifier of a few Latin letters or digits, at most so far away. */
const NAMING =
  /(?:поиск|[іi]зде|ищи|вбей|набери|найди|izde|код|пром[ои]|promo|слов|терминал|мерчант|merchant|т\.?г|tg|тлг|телег|telegram|собак|соб\.|\(at\))[^]{0,64}?[a-z0-9]|[a-z0-9]\s{1,2}(?:код|промокод)|dot|[tт]\s{0,2}\.\s{0,2}[mм][eе]/i;
/** A wallet has at least so many letters and digits in a row. */
const WALLET_MIN = 26;
/** A phone or card has at least so many digits in a row, with letters that look like digits and some signs between. */
const DIGITS_MIN = 7;
/** An account is KZ, two digits and 16 letters or digits; the K may be another that looks so. */
const ACCOUNT_MIN = 18;

/**
 * Whether a text may have identifiers, from one cheap look at it: most posts have none, and then none of the patterns need
 * run. Unsure means yes.
 */
export function mayHaveEntities(text: string): boolean {
  let hasNamed = false;
  let digits = 0;
  let accountDigits = 0;
  let account = 0;
  let run = 0;
  let last = 0;
  let hasBeginning = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const kind = KINDS[unit] ?? 0;
    // An address: a dot and then a letter of any alphabet; its scheme; a name behind its sign.
    if (last === DOT && kind !== DOT && (kind !== 0 || LETTER.test(text.charAt(i)))) {
      if (kind !== DIGIT && kind !== LINK && kind !== SLASH) return true;
    }
    if (kind === AT || (kind === SLASH && last === SLASH)) return true;
    if (kind === FIRST && LIKELY_BEGINNINGS[beginningSlot(text, i)] === 1) hasBeginning = true;
    const isDigit = kind === DIGIT || (kind === HALF && unit === MATHEMATICAL);
    if (isDigit || kind === LATIN || kind === LINK) {
      hasNamed = true;
      if (++run >= WALLET_MIN) return true;
    } else run = 0;
    if (isDigit && ++digits >= DIGITS_MIN) return true;
    if (isDigit) accountDigits++;
    if ((isDigit || kind === LATIN) && ++account >= ACCOUNT_MIN && accountDigits >= 2) return true;
    const breaks = BREAKS[unit] ?? 0;
    if ((breaks & BREAKS_DIGITS) !== 0) digits = 0;
    if ((breaks & BREAKS_ACCOUNT) !== 0) account = accountDigits = 0;
    last = kind;
  }
  return (hasNamed && NAMING.test(text)) || (hasBeginning && WORDS.test(text));
}
