import type { DigestNumbers } from '../../src/domain/digest.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { LegalAct } from '../../src/domain/legal-act.ts';
import type { Measure } from '../../src/domain/measure.ts';
import type { Source } from '../../src/domain/source.ts';
import { readLocales } from '../../src/texts/read-locales.ts';
import { loadTexts, type Texts } from '../../src/texts/texts.ts';
import type { CardView, MeasureView } from '../../src/steps/views.ts';

export const AT = new Date('2026-11-24T04:05:00Z');
export const POST_TEXT =
  'Доход 30% в месяц гарантирован! Приведи друга и получи бонус. Пишите @zolotoi_fond, карта 4400 **** **** 1234.';

/** The catalogues as the program loads them; a missing text or placeholder throws. */
export async function sampleTexts(): Promise<Texts> {
  return loadTexts(await readLocales('locales'), { timeZone: 'Asia/Almaty', problems: 'throw' });
}

export function sampleFinding(change: Partial<Finding> = {}): Finding {
  return {
    id: 12,
    state: 'new',
    version: 3,
    category: 'pyramid',
    score: 0.874,
    rulesVersion: 'r1',
    modelVersion: null,
    createdAt: AT,
    claimedBy: 1,
    claimedUntil: new Date(AT.getTime() + 1_800_000),
    notBefore: null,
    occurrences: 3,
    firstPostId: 5,
    captureProblem: null,
    ...change,
  };
}

export const SOURCE: Source = {
  id: 2,
  kind: 'messenger',
  connector: 'telegram',
  address: 'https://t.me/zolotoi_fond',
  externalId: '1001',
  handle: {},
  title: 'Золотой фонд <KZ> & Ко',
  state: 'active',
  stateReason: null,
  openness: { publicUrl: 'https://t.me/zolotoi_fond', checkedAt: '2026-11-01T00:00:00Z', how: 'public page' },
  epoch: 1,
  position: 10,
  pts: null,
  lastPostAt: AT,
  lastReadAt: AT,
  accountId: null,
  linkedTo: null,
  newestId: null,
  lastDifferenceAt: null,
  lastDifference: null,
  reading: null,
  readingReason: null,
  readingAt: null,
  quietSince: null,
};

export function sampleMeasure(change: Partial<Measure> = {}): Measure {
  return {
    id: 7,
    findingId: 12,
    kind: 'blocking_notification',
    state: 'draft',
    version: 2,
    authorId: 1,
    approverId: null,
    legalActId: null,
    justification:
      'В канале размещено предложение с признаками финансовой пирамиды; доход обещан за счёт новых участников.',
    scope: 'post',
    scopeTarget: 'https://t.me/zolotoi_fond/77',
    collateral: null,
    returnComment: null,
    outgoingNumber: null,
    idempotencyKey: null,
    authorityId: null,
    outcome: null,
    outcomeComment: null,
    prescription: null,
    createdAt: AT,
    submittedAt: null,
    approvedAt: null,
    sentAt: null,
    outcomeAt: null,
    ...change,
  };
}

/** A match on the given words of the text. */
export function matchOn(
  text: string,
  words: string,
  change: Partial<CardView['matches'][number]> = {},
): CardView['matches'][number] {
  const start = text.indexOf(words);
  return {
    rule: 'pyramid-income',
    category: 'pyramid',
    start,
    end: start + words.length,
    text: words,
    weight: 0.5,
    why: {
      kk: 'кепілді табыс уәде етілген',
      ru: 'обещан гарантированный доход',
      en: 'a guaranteed income is promised',
    },
    ...change,
  };
}

