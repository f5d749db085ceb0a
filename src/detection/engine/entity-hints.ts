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
    ['сСтТжЖнН', FIRST],
  ] as const)
    for (const sign of signs) kinds[sign.charCodeAt(0)] = kind;
  return kinds;
}

const KINDS = buildKinds();

/** Beginnings of words that make an identifier without a Latin letter or a digit: a phone in words, a dot in words. */
const BEGINNINGS = ['сем', 'точ', 'жет', 'нүк'];
const WORDS = /точка|нүкте|сем[ьс]|жет[іи]/i;
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
/** Words beside which a few Latin letters or digits are an identifier. */
const NAMING =
  /поиск|зде|код|терминал|мерчант|promo|code|merchant|т\.?г|tg|тлг|телег|telegram|собак|соб\.|\(at\)|dot/i;
/** A wallet has at least so many letters and digits in a row. */
const WALLET_MIN = 26;
/** A phone or card has at least so many digits. */
const DIGITS_MIN = 7;
/** An account is KZ, two digits and 16 letters or digits; the K and the Z may be others that look so. */
const ACCOUNT_MIN = 18;

/**
 * Whether a text may have identifiers, from one cheap look at it: most posts have none, and then none of the patterns need
 * run. Unsure means yes.
 */
export function mayHaveEntities(text: string): boolean {
  let digits = 0;
  let latin = 0;
  let run = 0;
  let last = 0;
  let hasBeginning = false;
  for (let i = 0; i < text.length; i++) {
    const kind = KINDS[text.charCodeAt(i)] ?? 0;
    // An address: a dot and then a letter of any alphabet; its scheme; a name behind its sign.
    if (last === DOT && kind !== DOT && (kind !== 0 || LETTER.test(text.charAt(i)))) {
      if (kind !== DIGIT && kind !== LINK && kind !== SLASH) return true;
    }
    if (kind === AT || (kind === SLASH && last === SLASH)) return true;
    if (kind === FIRST && LIKELY_BEGINNINGS[beginningSlot(text, i)] === 1) hasBeginning = true;
    if (kind === DIGIT || kind === LATIN || kind === LINK) {
      if (kind === DIGIT) digits++;
      else if (kind === LATIN) latin++;
      if (++run >= WALLET_MIN) return true;
    } else run = 0;
    if (kind === HALF && text.charCodeAt(i) === 0xd835) digits++;
    last = kind;
  }
  if (digits >= DIGITS_MIN || (digits >= 2 && digits + latin >= ACCOUNT_MIN)) return true;
  if (digits + latin > 0 && NAMING.test(text)) return true;
  return hasBeginning && WORDS.test(text);
}
