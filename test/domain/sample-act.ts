import type { LegalAct } from '../../src/domain/legal-act.ts';

/** A law in force since 2024 that serves every category. */
export function act(change: Partial<LegalAct> = {}): LegalAct {
  return {
    id: 1,
    basis: 'law',
    titleRu: 'Закон «О связи»',
    titleKk: '«Байланыс туралы» Заң',
    caseNumber: null,
    actDate: null,
    inForceDate: null,
    article: '41-1',
    part: null,
    operative: null,
    validFrom: '2024-01-01',
    validTo: null,
    categories: [],
    sourceUrl: null,
    checkedBy: null,
    checkedAt: null,
    ...change,
  };
}