export function sampleCard(change: Partial<CardView> = {}): CardView {
  const invite = {
    kk: 'адам тартқаны үшін сыйақы',
    ru: 'вознаграждение за привлечение',
    en: 'a reward for bringing people in',
  };
  return {
    finding: sampleFinding(),
    claim: 'mine',
    claimedByName: 'Айгүл Сәрсенова',
    source: SOURCE,
    post: {
      url: 'https://t.me/zolotoi_fond/77',
      publishedAt: AT,
      editedAt: AT,
      deletedSeenAt: null,
      maskedText: POST_TEXT,
      views: 15_234,
    },
    matches: [
      matchOn(POST_TEXT, 'Доход 30% в месяц'),
      matchOn(POST_TEXT, 'гарантирован'),
      matchOn(POST_TEXT, 'Приведи друга', {
        rule: 'pyramid-invite',
        why: invite,
        category: 'investment_fraud',
      }),
    ],
    entities: [
      { kind: 'telegram_name', value: 'zolotoi_fond', start: 70, end: 83 },
      { kind: 'card', value: '4400********1234', start: 90, end: 109 },
    ],
    screenshot: {
      kind: 'ready',
      maskedSha256: 'a'.repeat(64),
      sealSha256: '0123456789abcdef'.repeat(4),
      capturedAt: AT,
    },
    measures: [sampleMeasure({ id: 3, kind: 'criminal_report', state: 'submitted' })],
    verbs: ['postpone', 'dismiss'],
    kinds: ['criminal_report', 'blocking_notification'],
    ...change,
  };
}

export function sampleAct(id: number, change: Partial<LegalAct> = {}): LegalAct {
  return {
    id,
    basis: 'court_act',
    titleRu: 'Решение Алмалинского районного суда города Алматы',
    titleKk: 'Алматы қаласы Алмалы аудандық сотының шешімі',
    caseNumber: '2-812-15',
    actDate: '2026-02-26',
    inForceDate: '2026-03-27',
    article: null,
    part: null,
    operative: null,
    validFrom: '2026-03-27',
    validTo: null,
    categories: [],
    sourceUrl: null,
    checkedBy: null,
    checkedAt: null,
    ...change,
  };
}

export function sampleMeasureView(change: Partial<MeasureView> = {}): MeasureView {
  return {
    measure: sampleMeasure(),
    finding: sampleFinding({ state: 'qualified' }),
    source: SOURCE,
    authorName: 'Айгүл Сәрсенова',
    approverName: null,
    act: sampleAct(1),
    acts: [
      sampleAct(1),
      sampleAct(2, {
        basis: 'law',
        titleRu: 'Закон «О цифровых активах»',
        titleKk: '«Цифрлық активтер туралы» Заң',
        article: '11',
        part: '5',
        checkedAt: '2026-10-01',
        checkedBy: 'юрист',
      }),
    ],
    missing: [
      { block: 'justification', field: 'collateral' },
      { block: 'screenshots', field: 'screenshot' },
    ],
    scopes: [
      { kind: 'post', target: 'https://t.me/zolotoi_fond/77', wide: false },
      { kind: 'channel', target: 'https://t.me/zolotoi_fond', wide: true },
    ],
    platformLetter: true,
    quote: 'Доход 30% в месяц гарантирован! Приведи друга и получи бонус.',
    screenshot: { kind: 'pending' },
    verbs: ['withdraw'],
    editable: true,
    ...change,
  };
}

export function sampleDigest(change: Partial<DigestNumbers> = {}): DigestNumbers {
  return {
    day: '2026-11-23',
    postsRead: 18_342,
    newFindings: 27,
    newOccurrences: 41,
    byCategory: { pyramid: 12, gambling: 9, dropper: 3, crypto_exchange: 2, excise_goods: 1 },
    bySourceKind: { messenger: 24, internet_resource: 3 },
    submitted: { blocking_notification: 8, administrative_referral: 2 },
    approved: 7,
    returned: 1,
    dismissed: 6,
    sent: 7,
    outcomes: { blocked: 4, in_processing: 2, no_violation: 1 },
    waiting: 5,
    overdueTriage: 1,
    overdueApproval: 0,
    overdueOutcome: 2,
    withoutScreenshot: 1,
    noisyRules: [{ rule: 'gambling-bonus', hits: 10, dismissed: 7 }],
    uncheckedActs: 3,
    auditHead: { seq: 812, hash: 'f00d'.repeat(16) },
    ...change,
  };
}
