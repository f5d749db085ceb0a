import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATEGORIES, CATEGORY_FACTS } from '../../src/domain/category.ts';
import { replay } from '../../src/domain/decision.ts';
import { inForce, serves } from '../../src/domain/legal-act.ts';
import { EXCLUDED_BY, MEASURE_KINDS, SCOPE_KINDS, WIDE_SCOPES } from '../../src/domain/measure.ts';
import { scopeOptions, usesPlatformLetter } from '../../src/domain/scope.ts';
import { SOURCE_KINDS } from '../../src/domain/source.ts';
import { isSamePerson } from '../../src/domain/staff.ts';
import { act } from './sample-act.ts';

test('a law is in force from its first day to its last, both included', () => {
  const law = act({ validFrom: '2026-11-24', validTo: '2026-11-26' });
  const days = ['2026-11-23', '2026-11-24', '2026-11-26', '2026-11-27'];

  assert.deepEqual(
    days.map((day) => inForce(law, day)),
    [false, true, true, false],
  );
  assert.ok(inForce(act({ validFrom: '2026-11-24' }), '2099-01-01'), 'a law without an end stays in force');
});

test('a court act is in force from the day it came into force, and never without one', () => {
  const court = act({ basis: 'court_act', validFrom: '2026-01-01', inForceDate: '2026-11-24' });

  assert.deepEqual(
    ['2026-11-23', '2026-11-24'].map((day) => inForce(court, day)),
    [false, true],
  );
  assert.ok(!inForce({ ...court, inForceDate: null }, '2026-11-24'));
  assert.ok(!inForce({ ...court, validTo: '2026-11-24' }, '2026-11-25'));
});

test('an act serves its categories, one without categories serves all', () => {
  for (const category of CATEGORIES) {
    assert.ok(serves(act(), category));
    assert.equal(
      serves(act({ categories: ['pyramid', 'dropper'] }), category),
      ['pyramid', 'dropper'].includes(category),
    );
  }
});

for (const kind of SOURCE_KINDS) {
  test(`scopes for ${kind}: the narrowest first, each with its exact target`, () => {
    const options = scopeOptions('https://t.me/arna/7?single', { kind, address: 'https://t.me/arna' });
    const order = options.map((option) => SCOPE_KINDS.indexOf(option.kind));

    assert.ok(options.length >= 2);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.equal(options[0]?.target, 'https://t.me/arna/7?single');
    assert.equal(options[0]?.wide, false, 'the default needs no check of what else it hits');
    for (const option of options) assert.equal(option.wide, WIDE_SCOPES.includes(option.kind));
    assert.equal(
      usesPlatformLetter(kind),
      options.some((option) => option.kind === 'channel'),
    );
    assert.equal(options.at(-1)?.target, usesPlatformLetter(kind) ? 'https://t.me/arna' : 't.me');
  });
}

test('measures exclude each other both ways, and blocking goes with either', () => {
  for (const kind of MEASURE_KINDS) {
    assert.ok(EXCLUDED_BY[kind].includes(kind), 'one open measure of a kind');
    for (const other of EXCLUDED_BY[kind])
      assert.ok(EXCLUDED_BY[other].includes(kind), `${kind} and ${other}`);
  }
  assert.ok(EXCLUDED_BY.criminal_report.includes('administrative_referral'));
  assert.deepEqual(EXCLUDED_BY.blocking_notification, ['blocking_notification']);
});

test('a category has routes exactly when it is within the competence, and an addressee for each', () => {
  for (const category of CATEGORIES) {
    const facts = CATEGORY_FACTS[category];
    assert.equal(facts.routes.length > 0, facts.competence === 'afm', category);
    assert.equal(facts.administrativeBody !== null, facts.routes.includes('administrative'), category);
    assert.ok(facts.articles.length > 0, `${category} points to an article`);
  }
});

test('one human is one person under any staff id', () => {
  const before = { id: 1, telegramId: '700' };
  assert.ok(isSamePerson(before, before));
  assert.ok(isSamePerson(before, { id: 9, telegramId: '700' }));
  assert.ok(!isSamePerson(before, { id: 9, telegramId: '701' }));
});

test('replaying decisions gives the state, and a broken chain of them is refused', () => {
  const rows = [
    { from: null, to: 'new' },
    { from: 'new', to: 'postponed' },
    { from: 'postponed', to: 'new' },
  ];
  assert.equal(replay([]), null);
  assert.equal(replay(rows), 'new');
  assert.throws(
    () => replay([...rows, { from: 'postponed', to: 'new' }]),
    /starts from postponed, but the state was new/u,
  );
  assert.throws(() => replay(rows.slice(1)), /the state was nothing/u);
});
