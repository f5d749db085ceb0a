import { normalise } from '../normalise.ts';

/** Features are hashed into so many places: enough that words seldom meet, small enough to be stored. */
export const FEATURE_SPACE = 1 << 16;
/** Letters of a fragment: long enough for a stem, short enough to survive an ending. */
const GRAM = 4;
/** Words that are looked at: the rest of a long post repeats itself. */
const WORDS_MAX = 600;

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/), folded into the feature space. */
function placeOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return ((hash >>> 16) ^ hash) & (FEATURE_SPACE - 1);
}

/**
 * What a linear model sees of a post: its words, pairs of words and fragments of words after disguises were undone, and the rules that
 * fired. Each place once, in rising order.
 * @param rules ids of the rules that fired, `<pack>.<rule>`
 */
export function featuresOf(text: string, rules: readonly string[]): Int32Array {
  const places = new Set<number>();
  let before = '^';
  const words = normalise(text).text.split(' ').filter(Boolean).slice(0, WORDS_MAX);
  for (const word of words) {
    places.add(placeOf(`w:${word}`));
    places.add(placeOf(`p:${before} ${word}`));
    const framed = `^${word}$`;
    for (let at = 0; at + GRAM <= framed.length; at++)
      places.add(placeOf(`g:${framed.slice(at, at + GRAM)}`));
    before = word;
  }
  for (const rule of rules) places.add(placeOf(`r:${rule}`));
  return Int32Array.from(places).sort();
}
