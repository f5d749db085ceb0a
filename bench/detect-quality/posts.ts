import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CATEGORIES, type Category } from '../../src/domain/category.ts';
import { DISGUISES, disguise } from './disguise.ts';

/** `tuning` is looked at while rules are written; `held-out` is only ever measured. */
export type Part = 'tuning' | 'held-out';

export interface LabelledPost {
  readonly id: string;
  readonly text: string;
  /** What it offers; null for a look-alike, which offers nothing unlawful. */
  readonly category: Category | null;
  /** Row of the table by writing: ru, kk, kk-bare, kk-latin, mixed, or `disguised`. */
  readonly writing: string;
  /** What a look-alike is about. */
  readonly kind: string;
  readonly part: Part;
}

function partOf(id: string): Part {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 0 ? 'tuning' : 'held-out';
}

function field(row: object, name: string): string {
  const value: unknown = Reflect.get(row, name);
  return typeof value === 'string' ? value : '';
}

function rowsOf(file: string): readonly object[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const row: unknown = JSON.parse(line);
      if (typeof row !== 'object' || row === null) throw new TypeError(`${file}: not an object: ${line}`);
      return row;
    });
}

function categoryOf(name: string): Category {
  const category = CATEGORIES.find((known) => known === name);
  if (category === undefined) throw new TypeError(`offers.jsonl: no such category: ${name}`);
  return category;
}

/** One offer in so many is repeated in disguise, the ways taking turns. */
const DISGUISED_EVERY = 3;

/** The project's own evaluation set: offers, some of them again in disguise, and look-alikes. */
export function readPosts(): readonly LabelledPost[] {
  const folder = import.meta.dirname;
  const offers = rowsOf(path.join(folder, 'offers.jsonl')).map((row): LabelledPost => {
    const id = field(row, 'id');
    return {
      id,
      text: field(row, 'text'),
      category: categoryOf(field(row, 'category')),
      writing: field(row, 'language'),
      kind: 'offer',
      part: partOf(id),
    };
  });
  const hidden = offers.flatMap((offer, index) => {
    const how = DISGUISES[Math.floor(index / DISGUISED_EVERY) % DISGUISES.length];
    if (index % DISGUISED_EVERY !== 0 || how === undefined || offer.writing === 'kk-latin') return [];
    const kazakh = offer.writing.startsWith('kk') ? 'kk-disguised' : 'disguised';
    return [{ ...offer, id: `${offer.id}-${how}`, text: disguise(offer.text, how), writing: kazakh }];
  });
  const lookAlikes = rowsOf(path.join(folder, 'look-alikes.jsonl')).map((row): LabelledPost => {
    const id = field(row, 'id');
    return {
      id,
      text: field(row, 'text'),
      category: null,
      writing: field(row, 'language'),
      kind: field(row, 'kind'),
      part: partOf(id),
    };
  });
  return [...offers, ...hidden, ...lookAlikes];
}

/** Ordinary real posts of a folder that the project does not ship (`BENCH_DATA`), by file. */
export function readOrdinary(
  folder: string,
): readonly { readonly name: string; readonly texts: readonly string[] }[] {
  return ['telegram-posts-ru.jsonl', 'benign-kk.jsonl', 'spam-ham-ru.jsonl'].flatMap((name) => {
    const file = path.join(folder, name);
    if (!existsSync(file)) return [];
    const rows = rowsOf(file).filter((row) => field(row, 'label') !== 'spam');
    return [{ name, texts: rows.map((row) => field(row, 'text')) }];
  });
}
