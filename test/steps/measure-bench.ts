import type { Finding } from '../../src/domain/finding.ts';
import type { LegalAct } from '../../src/domain/legal-act.ts';
import type { MeasureKind } from '../../src/domain/measure.ts';
import type { Person } from '../../src/domain/staff.ts';
import { approveMeasure } from '../../src/steps/approve-measure.ts';
import { claimOne } from '../../src/steps/claim-next.ts';
import { chooseAct } from '../../src/steps/draft-measure.ts';
import { startMeasure } from '../../src/steps/qualify.ts';
import { submitMeasure } from '../../src/steps/submit-measure.ts';
import type { MeasureView } from '../../src/steps/views.ts';
import { aCase, type Flow, staff } from './flow-bench.ts';

export const FACTS =
  'Публикация предлагает участие в онлайн-казино без лицензии и ведёт на страницу регистрации.';

const LAW: Omit<LegalAct, 'id'> = {
  basis: 'law',
  titleRu: 'Закон Республики Казахстан «О связи»',
  titleKk: 'Қазақстан Республикасының «Байланыс туралы» Заңы',
  caseNumber: null,
  actDate: null,
  inForceDate: null,
  article: '41-1',
  part: '1-1',
  operative: null,
  validFrom: '2024-01-01',
  validTo: null,
  categories: [],
  sourceUrl: null,
  checkedBy: null,
  checkedAt: null,
};

export async function anAct(flow: Flow, change: Partial<LegalAct> = {}): Promise<LegalAct> {
  return await flow.memory.transaction((tx) => tx.acts.add({ ...LAW, ...change }));
}

/** Two pairs of eyes and an act that serves everything. */
export interface Office {
  readonly analyst: Person;
  readonly supervisor: Person;
  readonly act: LegalAct;
}

export async function anOffice(flow: Flow): Promise<Office> {
  return {
    analyst: await staff(flow, 'analyst', 'Айгүл Сәрсенова'),
    supervisor: await staff(flow, 'supervisor', 'Марат Жүнісов'),
    act: await anAct(flow),
  };
}

/** A measure under preparation on a finding of its own, or on the given one. */
export async function aDraft(
  flow: Flow,
  { analyst }: Office,
  kind: MeasureKind = 'blocking_notification',
  on?: Finding,
): Promise<MeasureView> {
  const finding = on ?? (await aCase(flow));
  const { version } =
    finding.state === 'qualified' ? finding : (await claimOne(flow.needs, analyst, finding.id)).finding;
  const press = { findingId: finding.id, version, kind, justification: FACTS };
  return await startMeasure(flow.needs, analyst, press);
}

/** What a press on the measure as it is now carries. */
export async function press(
  flow: Flow,
  measureId: number,
): Promise<{ readonly measureId: number; readonly version: number }> {
  return { measureId, version: (await flow.memory.read.measures.get(measureId)).version };
}

export async function aSubmitted(
  flow: Flow,
  office: Office,
  kind: MeasureKind = 'blocking_notification',
  on?: Finding,
): Promise<MeasureView> {
  const { measure } = await aDraft(flow, office, kind, on);
  if (kind === 'blocking_notification')
    await chooseAct(flow.needs, office.analyst, { ...(await press(flow, measure.id)), actId: office.act.id });
  return await submitMeasure(flow.needs, office.analyst, await press(flow, measure.id));
}

export async function anApproved(
  flow: Flow,
  office: Office,
  kind: MeasureKind = 'blocking_notification',
  on?: Finding,
): Promise<MeasureView> {
  const { measure } = await aSubmitted(flow, office, kind, on);
  return await approveMeasure(flow.needs, office.supervisor, await press(flow, measure.id));
}
