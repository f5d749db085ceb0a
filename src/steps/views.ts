import type { Missing } from '../domain/completeness.ts';
import type { Decision } from '../domain/decision.ts';
import type { Detection, Entity, Match } from '../domain/detection.ts';
import type { Finding, FindingVerb } from '../domain/finding.ts';
import type { LegalAct } from '../domain/legal-act.ts';
import type { Measure, MeasureKind, MeasureVerb, ScopeKind } from '../domain/measure.ts';
import type { Source } from '../domain/source.ts';

/** The screenshot as the chat may have it: the masked copy, or why there is none. */
export type ScreenshotView =
  | {
      readonly kind: 'ready';
      readonly maskedSha256: string;
      readonly sealSha256: string;
      readonly capturedAt: Date;
    }
  | { readonly kind: 'pending' }
  | { readonly kind: 'failed'; readonly problem: string };

/** All that the card of a finding shows to one person; every text is masked already. */
export interface CardView {
  readonly finding: Finding;
  readonly claim: 'mine' | 'free' | 'other';
  readonly claimedByName: string | null;
  readonly source: Source;
  readonly post: {
    readonly url: string;
    readonly publishedAt: Date;
    readonly editedAt: Date | null;
    readonly deletedSeenAt: Date | null;
    readonly maskedText: string;
    readonly views: number | null;
  };
  /** Live matches of the newest version, offsets into `maskedText` (masking keeps lengths). */
  readonly matches: readonly Match[];
  /** Values masked where they are personal data. */
  readonly entities: readonly Entity[];
  /** What a trained model thinks of the post; absent where there is none. */
  readonly model?: NonNullable<Detection['model']>;
  readonly screenshot: ScreenshotView;
  readonly measures: readonly Measure[];
  /** Moves that this person may make now; buttons derive from it. */
  readonly verbs: readonly FindingVerb[];
  /** Measures that this person may start now (route open for the category, not excluded by another). */
  readonly kinds: readonly MeasureKind[];
}

export interface ScopeOption {
  readonly kind: ScopeKind;
  readonly target: string;
  /** A wider scope needs a check of what lawful content it would hit. */
  readonly wide: boolean;
}

/** All that the form of a measure shows to one person. */
export interface MeasureView {
  readonly measure: Measure;
  readonly finding: Finding;
  readonly source: Source;
  readonly authorName: string;
  readonly approverName: string | null;
  readonly act: LegalAct | null;
  /** Acts in force today that serve the category. */
  readonly acts: readonly LegalAct[];
  readonly missing: readonly Missing[];
  readonly scopes: readonly ScopeOption[];
  /** Messenger items go by a letter to the platform, not by an access restriction of a site. */
  readonly platformLetter: boolean;
  /** Masked. */
  readonly quote: string;
  readonly screenshot: ScreenshotView;
  readonly verbs: readonly MeasureVerb[];
  /** Whether this person may edit the draft's fields. */
  readonly editable: boolean;
}

/** Why the press was not carried out: the card is older than the record. Says who did what in between. */
export class StaleCardError extends Error {
  override readonly name = 'StaleCardError';
  readonly since: Decision | null;
  readonly findingId: number;
  constructor(findingId: number, since: Decision | null) {
    super(`card of finding ${findingId} is stale`);
    this.findingId = findingId;
    this.since = since;
  }
}

export const REFUSALS = [
  'not_permitted',
  'claimed_by_other',
  'claim_lost',
  'outside_competence',
  'route_closed',
  'measure_exclusive',
  'act_not_in_force',
  'text_too_short',
  'text_too_long',
  'number_invalid',
  'invite_invalid',
  'already_enrolled',
  'not_found',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** An expected refusal; the reason is data, its text is `refused-<reason>` in the catalogues. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly reason: Refusal;
  readonly detail: string | null;
  constructor(reason: Refusal, detail: string | null = null) {
    super(`refused: ${reason}${detail === null ? '' : ` (${detail})`}`);
    this.reason = reason;
    this.detail = detail;
  }
}

/** Missing fields at the moment of submission or approval. */
export class IncompleteError extends Error {
  override readonly name = 'IncompleteError';
  readonly missing: readonly Missing[];
  constructor(missing: readonly Missing[]) {
    super(`incomplete: ${missing.map((entry) => `${entry.block}.${entry.field}`).join(', ')}`);
    this.missing = missing;
  }
}
