/** What may be part of an identifier. */
const DIGIT = 1;
const AT = 2;
/** A dot of an address, also written in brackets. */
const DOT = 3;
const LATIN = 4;
/** Goes on in a wallet or a name, and is no letter or digit. */
const LINK = 5;
const SLASH = 6;

function buildKinds(): Uint8Array {
  const kinds = new Uint8Array(0x10000);
  for (let unit = 0; unit < 0x80; unit++) {
    const sign = String.fromCharCode(unit);
    if (/\d/.test(sign)) kinds[unit] = DIGIT;
    else if (/[a-z]/i.test(sign)) kinds[unit] = LATIN;
  }
  for (const [signs, kind] of [
    ['@', AT],
    ['.)]', DOT],
    ['-_', LINK],
    ['/', SLASH],
  ] as const)
    for (const sign of signs) kinds[sign.charCodeAt(0)] = kind;
  return kinds;
}

const KINDS = buildKinds();
const LETTER = /\p{L}/u;
/** Words beside which a few Latin letters or digits are an identifier. */
const NAMING = /поиск|здеу|код|терминал|мерчант|promo|code|merchant/i;
/** A wallet has at least so many letters and digits in a row. */
const WALLET_MIN = 26;
/** A phone or card has at least so many digits. */
const DIGITS_MIN = 7;
/** An account is KZ, two digits and 16 letters or digits; the K and the Z may be others that look so. */
const ACCOUNT_MIN = 18;

function mayBeLetter(unit: string): boolean {
  return (unit >= '\ud800' && unit <= '\udfff') || LETTER.test(unit);
}

/**
 * Whether a text may have identifiers, from one cheap look at it: most posts have none, and then none of the patterns need
 * run. Unsure means yes.
 */
export function mayHaveEntities(text: string): boolean {
  let digits = 0;
  let latin = 0;
  let run = 0;
  let last = 0;
  for (let i = 0; i < text.length; i++) {
    const kind = KINDS[text.charCodeAt(i)] ?? 0;
    if (kind === 0) {
      // A dot, then a letter: an address may be in any alphabet.
      if (last === DOT && mayBeLetter(text.charAt(i))) return true;
      run = 0;
    } else if (kind === AT || (kind === LATIN && last === DOT) || (kind === SLASH && last === SLASH)) {
      return true;
    } else if (kind === DIGIT) {
      digits++;
      run++;
    } else if (kind === LATIN) {
      latin++;
      run++;
    } else if (kind === LINK) run++;
    else run = 0;
    if (run >= WALLET_MIN) return true;
    last = kind;
  }
  if (digits >= DIGITS_MIN || (digits >= 2 && digits + latin >= ACCOUNT_MIN)) return true;
  return digits + latin > 0 && NAMING.test(text);
}
