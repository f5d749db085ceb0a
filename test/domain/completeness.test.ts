import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  COMPLETENESS_BLOCKS,
  missingFields,
  type Prepared,
  REQUIREMENTS,
} from '../../src/domain/completeness.ts';
import {
  COLLATERAL_MIN,
  JUSTIFICATION_MAX,
  JUSTIFICATION_MIN,
  MEASURE_KINDS,
  WIDE_SCOPES,
} from '../../src/domain/measure.ts';
import { act } from './sample-act.ts';

type Change = Partial<Omit<Prepared, 'measure'>> & { readonly measure?: Partial<Prepared['measure']> };

function prepared({ measure = {}, ...change }: Change = {}): Prepared {
  return {
    measure: {
      kind: 'blocking_notification',
      justification: 'а'.repeat(JUSTIFICATION_MIN),
      scope: 'post',
      collateral: null,
      ...measure,
    },
    category: 'gambling',
    act: act(),
    today: '2026-11-24',
    quote: 'бонус 300%',
    screenshots: 1,
    ...change,
  };
}

/** What leaves each field out, and nothing else. */
const WITHOUT: Readonly<Record<(typeof REQUIREMENTS)[number]['field'], Change>> = {
  act: { act: null },
  'act-in-force': { act: act({ validTo: '2026-11-23' }) },
  'act-category': { act: act({ categories: ['pyramid'] }) },
  text: { measure: { justification: ` ${'а'.repeat(JUSTIFICATION_MIN - 1)} ` } },
  'text-length': { measure: { justification: 'а'.repeat(JUSTIFICATION_MAX + 1) } },
  quote: { quote: ' \n' },
  collateral: { measure: { scope: 'channel', collateral: 'а'.repeat(COLLATERAL_MIN - 1) } },
  screenshot: { screenshots: 0 },
};

test('a measure with every field of the three blocks is complete, at the limits too', () => {
  assert.deepEqual(missingFields(prepared()), []);
  assert.deepEqual(
    missingFields(prepared({ measure: { justification: 'а'.repeat(JUSTIFICATION_MAX) } })),
    [],
  );
  for (const scope of WIDE_SCOPES)
    assert.deepEqual(
      missingFields(prepared({ measure: { scope, collateral: 'а'.repeat(COLLATERAL_MIN) } })),
      [],
    );
});

for (const { block, field, kinds } of REQUIREMENTS) {
  test(`without "${field}" a measure is incomplete exactly for the kinds that need it`, () => {
    for (const kind of MEASURE_KINDS) {
      const change = WITHOUT[field];
      const missing = missingFields(prepared({ ...change, measure: { ...change.measure, kind } }));
      assert.deepEqual(missing, (kinds as readonly string[]).includes(kind) ? [{ block, field }] : [], kind);
    }
  });
}

test('what is missing comes in the order of the blocks', () => {
  const nothing = prepared({
    act: null,
    quote: '',
    screenshots: 0,
    measure: { justification: null, scope: 'domain' },
  });
  const missing = missingFields(nothing);
  const order = missing.map(({ block }) => COMPLETENESS_BLOCKS.indexOf(block));

  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
  assert.deepEqual(
    missing.map(({ field }) => field),
    ['act', 'text', 'quote', 'collateral', 'screenshot'],
  );
});

test('every kind of measure needs all of its blocks; a notification needs the three', () => {
  for (const kind of MEASURE_KINDS) {
    const rows = REQUIREMENTS.filter(({ kinds }) => (kinds as readonly string[]).includes(kind));
    const blocks = new Set(rows.map(({ block }) => block));
    assert.equal(blocks.has('lawfulness'), kind === 'blocking_notification');
    assert.ok(blocks.has('justification') && blocks.has('screenshots'));
  }
});
