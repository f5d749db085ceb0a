import { inForce, serves, type LegalAct } from './legal-act.ts';
import {
  COLLATERAL_MIN,
  JUSTIFICATION_MAX,
  JUSTIFICATION_MIN,
  WIDE_SCOPES,
  type Measure,
  type MeasureKind,
} from './measure.ts';
import type { Category } from './category.ts';

/** The three named blocks of clause 6, last paragraph: nothing leaves until all are filled in full. */
export const COMPLETENESS_BLOCKS = ['lawfulness', 'justification', 'screenshots'] as const;
export type CompletenessBlock = (typeof COMPLETENESS_BLOCKS)[number];

/** All that completeness looks at. */
export interface Prepared {
  readonly measure: Pick<Measure, 'kind' | 'justification' | 'scope' | 'collateral'>;
  readonly category: Category;
  readonly act: LegalAct | null;
  /** YYYY-MM-DD in the time zone of the authority. */
  readonly today: string;
  readonly quote: string;
  /** Sealed screenshots of the posts of the finding. */
  readonly screenshots: number;
}

interface Requirement {
  readonly block: CompletenessBlock;
  /** Named error, text in the catalogues under `missing-<field>`. */
  readonly field: string;
  readonly kinds: readonly MeasureKind[];
  readonly met: (prepared: Prepared) => boolean;
}

const ALL: readonly MeasureKind[] = ['criminal_report', 'administrative_referral', 'blocking_notification'];
const BLOCKING: readonly MeasureKind[] = ['blocking_notification'];

/** Every required field, as data: the checks, the card and the tests derive from these rows. */
export const REQUIREMENTS = [
  { block: 'lawfulness', field: 'act', kinds: BLOCKING, met: (p) => p.act !== null },
  {
    block: 'lawfulness',
    field: 'act-in-force',
    kinds: BLOCKING,
    met: (p) => p.act === null || inForce(p.act, p.today),
  },
  {
    block: 'lawfulness',
    field: 'act-category',
    kinds: BLOCKING,
    met: (p) => p.act === null || serves(p.act, p.category),
  },
  {
    block: 'justification',
    field: 'text',
    kinds: ALL,
    met: (p) => (p.measure.justification ?? '').trim().length >= JUSTIFICATION_MIN,
  },
  {
    block: 'justification',
    field: 'text-length',
    kinds: ALL,
    met: (p) => (p.measure.justification ?? '').length <= JUSTIFICATION_MAX,
  },
  { block: 'justification', field: 'quote', kinds: ALL, met: (p) => p.quote.trim() !== '' },
  {
    block: 'justification',
    field: 'collateral',
    kinds: BLOCKING,
    met: (p) =>
      !WIDE_SCOPES.includes(p.measure.scope) || (p.measure.collateral ?? '').trim().length >= COLLATERAL_MIN,
  },
  { block: 'screenshots', field: 'screenshot', kinds: ALL, met: (p) => p.screenshots > 0 },
] as const satisfies readonly Requirement[];

export interface Missing {
  readonly block: CompletenessBlock;
  readonly field: (typeof REQUIREMENTS)[number]['field'];
}

/** What is still missing, in the order of the blocks; empty when the measure may be submitted. */
export function missingFields(prepared: Prepared): readonly Missing[] {
  const rows: readonly (Requirement & Missing)[] = REQUIREMENTS;
  return rows
    .filter((row) => row.kinds.includes(prepared.measure.kind) && !row.met(prepared))
    .map((row) => ({ block: row.block, field: row.field }));
}
