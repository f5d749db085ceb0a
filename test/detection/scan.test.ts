import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainText } from '../../src/detection/explain.ts';
import { SCAN_LINE_MAX, ScanLineError, scanLine } from '../../src/detection/scan.ts';
import { projectPacks } from './rule-packs.ts';

const { detector } = projectPacks();

describe('scanning a line of JSON', () => {
  it('answers with exactly the promised fields', () => {
    const text = 'Карта в аренду, платим 50 000 тг, пиши @scan_demo';

    const result = scanLine(detector, JSON.stringify({ id: 7, text, channel: 'x' }));

    assert.deepEqual(Object.keys(result), [
      'id',
      'suspicious',
      'score',
      'category',
      'categories',
      'matches',
      'entities',
      'language',
    ]);
    assert.equal(result.id, 7);
    assert.equal(result.suspicious, true);
    assert.equal(result.category, 'dropper');
    assert.deepEqual(Object.keys(result.matches[0] ?? {}), [
      'rule',
      'category',
      'start',
      'end',
      'text',
      'weight',
    ]);
    assert.deepEqual(Object.keys(result.categories[0] ?? {}), ['category', 'score']);
    assert.deepEqual(result.entities, [{ kind: 'telegram_name', value: 'scan_demo', start: 39, end: 49 }]);
    for (const match of result.matches) assert.equal(text.slice(match.start, match.end), match.text);
  });

  it('says what is wrong with a line and what is expected', () => {
    const wrong: readonly (readonly [line: string, said: RegExp])[] = [
      ['{', /not JSON.*"id","text"/],
      ['[]', /not an object/],
      ['{"id":1}', /no text/],
      [`"${'x'.repeat(SCAN_LINE_MAX)}"`, /longer than/],
    ];
    for (const [line, said] of wrong) {
      assert.throws(
        () => scanLine(detector, line),
        (error: unknown) => error instanceof ScanLineError && said.test(error.message),
      );
    }
  });

  it('explains a text in the language of the reader', () => {
    const detection = detector.detect({ text: 'Карта в аренду, пиши @scan_demo' });

    assert.match(explainText(detection, 'kk'), /Күдікті[\s\S]*жалға[\s\S]*telegram_name scan_demo/);
    assert.match(explainText(detection, 'en'), /Suspicious[\s\S]*Offers to rent a bank card/);
    assert.match(
      explainText(detector.detect({ text: 'Привет' }), 'ru'),
      /Не подозрительно[\s\S]*Ни одно правило/,
    );
  });
});
