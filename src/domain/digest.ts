import type { ItemOutcome } from './outcome.ts';
import type { Category } from './category.ts';
import type { MeasureKind } from './measure.ts';
import type { SourceKind } from './source.ts';

/** The numbers of one day. Each can be had again from the database by `qyraghy digest --date`. */
export interface DigestNumbers {
  /** YYYY-MM-DD in the time zone of the authority. */
  readonly day: string;
  readonly postsRead: number;
  readonly newFindings: number;
  readonly newOccurrences: number;
  readonly byCategory: Readonly<Partial<Record<Category, number>>>;
  readonly bySourceKind: Readonly<Partial<Record<SourceKind, number>>>;
  readonly submitted: Readonly<Partial<Record<MeasureKind, number>>>;
  readonly approved: number;
  readonly returned: number;
  readonly dismissed: number;
  readonly sent: number;
  readonly outcomes: Readonly<Partial<Record<ItemOutcome, number>>>;
  /** At the moment the digest was made. */
  readonly waiting: number;
  readonly overdueTriage: number;
  readonly overdueApproval: number;
  readonly overdueOutcome: number;
  readonly withoutScreenshot: number;
  /** Rules whose findings of the last 30 days were mostly decided as no violation. */
  readonly noisyRules: readonly {
    readonly rule: string;
    readonly hits: number;
    readonly dismissed: number;
  }[];
  readonly uncheckedActs: number;
  /** Head of the audit chain when the digest was made: an anchor outside the database. */
  readonly auditHead: { readonly seq: number; readonly hash: string } | null;
}
