import { normalise } from '../../src/detection/normalise.ts';

/** The likeliest words of a text with an edge before and behind: what engines that fold nothing are given. */
export function foldedText(text: string): string {
  const words = normalise(text).tokens.filter((token) => token.kind !== 'emoji');
  return ` ${words.map((token) => token.form).join(' ')} `;
}

/**
 * Phrases after folding, of which none begins another: then each place has one phrase at most, and engines that tell one
 * match a place can be compared with those that tell all.
 */
export function comparablePhrases(phrases: readonly string[]): readonly string[] {
  const folded = new Map<string, string>();
  for (const phrase of phrases) folded.set(foldedText(phrase).trim(), phrase);
  const kept: string[] = [];
  let last: string | null = null;
  for (const phrase of [...folded.keys()].sort()) {
    if (last !== null && phrase.startsWith(last)) continue;
    last = phrase;
    kept.push(phrase);
  }
  // In the order in which they were made, so that a shorter list begins a longer one.
  const order = new Map([...folded.keys()].map((phrase, index) => [phrase, index]));
  return kept.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}
