import type { Actor, Role } from './staff.ts';

/** Who may make a move: a role, `author` (who prepared it), `second` (a supervisor who did not), or the program. */
export type Mover = Role | 'system';

/** What must hold before a move is made; the step that makes the move proves each. */
export const MOVE_NEEDS = [
  'claim',
  'reason',
  'complete',
  'not_author',
  'author',
  'number',
  'measure',
  'no_open_measure',
  'returned',
] as const;
export type MoveNeed = (typeof MOVE_NEEDS)[number];

/** One row of a table of moves. */
export interface Move<State extends string, Verb extends string> {
  readonly verb: Verb;
  readonly from: State;
  readonly to: State;
  readonly by: readonly Mover[];
  readonly needs: readonly MoveNeed[];
}

export type MoveRefusal =
  | { readonly kind: 'no_such_move'; readonly from: string; readonly verb: string }
  | { readonly kind: 'wrong_role'; readonly allowed: readonly Mover[] }
  | { readonly kind: 'needs'; readonly need: MoveNeed };

/** A move that the table does not allow. `refusal` is data: the text for a person is looked up by it. */
export class MoveRefusedError extends Error {
  override readonly name = 'MoveRefusedError';
  readonly refusal: MoveRefusal;
  constructor(refusal: MoveRefusal) {
    super(`move refused: ${JSON.stringify(refusal)}`);
    this.refusal = refusal;
  }
}

function moverOf(actor: Actor): Mover {
  return actor.kind === 'system' ? 'system' : actor.role;
}

/**
 * Checks a move against its table.
 * @param has which needs are proven; a need that is absent counts as not met
 * @returns the row of the table
 * @throws MoveRefusedError with the reason
 */
export function checkMove<State extends string, Verb extends string>(
  table: readonly Move<State, Verb>[],
  from: State,
  verb: Verb,
  actor: Actor,
  has: Readonly<Partial<Record<MoveNeed, boolean>>>,
): Move<State, Verb> {
  const rows = table.filter((row) => row.from === from && row.verb === verb);
  if (rows.length === 0) throw new MoveRefusedError({ kind: 'no_such_move', from, verb });
  const row = rows.find((candidate) => candidate.by.includes(moverOf(actor)));
  if (row === undefined) {
    throw new MoveRefusedError({ kind: 'wrong_role', allowed: rows.flatMap((candidate) => candidate.by) });
  }
  const missing = row.needs.find((need) => has[need] !== true);
  if (missing !== undefined) throw new MoveRefusedError({ kind: 'needs', need: missing });
  return row;
}

/**
 * The verbs that `actor` may use from a state, for buttons. Needs in `later` (a reason, a number) are asked for
 * after the press and do not hide the button; every other need must already hold.
 */
export function openMoves<State extends string, Verb extends string>(
  table: readonly Move<State, Verb>[],
  from: State,
  actor: Actor,
  has: Readonly<Partial<Record<MoveNeed, boolean>>>,
  later: readonly MoveNeed[] = ['reason', 'number', 'measure'],
): readonly Verb[] {
  const mover = moverOf(actor);
  return table
    .filter((row) => row.from === from && row.by.includes(mover))
    .filter((row) => row.needs.every((need) => has[need] === true || later.includes(need)))
    .map((row) => row.verb);
}
