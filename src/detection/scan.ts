import type { Category } from '../domain/category.ts';
import type { CategoryScore, EntityKind, Language } from '../domain/detection.ts';
import type { Detector } from '../ports/detector.ts';

/** One line of `scan`: what a program reads. Offsets are UTF-16 positions in the given text. */
export interface ScanResult {
  readonly id: string | number | null;
  readonly suspicious: boolean;
  readonly score: number;
  readonly category: Category | null;
  readonly categories: readonly CategoryScore[];
  readonly matches: readonly {
    readonly rule: string;
    readonly category: Category | null;
    readonly start: number;
    readonly end: number;
    readonly text: string;
    readonly weight: number;
  }[];
  readonly entities: readonly {
    readonly kind: EntityKind;
    readonly value: string;
    readonly start: number;
    readonly end: number;
  }[];
  readonly language: Language;
}

/** Why a line cannot be scanned. */
export class ScanLineError extends Error {
  override readonly name = 'ScanLineError';
}

/** Longest line that is read: the longest post several times over, escaped. */
export const SCAN_LINE_MAX = 1_000_000;

function parseLine(line: string): { id: string | number | null; text: string } {
  if (line.length > SCAN_LINE_MAX)
    throw new ScanLineError(
      `the line is longer than ${String(SCAN_LINE_MAX)} characters; give one post a line`,
    );
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new ScanLineError(
      `not JSON: ${error instanceof Error ? error.message : String(error)}; give one object {"id","text"} a line`,
      { cause: error },
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ScanLineError('not an object; give {"id","text"}');
  const text: unknown = Reflect.get(value, 'text');
  const id: unknown = Reflect.get(value, 'id');
  if (typeof text !== 'string') throw new ScanLineError('no text; give the post as a string in "text"');
  return { id: typeof id === 'string' || typeof id === 'number' ? id : null, text };
}

/**
 * Detection of one JSON line `{id, text, …}`.
 * @throws ScanLineError telling what is wrong with the line and what is expected
 */
export function scanLine(detector: Detector, line: string): ScanResult {
  const { id, text } = parseLine(line);
  const { suspicious, score, category, categories, matches, entities, language } = detector.detect({ text });
  return {
    id,
    suspicious,
    score,
    category,
    categories: categories.map(({ category, score }) => ({ category, score })),
    matches: matches.map(({ rule, category, start, end, text, weight }) => ({
      rule,
      category,
      start,
      end,
      text,
      weight,
    })),
    entities: entities.map(({ kind, value, start, end }) => ({ kind, value, start, end })),
    language,
  };
}
