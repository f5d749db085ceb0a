import type { Category } from './category.ts';
import type { Move } from './moves.ts';

export const FINDING_STATES = ['new', 'postponed', 'qualified', 'dismissed', 'redirected', 'closed'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

export const FINDING_VERBS = [
  'postpone',
  'wake',
  'qualify',
  'dismiss',
  'redirect',
  'reopen',
  'requeue',
  'close',
] as const;
export type FindingVerb = (typeof FINDING_VERBS)[number];

/** The life of a finding. Types, buttons, permission checks, the diagram in the documents and a test derive from it. */
export const FINDING_MOVES = [
  { verb: 'postpone', from: 'new', to: 'postponed', by: ['analyst'], needs: ['claim'] },
  { verb: 'wake', from: 'postponed', to: 'new', by: ['system', 'analyst'], needs: [] },
  { verb: 'qualify', from: 'new', to: 'qualified', by: ['analyst'], needs: ['claim', 'measure'] },
  { verb: 'dismiss', from: 'new', to: 'dismissed', by: ['analyst'], needs: ['claim', 'reason'] },
  { verb: 'redirect', from: 'new', to: 'redirected', by: ['analyst'], needs: ['claim', 'reason'] },
  { verb: 'reopen', from: 'dismissed', to: 'new', by: ['supervisor'], needs: ['reason'] },
  { verb: 'reopen', from: 'redirected', to: 'new', by: ['supervisor'], needs: ['reason'] },
  { verb: 'reopen', from: 'closed', to: 'new', by: ['supervisor'], needs: ['reason'] },
  { verb: 'requeue', from: 'qualified', to: 'new', by: ['system'], needs: ['no_open_measure'] },
  { verb: 'close', from: 'qualified', to: 'closed', by: ['system'], needs: ['no_open_measure'] },
] as const satisfies readonly Move<FindingState, FindingVerb>[];

/** Why a finding is not a violation; picked by a button, kept with the decision. */
export const DISMISS_REASONS = ['news', 'licensed', 'victim', 'joke', 'lawful_offer', 'other'] as const;
export type DismissReason = (typeof DISMISS_REASONS)[number];

/** What a person decides on: one offer, with every place it was published (occurrences). */
export interface Finding {
  readonly id: number;
  readonly state: FindingState;
  /** Grows with every decision; a button of an older version is stale. */
  readonly version: number;
  readonly category: Category;
  readonly score: number;
  readonly rulesVersion: string;
  /** The model that advised; null where none did. */
  readonly modelVersion: string | null;
  readonly createdAt: Date;
  readonly claimedBy: number | null;
  readonly claimedUntil: Date | null;
  readonly notBefore: Date | null;
  readonly occurrences: number;
  /** The post that opened it: shown on the card. */
  readonly firstPostId: number;
  readonly captureProblem: string | null;
}

/** How long a finding stays with the analyst who took it, without a press: long enough for a careful reading. */
export const CLAIM_MINUTES = 30;
/** How long `later` puts a finding aside. */
export const POSTPONE_HOURS = 4;

/** Whether `personId` holds the finding at `now`. */
export function holdsClaim(
  finding: Pick<Finding, 'claimedBy' | 'claimedUntil'>,
  personId: number,
  now: Date,
): boolean {
  return finding.claimedBy === personId && finding.claimedUntil !== null && finding.claimedUntil > now;
}
