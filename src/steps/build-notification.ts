import { canonicalJson, type NotificationJson } from '../domain/notification.ts';
import type { Locale } from '../domain/detection.ts';
import type { Finding } from '../domain/finding.ts';
import type { LegalAct } from '../domain/legal-act.ts';
import type { Measure } from '../domain/measure.ts';
import { usesPlatformLetter } from '../domain/scope.ts';
import type { Source } from '../domain/source.ts';
import type { Person } from '../domain/staff.ts';
import type { EvidenceSet, Parcel, StoredPost } from '../ports/memory.ts';
import { dayOf, isoInZone } from './day.ts';
import type { Needs } from './needs.ts';
import { quoteOf } from './quote.ts';

/** Everything a notification is made of, read in the transaction that approves it. */
export interface NotificationParts {
  readonly measure: Measure;
  readonly finding: Finding;
  readonly source: Source;
  readonly post: StoredPost;
  readonly act: LegalAct;
  /** Captures of `post`, oldest first. */
  readonly evidence: readonly EvidenceSet[];
  readonly author: Person;
  readonly approver: Person;
  readonly outgoingNumber: string;
  readonly related: {
    readonly criminalReport: string | null;
    readonly administrativeReferral: string | null;
  };
  readonly at: Date;
}

/** Screenshots that one notification carries at most. */
const SCREENSHOTS_MAX = 5;

/** Documents exist in Kazakh and Russian; an author who reads English gets Russian ones. */
export function documentLocale(person: Pick<Person, 'locale'>): 'kk' | 'ru' {
  return person.locale === 'kk' ? 'kk' : 'ru';
}

/** The exact bytes that will be sent, and the attachments they name. */
export function buildParcel(
  needs: Pick<Needs, 'office' | 'texts'>,
  parts: NotificationParts,
  idempotencyKey: string,
): Parcel {
  const notification = canonicalJson(buildNotification(needs, parts));
  const attachments = shots(parts).map((file) => ({ sha256: file.sha256, contentType: file.contentType }));
  return { measureId: parts.measure.id, idempotencyKey, notification, attachments: uniqueBySha(attachments) };
}

function uniqueBySha<T extends { readonly sha256: string }>(files: readonly T[]): readonly T[] {
  return [...new Map(files.map((file) => [file.sha256, file])).values()];
}

/** The fields of the notification record: header, item, lawfulness, justification, screenshots, related, integrity. */
export function buildNotification(
  needs: Pick<Needs, 'office' | 'texts'>,
  parts: NotificationParts,
): NotificationJson {
  const { office } = needs;
  const locale = documentLocale(parts.author);
  const newest = parts.evidence.at(-1);
  if (newest === undefined) throw new Error(`measure ${parts.measure.id} was approved without evidence`);
  return {
    header: {
      outgoingNumber: parts.outgoingNumber,
      dateTime: isoInZone(parts.at, office.timeZone),
      unit: office.unitName,
      executor: parts.author.name,
      approver: parts.approver.name,
      addressee: office.addresseeName,
      systemName: office.systemName,
      language: locale,
    },
    items: [item(parts, newest, office.timeZone)],
    lawfulness: lawfulness(parts.act, locale),
    justification: {
      category: parts.finding.category,
      facts: parts.measure.justification ?? '',
      quote: quoteOf(parts.post.maskedText, parts.post.detection.matches),
      quoteLanguage: parts.post.detection.language,
      signs: signs(parts.post, locale),
      whyNotBenign: needs.texts.t(locale, 'document-not-benign'),
      licenceCheck: null,
    },
    screenshots: shots(parts).map(({ sha256, set, width, height }) => ({
      sha256,
      capturedAt: isoInZone(set.capturedAt, office.timeZone),
      url: parts.post.url,
      tool: set.tool,
      width: width ?? 1,
      height: height ?? 1,
    })),
    related: parts.related,
    integrity: { manifestSha256: newest.manifestSha256, chainSha256: newest.sealSha256 },
  };
}

function item(
  parts: NotificationParts,
  newest: EvidenceSet,
  timeZone: string,
): NotificationJson['items'][number] {
  const { measure, source, post } = parts;
  return {
    number: 1,
    url: post.url,
    canonicalUrl: post.url,
    platformKind: source.kind,
    resourceKind: measure.scope === 'channel' ? 'channel' : measure.scope === 'post' ? 'post' : 'page',
    title: source.title,
    externalId: `${source.externalId}/${post.messageId}`,
    publishedAt: isoInZone(post.publishedAt, timeZone),
    firstSeenAt: isoInZone(post.firstSeenAt, timeZone),
    stillAvailableAt: isoInZone(newest.capturedAt, timeZone),
    scope: {
      kind: measure.scope,
      target: measure.scopeTarget,
      collateral: measure.collateral,
      platformLetter: usesPlatformLetter(source.kind),
    },
  };
}

function lawfulness(act: LegalAct, locale: 'kk' | 'ru'): NotificationJson['lawfulness'] {
  const title = locale === 'kk' ? act.titleKk : act.titleRu;
  if (act.basis === 'law') {
    return { basis: 'law', law: title, article: act.article ?? '', part: act.part, wordingOf: act.checkedAt };
  }
  return {
    basis: 'court_act',
    court: title,
    caseNumber: act.caseNumber ?? '',
    actDate: act.actDate ?? '',
    inForceDate: act.inForceDate ?? '',
    operative: act.operative,
  };
}

function signs(post: StoredPost, locale: Locale): string[] {
  const counted = post.detection.matches.filter((match) => match.weight > 0);
  return [...new Set(counted.map((match) => match.why[locale]))].slice(0, 50);
}

interface Shot {
  readonly sha256: string;
  readonly contentType: string;
  readonly set: EvidenceSet;
  readonly width: number | null;
  readonly height: number | null;
}

function shots(parts: NotificationParts): readonly Shot[] {
  return parts.evidence
    .flatMap((set) =>
      set.files.filter((file) => file.role === 'screenshot').map((file) => ({ ...file, set })),
    )
    .slice(0, SCREENSHOTS_MAX);
}

/** Outgoing number of a notification, e.g. `QRG-2026-000017`. */
export function outgoingNumber(at: Date, timeZone: string, count: number): string {
  return `QRG-${dayOf(at, timeZone).slice(0, 4)}-${String(count).padStart(6, '0')}`;
}
