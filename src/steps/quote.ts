import type { Match } from '../domain/detection.ts';

/** Longest quoted fragment in a document. */
const QUOTE_MAX = 400;

/** The fragment that shows the unlawfulness: from the first to the last counted match, whole words, at most 400 characters. */
export function quoteOf(text: string, matches: readonly Match[]): string {
  const counted = matches.filter((match) => match.category !== null && match.weight > 0);
  if (counted.length === 0) return text.slice(0, QUOTE_MAX).trim();
  const from = Math.min(...counted.map((match) => match.start));
  const to = Math.max(...counted.map((match) => match.end));
  const start = text.lastIndexOf('\n', from) + 1;
  const lineEnd = text.indexOf('\n', to);
  const whole = text.slice(start, lineEnd === -1 ? text.length : lineEnd).trim();
  if (whole.length <= QUOTE_MAX) return whole;
  const cut = whole.slice(0, QUOTE_MAX);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), QUOTE_MAX / 2)).trim()}…`;
}
