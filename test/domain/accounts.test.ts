import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { floodShare, type HourOfCalls } from '../../src/domain/flood-share.ts';
import { planSpread, type SpreadInput, type SpreadKnowledge } from '../../src/domain/spread.ts';

const NOW = new Date('2026-11-24T12:30:00Z');
const HOUR_MS = 3_600_000;

const accounts = (...ids: number[]) => ids.map((id) => ({ id, weight: 1 }));
const unread = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at + 1, accountId: null }));
const knows = (accountId: number, sourceId: number, what: Partial<SpreadKnowledge>): SpreadKnowledge => ({
  accountId,
  sourceId,
  joined: false,
  hasHandle: false,
  refused: false,
  ...what,
});

/** Who reads what after the moves. */
function after(input: SpreadInput): Map<number, number | null> {
  const reader = new Map(input.sources.map(({ id, accountId }) => [id, accountId]));
  for (const { sourceId, from, to } of planSpread(input)) {
    assert.equal(from, reader.get(sourceId));
    reader.set(sourceId, to);
  }
  return reader;
}

function loads(input: SpreadInput): number[] {
  const readers = [...after(input).values()];
  return input.accounts.map(({ id }) => readers.filter((reader) => reader === id).length);
}

describe('spreading channels over accounts', () => {
  it('shares them evenly', () => {
    assert.deepEqual(
      loads({ accounts: accounts(1, 2, 3), sources: unread(500), known: [], balanceMax: 0 }),
      [167, 167, 166],
    );
  });

  it('leaves a channel where it is read well', () => {
    const sources = Array.from({ length: 9 }, (_, at) => ({ id: at + 1, accountId: 1 + (at % 3) }));

    assert.deepEqual(planSpread({ accounts: accounts(1, 2, 3), sources, known: [], balanceMax: 5 }), []);
  });

  it('moves every channel of an account that is gone, at once, and no other', () => {
    const sources = Array.from({ length: 9 }, (_, at) => ({ id: at + 1, accountId: 1 + (at % 3) }));

    const moves = planSpread({ accounts: accounts(1, 3), sources, known: [], balanceMax: 0 });

    assert.deepEqual(
      moves.map(({ sourceId, from }) => [sourceId, from]),
      [2, 5, 8].map((id) => [id, 2]),
    );
    assert.ok(moves.every(({ to }) => to === 1 || to === 3));
  });

  it('prefers the account that joined a channel, then the one that looked it up', () => {
    const known = [
      knows(1, 1, { hasHandle: true }),
      knows(2, 1, { joined: true }),
      knows(3, 2, { hasHandle: true }),
    ];

    const reader = after({ accounts: accounts(1, 2, 3), sources: unread(3), known, balanceMax: 0 });

    assert.deepEqual([reader.get(1), reader.get(2), reader.get(3)], [2, 3, 1]);
  });

  it('takes a channel from the account that was shut out, and gives it to nobody who was', () => {
    const sources = [{ id: 1, accountId: 1 }];
    const out = [knows(1, 1, { refused: true }), knows(2, 1, { refused: true })];

    assert.deepEqual(planSpread({ accounts: accounts(1, 2, 3), sources, known: out, balanceMax: 0 }), [
      { sourceId: 1, from: 1, to: 3 },
    ]);
    assert.deepEqual(planSpread({ accounts: accounts(1, 2), sources, known: out, balanceMax: 0 }), [
      { sourceId: 1, from: 1, to: null },
    ]);
  });

  it('fills a new account a few channels at a time, those first that it knows', () => {
    const sources = Array.from({ length: 10 }, (_, at) => ({ id: at + 1, accountId: 1 }));

    const moves = planSpread({
      accounts: accounts(1, 2),
      sources,
      known: [knows(2, 7, { joined: true })],
      balanceMax: 2,
    });

    assert.deepEqual(
      moves.map(({ sourceId, to }) => [sourceId, to]),
      [
        [1, 2],
        [7, 2],
      ],
    );
  });

  it('gives less to an account that the platform finds too busy', () => {
    const busy = [
      { id: 1, weight: 0.5 },
      { id: 2, weight: 1 },
      { id: 3, weight: 1 },
    ];

    assert.deepEqual(loads({ accounts: busy, sources: unread(100), known: [], balanceMax: 0 }), [20, 40, 40]);
  });

  it('reads every channel that an account may read, and comes to rest, whatever the start', () => {
    const start = fc.record({
      ids: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
      readers: fc.array(fc.option(fc.integer({ min: 1, max: 7 })), { maxLength: 30 }),
      known: fc.array(
        fc.record({
          accountId: fc.integer({ min: 1, max: 5 }),
          sourceId: fc.integer({ min: 1, max: 30 }),
          joined: fc.boolean(),
          hasHandle: fc.boolean(),
          refused: fc.boolean(),
        }),
        { maxLength: 40 },
      ),
    });
    fc.assert(
      fc.property(start, ({ ids, readers, known }) => {
        const input: SpreadInput = {
          accounts: accounts(...ids),
          sources: readers.map((accountId, at) => ({ id: at + 1, accountId })),
          known,
          balanceMax: 100,
        };

        const reader = after(input);

        const last = new Map(known.map((row) => [`${row.accountId} ${row.sourceId}`, row]));
        for (const [sourceId, accountId] of reader) {
          const able = ids.filter((id) => last.get(`${id} ${sourceId}`)?.refused !== true);
          if (accountId === null) assert.deepEqual(able, []);
          else assert.ok(able.includes(accountId));
        }
        const settled = [...reader].map(([id, accountId]) => ({ id, accountId }));
        assert.deepEqual(planSpread({ ...input, sources: settled }), []);
      }),
    );
  });
});

