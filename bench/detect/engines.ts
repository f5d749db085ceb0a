import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compilePacks } from '../../src/detection/compile-packs.ts';
import { CELLS } from '../../src/detection/engine/codes.ts';
import { buildPhraseEngine } from '../../src/detection/engine/phrase-engine.ts';

/** Posts of a block as written, and folded for engines that fold nothing. */
export interface Block {
  readonly written: readonly string[];
  readonly folded: readonly string[];
}

/** Goes over a block. @returns how many pairs of a post and a phrase of it there are, or null for what counts nothing */
export type Counter = (block: Block) => number | null;

export const ENGINES = ['floor', 'ours', 'regexp', 're2', 'aho-corasick'] as const;
/** The project's own packs: all that detection does, and only counting which of their phrases occur. */
export const PACK_CELLS = ['packs-count', 'packs-detect'] as const;
export type EngineName = (typeof ENGINES)[number] | (typeof PACK_CELLS)[number];

function counting(texts: (block: Block) => readonly string[], count: (text: string) => number): Counter {
  return (block) => texts(block).reduce((sum, text) => sum + count(text), 0);
}

/** One table look-up a character and nothing else. */
function floor(): Counter {
  let seen = 0;
  return ({ written }) => {
    const cells = CELLS;
    for (const text of written)
      for (let i = 0; i < text.length; i++) seen = (seen + (cells[text.charCodeAt(i)] ?? 0)) | 0;
    return null;
  };
}

function regexp(phrases: readonly string[]): Counter {
  // Looks ahead, so that phrases that overlap are all found.
  const pattern = new RegExp(`(?= (${phrases.join('|')}))`, 'g');
  return counting(
    ({ folded }) => folded,
    (text) => new Set(Array.from(text.matchAll(pattern), (match) => match[1])).size,
  );
}

interface Re2 {
  readonly Set: new (patterns: readonly string[]) => { match(text: string): readonly number[] };
}

async function re2(phrases: readonly string[], folder: string): Promise<Counter> {
  const loaded = (await import(createRequire(path.join(folder, 'package.json')).resolve('re2'))) as {
    default: Re2;
  };
  const set = new loaded.default.Set(phrases.map((phrase) => ` ${phrase}`));
  return counting(
    ({ folded }) => folded,
    (text) => set.match(text).length,
  );
}

interface AhoCorasick {
  readonly AhoCorasick: new (
    keywords: readonly string[],
  ) => { matchInText(text: string): readonly { readonly keyword: string }[] };
}

async function ahoCorasick(phrases: readonly string[], folder: string): Promise<Counter> {
  const resolve = createRequire(path.join(folder, 'package.json')).resolve;
  const loaded = (await import(resolve('@monyone/aho-corasick/fast'))) as AhoCorasick;
  const machine = new loaded.AhoCorasick(phrases.map((phrase) => ` ${phrase}`));
  return counting(
    ({ folded }) => folded,
    (text) => new Set(machine.matchInText(text).map(({ keyword }) => keyword)).size,
  );
}

const RULES = path.join(import.meta.dirname, '..', '..', 'rules');
/** One post in so many has an offer in it. */
const OFFER_EACH = 50;

/**
 * Both read the same posts, of which one in fifty has an example of the packs behind it.
 * @param isFull normalise, match with positions, weigh the structure and score; otherwise count the phrases that occur
 */
function packs(isFull: boolean): Counter {
  const files = readdirSync(RULES)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ name, text: readFileSync(path.join(RULES, name), 'utf8') }));
  const compiled = compilePacks(files);
  const offers = compiled.packs.flatMap(({ pack }) => pack.examples.match);
  const written = compiled.packs.flatMap(({ pack }) => [
    ...Object.values(pack.lists ?? {}).flat(),
    ...pack.rules.flatMap(({ any }) => (typeof any === 'object' ? any : [])),
  ]);
  // What is between the signs of the language of packs: words that must occur.
  const words = written.flatMap((phrase) => phrase.split(/<[a-z]+>|[|~.$]+|\s\d+\s/));
  const phrases = [...new Set(words.map((word) => word.trim()))].filter((word) =>
    /^[\p{Script=Cyrillic} ]{3,}$/u.test(word),
  );
  const engine = buildPhraseEngine(phrases.map((text) => ({ text, open: true })));
  const one = (text: string): unknown => (isFull ? compiled.detector.detect({ text }) : engine.count(text));
  return ({ written }) => {
    written.forEach((text, index) => {
      const offer = index % OFFER_EACH === 0 ? offers[(index / OFFER_EACH) % offers.length] : undefined;
      one(offer === undefined ? text : `${text}\n${offer}`);
    });
    return null;
  };
}

/**
 * Builds an engine of folded phrases.
 * @param folder where the references are installed, or why they are not
 * @throws whatever the library throws where it cannot load so many
 */
export async function buildEngine(
  name: EngineName,
  phrases: readonly string[],
  folder: string,
): Promise<Counter> {
  if (name === 'floor') return floor();
  if (name === 'regexp') return regexp(phrases);
  if (name === 'packs-count' || name === 'packs-detect') return packs(name === 'packs-detect');
  if (name === 're2') return await re2(phrases, folder);
  if (name === 'aho-corasick') return await ahoCorasick(phrases, folder);
  const engine = buildPhraseEngine(phrases.map((text) => ({ text, open: true })));
  return counting(
    ({ written }) => written,
    (text) => engine.count(text),
  );
}
