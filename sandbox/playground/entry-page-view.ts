import type { DeskEntry } from '../authority/desk.ts';
import type { PageEntry, PageField, PageItem } from './page-data.ts';

type Document = DeskEntry['notification'];

/** A field that has a value; the others are left out, so that the page shows no empty rows. */
function field(label: string, value: string | number | null | undefined, as?: PageField['as']): PageField[] {
  if (value === null || value === undefined || value === '') return [];
  return [{ label, value: String(value), ...(as === undefined ? {} : { as }) }];
}

/** A notification as the officer reads it: labelled fields in the order of the paper form. */
export function entryView(entry: DeskEntry): PageEntry {
  const { notification } = entry;
  return {
    id: entry.id,
    outgoingNumber: notification.header.outgoingNumber,
    status: entry.status,
    receivedAt: entry.receivedAt,
    timesReceived: entry.timesReceived,
    signature: entry.signature,
    withdrawnReason: entry.withdrawn?.reason ?? null,
    items: notification.items.map((item) => itemView(entry, item)),
    header: headerFields(notification),
    lawfulness: lawfulnessFields(notification.lawfulness),
    justification: justificationFields(notification.justification),
    screenshots: notification.screenshots.map((shot) => ({
      sha256: shot.sha256,
      src: `/playground/attachments/${shot.sha256}`,
      isPicture: isPicture(entry, shot.sha256),
      fields: [
        ...field('field-captured-at', shot.capturedAt, 'moment'),
        ...field('field-url', shot.url, 'link'),
        ...field('field-size', `${shot.width} × ${shot.height}`),
        ...field('field-tool', shot.tool),
        ...field('field-sha256', shot.sha256, 'code'),
      ],
    })),
    integrity: [
      ...field('field-manifest', notification.integrity.manifestSha256, 'code'),
      ...field('field-chain', notification.integrity.chainSha256, 'code'),
    ],
  };
}

function isPicture(entry: DeskEntry, sha256: string): boolean {
  const attachment = entry.attachments.find((one) => one.sha256 === sha256);
  return attachment?.contentType.startsWith('image/') === true;
}

function itemView(entry: DeskEntry, item: Document['items'][number]): PageItem {
  const { scope } = item;
  return {
    number: item.number,
    title: item.title,
    url: item.url,
    decided: entry.items.find(({ number }) => number === item.number)?.decided ?? null,
    fields: [
      ...field('field-url', item.url, 'link'),
      ...field('field-resource-kind', `resource-${item.resourceKind}`, 'term'),
      ...field('field-platform-kind', `platform-${item.platformKind}`, 'term'),
      ...field('field-external-id', item.externalId, 'code'),
      ...field('field-author', item.authorHandle),
      ...field('field-published-at', item.publishedAt, 'moment'),
      ...field('field-first-seen-at', item.firstSeenAt, 'moment'),
      ...field('field-still-available-at', item.stillAvailableAt, 'moment'),
      ...field('field-scope', `scope-${scope.kind}`, 'term'),
      ...field('field-scope-target', scope.target),
      ...field('field-collateral', scope.collateral),
      ...field('field-platform-letter', scope.platformLetter ? 'answer-yes' : null, 'term'),
    ],
  };
}

function headerFields({ header, related }: Document): readonly PageField[] {
  return [
    ...field('field-outgoing-number', header.outgoingNumber),
    ...field('field-date-time', header.dateTime, 'moment'),
    ...field('field-unit', header.unit),
    ...field('field-executor', header.executor),
    ...field('field-approver', header.approver),
    ...field('field-addressee', header.addressee),
    ...field('field-system', header.systemName),
    ...field('field-criminal-report', related.criminalReport),
    ...field('field-administrative-referral', related.administrativeReferral),
  ];
}

function lawfulnessFields(basis: Document['lawfulness']): readonly PageField[] {
  if (basis.basis === 'court_act') {
    return [
      ...field('field-basis', 'basis-court_act', 'term'),
      ...field('field-court', basis.court),
      ...field('field-case-number', basis.caseNumber),
      ...field('field-act-date', basis.actDate, 'day'),
      ...field('field-in-force-date', basis.inForceDate, 'day'),
      ...field('field-operative', basis.operative, 'quote'),
    ];
  }
  return [
    ...field('field-basis', 'basis-law', 'term'),
    ...field('field-law', basis.law),
    ...field('field-article', basis.article),
    ...field('field-part', basis.part),
    ...field('field-wording-of', basis.wordingOf, 'day'),
  ];
}

function justificationFields(reasons: Document['justification']): readonly PageField[] {
  const { licenceCheck } = reasons;
  return [
    ...field('field-category', `category-${reasons.category}`, 'term'),
    ...field('field-facts', reasons.facts),
    ...field('field-quote', reasons.quote, 'quote'),
    ...field('field-quote-translation', reasons.quoteTranslation, 'quote'),
    ...field('field-signs', reasons.signs.join('; ')),
    ...field('field-why-not-benign', reasons.whyNotBenign),
    ...field(
      'field-licence-check',
      licenceCheck === null
        ? null
        : `${licenceCheck.registry}, ${licenceCheck.checkedOn}: ${licenceCheck.result}`,
    ),
  ];
}