const hours = (
  rows: readonly (readonly [agoHours: number, calls: number, floods: number])[],
): HourOfCalls[] =>
  rows.map(([ago, calls, floods]) => ({ hour: new Date(NOW.getTime() - ago * HOUR_MS), calls, floods }));

describe('the share of flood waits', () => {
  it('is calm for the few waits that everybody meets', () => {
    assert.equal(floodShare(hours([[1, 3000, 4]]), NOW).level, 'calm');
    assert.equal(floodShare(hours([[1, 3000, 40]]), NOW).level, 'calm');
    assert.equal(floodShare([], NOW).level, 'calm');
  });

  it('grows when it is twice what it was', () => {
    const before = hours([[10, 1000, 20]]);

    assert.equal(floodShare([...before, ...hours([[1, 1000, 30]])], NOW).level, 'calm');
    assert.equal(floodShare([...before, ...hours([[1, 1000, 41]])], NOW).level, 'growing');
  });

  it('is losing when one call in five is told to wait, many times over', () => {
    assert.equal(floodShare(hours([[1, 100, 19]]), NOW).level, 'growing');
    assert.equal(floodShare(hours([[1, 100, 20]]), NOW).level, 'losing');
  });

  it('asks neither for the order of the hours nor for those of the day before yesterday', () => {
    const rows = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 60 }), fc.nat(5000), fc.nat(500)).map(([ago, calls, floods]) => {
        return [ago, calls + floods, floods] as const;
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(rows, (some) => {
        const found = floodShare(hours(some), NOW);
        assert.deepEqual(floodShare(hours(some.toReversed()), NOW), found);
        assert.deepEqual(floodShare(hours(some.filter(([ago]) => ago < 24)), NOW), found);
        assert.ok(found.share >= 0 && found.share <= 1);
      }),
    );
  });

  it('never gets better by one more wait', () => {
    const order = ['calm', 'growing', 'losing'];
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(500), fc.nat(5000), fc.nat(500), (calls, floods, old, oldFloods) => {
        const day = (more: number) =>
          hours([
            [1, calls + floods + 1, floods + more],
            [9, old + oldFloods, oldFloods],
          ]);
        const [before, later] = [floodShare(day(0), NOW), floodShare(day(1), NOW)];
        assert.ok(order.indexOf(later.level) >= order.indexOf(before.level));
      }),
    );
  });
});
