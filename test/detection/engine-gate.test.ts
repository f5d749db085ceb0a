import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as hold, constantFrom, integer, oneof, property, string, tuple } from 'fast-check';
import type { Detection } from '../../src/domain/detection.ts';
import { projectPacks } from './rule-packs.ts';

const { detector, packs } = projectPacks();
const MATCH = packs.flatMap(({ pack }) => pack.examples.match);
const EXAMPLES = [...MATCH, ...packs.flatMap(({ pack }) => pack.examples.notMatch)];
/** Half of the phrases as written, so that their words meet in ways that no example shows. */
const PHRASES = packs
  .flatMap(({ pack }) => [...Object.values(pack.lists ?? {}), ...pack.rules.flatMap(({ any }) => any ?? [])])
  .flat()
  .filter((phrase) => !phrase.startsWith('$'))
  .map((phrase) =>
    phrase
      .replaceAll(/~|<[a-z]+>/g, '')
      .replaceAll(/\|\S+/g, '')
      .replaceAll('...', 'и'),
  );

const SIGNS = [
  '\u200B',
  '\u0336',
  '\u0306',
  '.',
  '-',
  ' ',
  '@',
  '0',
  'e',
  'оо',
  '💳',
  '😀',
  '\ud83d',
  '𝗖',
  'ﷺ',
  '…',
  '№',
  '1',
  '2.5',
  ' 20 000 тг ',
  ' к а р т а ',
  '’',
  'ә',
  '\n',
  ' сто тысяч ',
  '50к',
  '30%',
  ' не ',
  '+7 701 234 56 78',
  ' t.me/demo_name ',
  ' @demo_name',
  ' код ALMA77',
  ' терминал 12345',
  ' сайт.рф',
  ' тг demo_1',
  ' сайт точка рф ',
  'восемь семьсот один двести тридцать четыре пятьдесят шесть семьдесят восемь',
  ' a@b.kz',
  '４４００',
  '①',
  'tg://x',
  ' промокод: АЛМАЗ',
  ' ищи в телеге канал DEMO_1',
  ' t . me / demo_name',
  ' DEMO7 код',
  ' КZ86 125K ZT50 0410 0100',
  ' 4400 4302 1234 5678',
  ' 87О1 234-56-78',
];
/** Of the processor: many times what it takes, and half of what it took when every word was looked for in every other. */
const HELD_UP_MICROSECONDS = 3_000_000;
const sign = oneof(constantFrom(...SIGNS), string({ unit: 'binary', maxLength: 3 }));
const spoiled = tuple(
  oneof(
    constantFrom(...EXAMPLES),
    array(constantFrom(...PHRASES), { minLength: 1, maxLength: 8 }).map((phrases) => phrases.join(' ')),
  ),
  array(tuple(integer({ min: 0, max: 300 }), sign), { maxLength: 6 }),
).map(([text, signs]) =>
  signs.reduce((made, [at, one]) => `${made.slice(0, at)}${one}${made.slice(at)}`, text),
);

/** What detection says when each rule is asked, told as it is told of any text. */
function inFull(text: string): Detection {
  const full = detector.detect({ text, everyRule: true });
  return { ...full, matches: full.matches.some((match) => match.category !== null) ? full.matches : [] };
}

describe('the short cut for texts without evidence', () => {
  it('says of any text exactly what the rules say', () => {
    hold(
      property(spoiled, (text) => {
        assert.deepEqual(detector.detect({ text }), inFull(text));
      }),
      { numRuns: 800, seed: 20_261_124 },
    );
  });

  it('says so of every example as well', () => {
    for (const text of EXAMPLES) assert.deepEqual(detector.detect({ text }), inFull(text));
  });

  it('tells signs of an offer alone only where every rule is asked for', () => {
    const text = 'Ребята, пишите в личку, осталось 4 места';

    assert.deepEqual(detector.detect({ text }).matches, []);
    assert.ok(detector.detect({ text, everyRule: true }).matches.length > 0);
  });

  it('is not held up by a text that is spelled apart from end to end', () => {
    for (const text of ['к а з и н о '.repeat(700), 'к.а.з.и.н.о '.repeat(700), 'к '.repeat(4000)]) {
      const before = process.cpuUsage();
      detector.detect({ text });
      const { user } = process.cpuUsage(before);
      assert.ok(user < HELD_UP_MICROSECONDS, `${text.slice(0, 12)}…: ${user} µs`);
    }
  });
});
