import type { ItemOutcome } from './outcome.ts';
import type { Route } from './category.ts';
import type { Move } from './moves.ts';

export const MEASURE_KINDS = ['criminal_report', 'administrative_referral', 'blocking_notification'] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** Which route of the law a measure follows (clause 6 of the draft rules). */
export const MEASURE_ROUTE: Readonly<Record<MeasureKind, Route>> = {
  criminal_report: 'criminal',
  administrative_referral: 'administrative',
  blocking_notification: 'blocking',
};

/** Routes 1 and 2 exclude each other; route 3 goes with either. One open measure of a kind at a time. */
export const EXCLUDED_BY: Readonly<Record<MeasureKind, readonly MeasureKind[]>> = {
  criminal_report: ['criminal_report', 'administrative_referral'],
  administrative_referral: ['administrative_referral', 'criminal_report'],
  blocking_notification: ['blocking_notification'],
};

export const MEASURE_STATES = [
  'draft',
  'submitted',
  'approved',
  'sent',
  'received',
  'outcome',
  'closed',
  'withdrawn',
] as const;
export type MeasureState = (typeof MEASURE_STATES)[number];
/** States in which a measure needs nothing more. */
export const MEASURE_END_STATES: readonly MeasureState[] = ['closed', 'withdrawn'];

export const MEASURE_VERBS = [
  'submit',
  'return',
  'approve',
  'send',
  'record_sent',
  'receive',
  'incomplete',
  'outcome',
  'amend',
  'close',
  'withdraw',
] as const;
export type MeasureVerb = (typeof MEASURE_VERBS)[number];

/** The ladder of a measure. `second` pairs of eyes: `approve` and `return` need a person who is not the author. */
export const MEASURE_MOVES = [
  { verb: 'submit', from: 'draft', to: 'submitted', by: ['analyst'], needs: ['author', 'complete'] },
  { verb: 'withdraw', from: 'draft', to: 'withdrawn', by: ['analyst'], needs: ['author'] },
  // The draft of somebody who left would hold its finding for good.
  { verb: 'withdraw', from: 'draft', to: 'withdrawn', by: ['supervisor'], needs: ['not_author'] },
  { verb: 'return', from: 'submitted', to: 'draft', by: ['supervisor'], needs: ['not_author', 'reason'] },
  {
    verb: 'approve',
    from: 'submitted',
    to: 'approved',
    by: ['supervisor'],
    needs: ['not_author', 'complete'],
  },
  { verb: 'withdraw', from: 'submitted', to: 'withdrawn', by: ['analyst'], needs: ['author'] },
  { verb: 'send', from: 'approved', to: 'sent', by: ['system'], needs: [] },
  { verb: 'record_sent', from: 'approved', to: 'sent', by: ['analyst'], needs: ['author', 'number'] },
  { verb: 'incomplete', from: 'approved', to: 'draft', by: ['system'], needs: ['reason'] },
  { verb: 'receive', from: 'approved', to: 'received', by: ['system'], needs: [] },
  { verb: 'receive', from: 'sent', to: 'received', by: ['system'], needs: [] },
  { verb: 'outcome', from: 'received', to: 'outcome', by: ['system'], needs: [] },
  { verb: 'outcome', from: 'outcome', to: 'outcome', by: ['system'], needs: [] },
  { verb: 'amend', from: 'outcome', to: 'draft', by: ['analyst'], needs: ['author', 'returned'] },
  { verb: 'close', from: 'outcome', to: 'closed', by: ['system'], needs: [] },
  { verb: 'close', from: 'sent', to: 'closed', by: ['analyst'], needs: ['author', 'reason'] },
] as const satisfies readonly Move<MeasureState, MeasureVerb>[];

/** Outcomes after which the addressee will not change its answer by itself. */
export const FINAL_OUTCOMES: readonly ItemOutcome[] = ['blocked', 'unavailable', 'no_violation'];

/** What is to be restricted, narrowest first. Over-blocking by domain is the known failure of the field. */
export const SCOPE_KINDS = ['post', 'channel', 'page', 'domain'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** Scopes that need a written check of what lawful content they would hit. */
export const WIDE_SCOPES: readonly ScopeKind[] = ['channel', 'domain'];

/** One measure as prepared, approved and sent. Text fields are null until filled. */
export interface Measure {
  readonly id: number;
  readonly findingId: number;
  readonly kind: MeasureKind;
  readonly state: MeasureState;
  readonly version: number;
  readonly authorId: number;
  readonly approverId: number | null;
  readonly legalActId: number | null;
  readonly justification: string | null;
  readonly scope: ScopeKind;
  readonly scopeTarget: string;
  readonly collateral: string | null;
  /** Last comment of the supervisor or the addressee that sent it back. */
  readonly returnComment: string | null;
  readonly outgoingNumber: string | null;
  readonly idempotencyKey: string | null;
  readonly authorityId: string | null;
  readonly outcome: ItemOutcome | null;
  readonly outcomeComment: string | null;
  readonly prescription: { readonly number: string; readonly date: string } | null;
  readonly createdAt: Date;
  readonly submittedAt: Date | null;
  readonly approvedAt: Date | null;
  readonly sentAt: Date | null;
  readonly outcomeAt: Date | null;
}

/** The table of fields that a person fills, with their limits. */
export const JUSTIFICATION_MIN = 40;
export const JUSTIFICATION_MAX = 2000;
export const COLLATERAL_MIN = 10;
export const COMMENT_MAX = 1000;
