import {
  CLASSES,
  CYRILLIC,
  DROPPED,
  FACTS,
  FOLD,
  IS_BREAKER,
  IS_IMITATION,
  IS_KAZAKH,
  LATIN,
  OTHER,
  SLOW,
  foldLetter,
} from './fold-tables.ts';

/** A text as folded units, each with its place in the original. */
export interface Units {
  readonly unit: Uint16Array;
  readonly at: Int32Array;
  readonly to: Int32Array;
  readonly facts: Uint8Array;
  length: number;
  /** The folded units as a string, made once. */
  whole: string;
}

function push(units: Units, unit: number, at: number, to: number, facts: number): void {
  if (units.length >= units.unit.length) return;
  units.unit[units.length] = unit;
  units.at[units.length] = at;
  units.to[units.length] = to;
  units.facts[units.length] = facts;
  units.length++;
}

/** Enclosed and squared letters that NFKC leaves alone. */
function enclosedLetter(point: number): string | null {
  for (const first of [0x1f130, 0x1f150, 0x1f170]) {
    if (point >= first && point < first + 26) return String.fromCharCode(97 + point - first);
  }
  return null;
}

function pushSlow(units: Units, text: string, at: number): number {
  const point = text.codePointAt(at) ?? 0;
  const size = point > 0xffff ? 2 : 1;
  const written = String.fromCodePoint(point);
  const folded = enclosedLetter(point) ?? written.normalize('NFKC').toLowerCase();
  if (size === 2 && folded === written) {
    // Emoji and rare scripts stay as their units, so that emoji words can be looked up.
    push(units, text.charCodeAt(at), at, at + 2, 0);
    push(units, text.charCodeAt(at + 1), at, at + 2, 0);
    return size;
  }
  for (const letter of folded) {
    const plain = foldLetter(letter);
    if (plain.length === 1) push(units, plain.charCodeAt(0), at, at + size, size === 2 ? IS_IMITATION : 0);
  }
  return size;
}

const UTF16 = new TextDecoder('utf-16le');
/** A compatibility form may be longer than what was written; more room than this is not given. */
const GROWTH = 3;

function hasSlow(text: string): boolean {
  for (let i = 0; i < text.length; i++) if ((FOLD[text.charCodeAt(i)] ?? SLOW) === SLOW) return true;
  return false;
}

export interface Folded {
  readonly units: Units;
  readonly kazakh: number;
  readonly cyrillic: number;
}

/** Folds a text unit by unit, keeping where each came from. */
export function foldText(text: string): Folded {
  const size = text.length * (hasSlow(text) ? GROWTH : 1) + 8;
  const units: Units = {
    unit: new Uint16Array(size),
    at: new Int32Array(size),
    to: new Int32Array(size),
    facts: new Uint8Array(size),
    length: 0,
    whole: '',
  };
  let kazakh = 0;
  let cyrillic = 0;
  let breaker = 0;
  for (let i = 0; i < text.length; ) {
    const written = text.charCodeAt(i);
    const unit = FOLD[written] ?? SLOW;
    if (unit === SLOW) {
      i += pushSlow(units, text, i);
      breaker = 0;
      continue;
    }
    const facts = FACTS[written] ?? 0;
    if (unit === DROPPED) {
      if (units.length > 0) units.to[units.length - 1] = i + 1;
      breaker |= facts & IS_BREAKER;
    } else {
      const kind = CLASSES[unit] ?? OTHER;
      if (facts & IS_KAZAKH) kazakh++;
      if (kind === CYRILLIC) cyrillic++;
      push(units, unit, i, i + 1, facts | (kind === CYRILLIC || kind === LATIN ? breaker : 0));
      breaker = 0;
    }
    i++;
  }
  units.whole = UTF16.decode(units.unit.subarray(0, units.length));
  return { units, kazakh, cyrillic };
}
