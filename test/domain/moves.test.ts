import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FINDING_MOVES, FINDING_STATES, FINDING_VERBS } from '../../src/domain/finding.ts';
import { MEASURE_MOVES, MEASURE_STATES, MEASURE_VERBS } from '../../src/domain/measure.ts';
import {
  checkMove,
  MOVE_NEEDS,
  type Move,
  MoveRefusedError,
  type Mover,
  openMoves,
} from '../../src/domain/moves.ts';
import { type Actor, ROLES, SYSTEM } from '../../src/domain/staff.ts';

const MOVERS: readonly Mover[] = [...ROLES, 'system'];
const ALL_NEEDS = Object.fromEntries(MOVE_NEEDS.map((need) => [need, true]));

function actorOf(mover: Mover): Actor {
  return mover === 'system' ? SYSTEM : { kind: 'person', id: 7, role: mover, name: 'Айгүл' };
}

/** Every state, verb and mover: allowed exactly when the table has the row, and refused with the reason otherwise. */
function everyTriple<State extends string, Verb extends string>(
  table: readonly Move<State, Verb>[],
  states: readonly State[],
  verbs: readonly Verb[],
): void {
  for (const state of states) {
    for (const verb of verbs) {
      for (const mover of MOVERS) {
        const rows = table.filter((row) => row.from === state && row.verb === verb);
        const row = rows.find((candidate) => candidate.by.includes(mover));
        const attempt = (): string => checkMove(table, state, verb, actorOf(mover), ALL_NEEDS).to;
        if (row !== undefined) {
          assert.equal(attempt(), row.to, `${mover}: ${verb} from ${state}`);
        } else {
          const kind = rows.length === 0 ? 'no_such_move' : 'wrong_role';
          assert.throws(
            attempt,
            (error) => error instanceof MoveRefusedError && error.refusal.kind === kind,
            `${mover}: ${verb} from ${state}`,
          );
        }
      }
    }
  }
}

test('a finding moves only as its table says, for every state, verb and role', () => {
  everyTriple(FINDING_MOVES, FINDING_STATES, FINDING_VERBS);
});

test('a measure moves only as its ladder says, for every state, verb and role', () => {
  everyTriple(MEASURE_MOVES, MEASURE_STATES, MEASURE_VERBS);
});

test('a need that is not proven refuses the move and is named', () => {
  for (const row of [...FINDING_MOVES, ...MEASURE_MOVES] as readonly Move<string, string>[]) {
    for (const need of row.needs) {
      const has = { ...ALL_NEEDS, [need]: false };
      const [mover] = row.by;
      assert.ok(mover !== undefined);
      assert.throws(
        () => checkMove([row], row.from, row.verb, actorOf(mover), has),
        (error) =>
          error instanceof MoveRefusedError && error.refusal.kind === 'needs' && error.refusal.need === need,
      );
    }
  }
});

test('a button is shown exactly when its press would be carried out or asked about', () => {
  for (const state of MEASURE_STATES) {
    for (const mover of MOVERS) {
      const shown = openMoves(MEASURE_MOVES, state, actorOf(mover), ALL_NEEDS);
      const possible = MEASURE_VERBS.filter((verb) => {
        try {
          checkMove(MEASURE_MOVES, state, verb, actorOf(mover), ALL_NEEDS);
          return true;
        } catch (error) {
          assert.ok(error instanceof MoveRefusedError);
          return false;
        }
      });
      assert.deepEqual([...shown].sort(), [...possible].sort(), `${mover} in ${state}`);
    }
  }
});

test('the author of a measure is never offered its approval', () => {
  const verbs = openMoves(MEASURE_MOVES, 'submitted', actorOf('supervisor'), {
    author: true,
    not_author: false,
    complete: true,
  });

  assert.deepEqual(verbs, []);
});

test('every state but the first is reached by some move, and every move leads to a known state', () => {
  for (const [table, states] of [
    [FINDING_MOVES, FINDING_STATES],
    [MEASURE_MOVES, MEASURE_STATES],
  ] as const) {
    const reached = new Set<string>(table.map((row) => row.to));
    assert.deepEqual(
      states.slice(1).filter((state) => !reached.has(state)),
      [],
    );
  }
});
