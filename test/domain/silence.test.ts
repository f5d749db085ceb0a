import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isUnusuallySilent, usualSilenceMs } from '../../src/domain/silence.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LAST = new Date('2026-11-20T13:00:00Z');

function silentFor(posts: readonly number[], ms: number): boolean {
  return isUnusuallySilent({ posts }, LAST, new Date(LAST.getTime() + ms));
}

function weeks(count: number, week: readonly number[]): number[] {
  return Array.from({ length: count }, () => week).flat();
}

test('a channel of every day is silent after two days, and a busy one after one', () => {
  const daily = weeks(2, [2, 1, 3, 2, 1, 1, 2]);
  assert.equal(silentFor(daily, 47 * HOUR_MS), false, 'a night and a day are nothing');
  assert.equal(silentFor(daily, 49 * HOUR_MS), true);
  const busy = weeks(2, [40, 35, 50, 44, 38, 12, 11]);
  assert.equal(silentFor(busy, 23 * HOUR_MS), false, 'nights are inside');
  assert.equal(silentFor(busy, 25 * HOUR_MS), true);
});

test('weekends without posts are habit, and so is a weekend with a holiday', () => {
  const office = weeks(4, [8, 9, 7, 8, 6, 0, 0]);
  assert.equal(silentFor(office, 66 * HOUR_MS), false, 'from Friday evening to Monday noon');
  assert.equal(silentFor(office, 4 * DAY_MS + 18 * HOUR_MS), false, 'with Monday and Tuesday off');
  assert.equal(silentFor(office, 7 * DAY_MS), true);
});

test('one long break does not make every break usual', () => {
  const once = [...weeks(2, [3, 2, 4, 3, 3, 2, 2]), 0, 0, 0, 0, 0, 0, 3, 2, 4];
  assert.equal(silentFor(once, 5 * DAY_MS), true);
});

test('without a week of history, or with next to no posts, there is no habit', () => {
  assert.equal(usualSilenceMs({ posts: [9, 9, 9, 9, 9, 9] }), null);
  assert.equal(usualSilenceMs({ posts: [...weeks(3, [0, 0, 0, 0, 0, 0, 0]), 5, 1] }), null);
});

test('whatever the history: a gap as long as one it has again and again is never called silence', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 7, maxLength: 60 }), (posts) => {
      const allowed = usualSilenceMs({ posts });
      if (allowed === null) return;
      const recent = posts.slice(-28);
      const runs = recent.join(',').match(/(?:^|(?<=,))0(?:,0)*(?=,|$)/gu) ?? [];
      const lengths = runs.map((run) => run.split(',').length).sort((a, b) => b - a);
      const usual = lengths[1] ?? 0;
      // Posts at the two far ends of the days around the empty ones.
      const widest = recent.every((count) => count >= 10) ? DAY_MS : (usual + 2) * DAY_MS - 1;
      assert.ok(allowed >= widest, `${allowed / DAY_MS} days for ${recent.join(' ')}`);
      assert.ok(allowed >= DAY_MS, 'a night is always inside');
    }),
    { numRuns: 500, seed: 20261124 },
  );
});

test('more posts never make a channel sooner silent, unless they make it a busy one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(9), { minLength: 7, maxLength: 28 }),
      fc.integer({ min: 1, max: 60 }),
      (posts, days) => {
        const alike = posts.map((count) => (count === 0 ? 0 : 9));
        assert.equal(silentFor(posts, days * DAY_MS), silentFor(alike, days * DAY_MS));
      },
    ),
    { numRuns: 300, seed: 20261124 },
  );
});
