import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as hold, constantFrom, integer, oneof, property, string, tuple } from 'fast-check';
import { buildPhraseEngine, type EnginePhrase } from '../../src/detection/engine/phrase-engine.ts';
import { formIn, readingCount } from '../../src/detection/engine/pieces.ts';
import { normalise } from '../../src/detection/normalise.ts';
import { projectPacks } from './rule-packs.ts';

const EXAMPLES = projectPacks().packs.flatMap(({ pack }) => [
  ...pack.examples.match,
  ...pack.examples.notMatch,
]);
const RUNS = { numRuns: 400, seed: 20_261_124 };

/** What people and machines put into words so that they are not found. */
const spoiler = oneof(
  constantFrom(
    '\u200B',
    '\u0336',
    '\u0306',
    '.',
    '-',
    ' ',
    ' . ',
    '@',
    '!',
    '0',
    'e',
    'o',
    'оо',
    '💳',
    '😀',
    '\ud83d',
    '\udcb3',
    '𝗖',
    'ﷺ',
    '…',
    '№',
    '2.5',
    ' к а з ',
    '’',
    'ü',
    'ә',
    '1',
    '\n',
    '🅲',
    '½',
  ),
  string({ unit: 'binary', maxLength: 3 }),
);
const post = tuple(
  constantFrom(...EXAMPLES),
  array(tuple(integer({ min: 0, max: 400 }), spoiler), { maxLength: 8 }),
).map(([text, spoilers]) =>
  spoilers.reduce((made, [at, sign]) => `${made.slice(0, at)}${sign}${made.slice(at)}`, text),
);

/** A text as the full normalisation reads it, every way, each with an edge before and behind. */
function readingsOf(text: string): readonly string[] {
  const { tokens, joins } = normalise(text);
  const words = tokens.filter((token) => token.kind !== 'emoji');
  return [
    ...Array.from({ length: readingCount(words) }, (_, n) =>
      words.map((token) => formIn(token, n)).join(' '),
    ),
    ...tokens.filter((token) => token.kind === 'emoji').map((token) => token.form),
    ...joins.flatMap((join) => join.forms),
  ].map((reading) => ` ${reading} `);
}

/** Phrases that occur: one to three words of the examples, whole and cut short. */
function phrasesOf(texts: readonly string[]): readonly EnginePhrase[] {
  const phrases = new Map<string, EnginePhrase>();
  for (const text of texts) {
    const words = (readingsOf(text)[0] ?? '').trim().split(' ');
    words.forEach((_, from) => {
      const whole = words.slice(from, from + 1 + (from % 3)).join(' ');
      if (!/^[а-яa-zşı0-9 ]+$/.test(whole)) return;
      phrases.set(whole, { text: whole, open: false });
      const stem = whole.slice(0, Math.max(3, whole.length - 2)).trimEnd();
      if (stem.length >= 2) phrases.set(`${stem}~`, { text: stem, open: true });
    });
  }
  return [...phrases.values()];
}

const PHRASES = phrasesOf(EXAMPLES);
const engine = buildPhraseEngine(PHRASES);

function found(text: string): readonly number[] {
  const phrases = new Set<number>();
  engine.read(text);
  engine.find((phrase) => {
    phrases.add(phrase);
    return false;
  });
  return [...phrases].sort((a, b) => a - b);
}

function expected(text: string): readonly number[] {
  const readings = readingsOf(text);
  return PHRASES.flatMap(({ text: phrase, open }, number) =>
    readings.some((reading) => reading.includes(open ? ` ${phrase}` : ` ${phrase} `)) ? [number] : [],
  );
}

describe('the phrase engine', () => {
  it('finds in any text exactly what the full normalisation finds', () => {
    assert.ok(PHRASES.length > 1500, String(PHRASES.length));
    hold(
      property(post, (text) => {
        assert.deepEqual(found(text), expected(text));
      }),
      RUNS,
    );
  });

  it('finds short phrases also at the very end, and long texts grow its tables', () => {
    const short = buildPhraseEngine([
      { text: 'лс', open: false },
      { text: 'к', open: false },
      { text: 'дол', open: true },
      { text: 'ст', open: true },
    ]);

    assert.equal(short.count('пиши в лс'), 1);
    assert.equal(short.count('иди к'), 1);
    assert.equal(short.count('долги, ставка, лс, к'), 4);
    assert.equal(short.count('подоля листок лсс ак'), 0);
    assert.equal(short.count(`${'ﷺ'.repeat(3000)} ${'слово '.repeat(9000)} лс`), 1);
  });

  it('reads a disguised word inside a phrase of several words', () => {
    const phrases = buildPhraseEngine([{ text: 'онлайн казино с бонусом', open: false }]);

    for (const text of [
      'Онлайн-казино с бонусом',
      'ОНЛАЙН  к@зин0 с бонуcом!',
      'онлайн, каз\u200Bино\nс бонусом',
    ])
      assert.equal(phrases.count(text), 1, text);
    assert.equal(phrases.count('онлайн казино без бонусов, с бонусом магазин'), 0);
  });

  it('refuses a phrase that would be anywhere or is too long', () => {
    assert.throws(() => buildPhraseEngine([{ text: 'к', open: true }]), RangeError);
    assert.throws(() => buildPhraseEngine([{ text: 'слово '.repeat(60), open: true }]), RangeError);
  });
});
