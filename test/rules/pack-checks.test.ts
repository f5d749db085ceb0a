import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compilePacks } from '../../src/detection/compile-packs.ts';
import { PACK_CHECKS } from '../../src/detection/pack-checks.ts';
import { PACK_TEXT_MAX } from '../../src/detection/read-pack.ts';

const WHY = "why: { kk: 'себебі', ru: 'причина', en: 'reason' }";

interface Changes {
  readonly head?: string;
  readonly rules?: string;
  readonly id?: string;
}

/** A small pack that is right, with the part under test put in. */
function pack(changes: Changes = {}): string {
  return `id: ${changes.id ?? 'sample'}
${changes.head ?? 'kind: offence\ncategory: pyramid\narticles: [criminal_code 217]'}
titles: { kk: 'Атауы', ru: 'Название', en: 'Title' }
lists:
  put-in: [вложи~, салым~]
rules:
${changes.rules ?? rule('any: [матриц~ доход~]')}
examples:
  match: [матрица доходов]
  notMatch: [обычный текст]
`;
}

function rule(body: string, id = 'first'): string {
  return `  - id: ${id}\n    weight: 2\n    ${WHY}\n    ${body.replaceAll('\n', '\n    ')}`;
}

const BAD: Readonly<Record<string, string>> = {
  'an offence pack names a category of competence': pack({
    head: 'kind: offence\narticles: [criminal_code 217]',
  }),
  'an offence pack names its articles': pack({ head: 'kind: offence\ncategory: pyramid' }),
  'the articles belong to the category': pack({
    head: 'kind: offence\ncategory: pyramid\narticles: [criminal_code 307]',
  }),
  'a structure or benign pack has no category': pack({
    head: 'kind: benign\ncategory: pyramid',
    rules: rule('sign: warning\nany: [осторожно]'),
  }),
  'a sign fits the kind of the pack': pack({ rules: rule('sign: warning\nany: [матриц~ доход~]') }),
  'a rule says what to look for': pack({ rules: rule('not: [новости]') }),
  'only signs of an offer come from entities and disguise': pack({ rules: rule('entities: [url]') }),
  'rule ids are not repeated': pack({ rules: `${rule('any: [раз два]')}\n${rule('any: [три четыре]')}` }),
  'a named list exists': pack({ rules: rule('any: $missing') }),
  'phrases can be read and cannot run away': pack({ rules: rule('any: ["(a+)+"]') }),
  'a number alone stands only beside other words': pack({ rules: rule('any: [<money>]') }),
  'proximity has a width': pack({ rules: rule('near: [$put-in, [доход~]]') }),
};

function checksOf(text: string, name = 'sample.yaml'): readonly string[] {
  return compilePacks([{ name, text }]).problems.map((problem) => problem.check);
}

describe('checking a rule pack', () => {
  it('accepts the pack that the failing ones are made from', () => {
    assert.deepEqual(compilePacks([{ name: 'sample.yaml', text: pack() }]).problems, []);
  });

  for (const check of PACK_CHECKS) {
    it(`refuses a pack where this does not hold: ${check.name}`, () => {
      if (check.name === 'pack ids are not repeated') {
        const { problems } = compilePacks([
          { name: 'a.yaml', text: pack() },
          { name: 'b.yaml', text: pack() },
        ]);
        assert.deepEqual(
          problems.map((problem) => [problem.file, problem.check]),
          [['b.yaml', check.name]],
        );
        return;
      }

      const found = checksOf(BAD[check.name] ?? '');

      assert.deepEqual([...new Set(found)], [check.name]);
    });
  }

  it('leaves a pack with a mistake out whole and keeps the others', () => {
    const { detector, packs } = compilePacks([
      { name: 'a.yaml', text: pack({ head: 'kind: offence\ncategory: pyramid' }) },
      { name: 'b.yaml', text: pack({ id: 'other', rules: rule('any: [лотерея билет~]') }) },
    ]);

    assert.deepEqual(
      packs.map((read) => read.pack.id),
      ['other'],
    );
    assert.deepEqual(detector.detect({ text: 'матрица доходов' }).matches, []);
    assert.equal(detector.detect({ text: 'лотерея билеты' }).matches[0]?.rule, 'other.first');
  });

  it('names the line and the key of a mistake in the shape', () => {
    const text = pack({ rules: rule('any: [раз два]\nwieght: 3') });

    const { problems } = compilePacks([{ name: 'sample.yaml', text }]);

    assert.equal(problems[0]?.check, 'the pack has the right shape');
    assert.match(problems[0]?.mistake ?? '', /wieght/);
    assert.match(problems[0]?.remedy ?? '', /wieght/);
    assert.match(text.split('\n')[(problems[0]?.line ?? 0) - 1] ?? '', /id: first/);
  });

  it('names the line of a mistake in the YAML', () => {
    const { problems } = compilePacks([{ name: 'sample.yaml', text: 'id: a\nkind: [offence\n' }]);

    assert.equal(problems[0]?.check, 'the file is YAML');
    assert.ok((problems[0]?.line ?? 0) >= 2);
  });

  it('refuses a file that is too large, and aliases that could expand', () => {
    assert.deepEqual(checksOf(`# ${'x'.repeat(PACK_TEXT_MAX)}`), ['the file is not too large']);
    assert.deepEqual(checksOf(pack().replace('[вложи~, салым~]', '&a [вложи~]\n  other: *a')), [
      'the file is YAML',
    ]);
  });

  it('names each fault of a phrase', () => {
    const faults: readonly (readonly [phrase: string, said: RegExp])[] = [
      ['не~', /stem too short/],
      ['кaзино', /mixed scripts/],
      ['... доход', /gap at edge/],
      ['от <sum>', /unknown class/],
      ['.*', /bad sign/],
      ['<money> <percent>', /no word/],
      [Array.from({ length: 11 }, () => 'слово').join(' '), /too long/],
    ];
    for (const [phrase, said] of faults) {
      const { problems } = compilePacks([
        { name: 'sample.yaml', text: pack({ rules: rule(`any: ["${phrase}"]`) }) },
      ]);
      assert.match(problems[0]?.mistake ?? '', said, phrase);
      assert.notEqual(problems[0]?.remedy ?? '', '');
    }
  });

  it('does not run rules that are drafts or in the shadow', () => {
    const text = pack({
      rules: `${rule('state: draft\nany: [раз два]')}\n${rule('state: shadow\nany: [три четыре]', 'second')}`,
    });

    const { detector, problems } = compilePacks([{ name: 'sample.yaml', text }]);

    assert.deepEqual(problems, []);
    assert.deepEqual(detector.detect({ text: 'раз два три четыре' }).matches, []);
  });
});
