import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  CALLBACK_DATA_BYTES_MAX,
  FINDING_PRESSES,
  MEASURE_PRESSES,
  readCallbackData,
  writeCallbackData,
  type CallbackData,
} from '../../bot/callback-data.ts';
import { LOCALES } from '../../src/domain/detection.ts';
import { DISMISS_REASONS } from '../../src/domain/finding.ts';
import { MEASURE_KINDS, SCOPE_KINDS } from '../../src/domain/measure.ts';

const MOST = 999_999_999;
const thing = { id: MOST, version: MOST };
const ALL: readonly CallbackData[] = [
  ...FINDING_PRESSES.map((press) => ({ on: 'finding', ...thing, press }) as const),
  ...DISMISS_REASONS.map((reason) => ({ on: 'finding', ...thing, press: 'dismiss', reason }) as const),
  ...MEASURE_KINDS.map((kind) => ({ on: 'finding', ...thing, press: 'start', kind }) as const),
  ...MEASURE_PRESSES.map((press) => ({ on: 'measure', ...thing, press }) as const),
  ...SCOPE_KINDS.map((scope) => ({ on: 'measure', ...thing, press: 'scope', scope }) as const),
  { on: 'measure', ...thing, press: 'acts', page: MOST },
  { on: 'measure', ...thing, press: 'act', actId: MOST },
  ...LOCALES.map((locale) => ({ on: 'locale', locale }) as const),
  { on: 'digest', day: '2026-11-23' },
  { on: 'next' },
  { on: 'queue' },
];

test('every button fits into 64 bytes with the largest ids, and is read back as it was written', () => {
  for (const data of ALL) {
    const text = writeCallbackData(data);
    assert.ok(Buffer.byteLength(text) <= CALLBACK_DATA_BYTES_MAX, text);
    assert.deepEqual(readCallbackData(text), data);
  }
});

test('what this bot has not written is read as nothing', () => {
  const strange = [
    '',
    'f',
    'f:0:1:open',
    'f:1:1:open:x',
    'f:1:1:dismiss:because',
    'f:01:1:open',
    'm:1:x:open',
    'f:1:1:toString',
  ];
  for (const text of [
    ...strange,
    'm:1:1:scope:everything',
    'next:1',
    'l:de',
    'd:yesterday',
    'f:1:1',
    'f:1234567890:1:open',
  ]) {
    assert.equal(readCallbackData(text), null, text);
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = readCallbackData(text);
      return read === null || writeCallbackData(read) === text;
    }),
  );
});
