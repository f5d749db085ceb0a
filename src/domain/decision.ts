import type { Actor } from './staff.ts';

export const DECISION_SUBJECTS = ['finding', 'measure'] as const;
export type DecisionSubject = (typeof DECISION_SUBJECTS)[number];

/** One append-only row: who moved what from where to where, when and why. Replaying the rows gives the state. */
export interface Decision {
  readonly id: number;
  readonly findingId: number;
  readonly measureId: number | null;
  readonly subject: DecisionSubject;
  readonly verb: string;
  readonly from: string | null;
  readonly to: string;
  readonly by: Actor;
  readonly byName: string | null;
  readonly at: Date;
  readonly reason: string | null;
}

/** The state at which the rows of one subject arrive; null when there is no row. Throws on a broken chain. */
export function replay(rows: readonly Pick<Decision, 'from' | 'to'>[]): string | null {
  let state: string | null = null;
  for (const row of rows) {
    if (row.from !== state)
      throw new Error(
        `decision starts from ${row.from ?? 'nothing'}, but the state was ${state ?? 'nothing'}`,
      );
    state = row.to;
  }
  return state;
}
