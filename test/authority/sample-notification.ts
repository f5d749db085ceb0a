import { createHash } from 'node:crypto';
import { canonicalJson, type NotificationJson } from '../../src/domain/notification.ts';
import type { NotificationParcel } from '../../src/ports/authority-gateway.ts';

/** Stands for a screenshot: the contract looks at its hash only. */
export const PICTURE = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 45, 45, 0, 255, 13, 10]);
export const PICTURE_SHA256 = createHash('sha256').update(PICTURE).digest('hex');

/** A complete notification about one post of a channel. */
export function oneNotification(changes: Partial<NotificationJson> = {}): NotificationJson {
  return {
    header: {
      outgoingNumber: '17-4/128',
      dateTime: '2026-11-20T10:15:00+05:00',
      unit: 'Ақпараттық кеңістікті мониторингтеу басқармасы',
      executor: 'А. Сәрсенова',
      approver: 'Б. Жақыпов',
      addressee: 'Масс-медиа саласындағы уәкілетті орган',
      systemName: 'Qyraghy',
      language: 'ru',
    },
    items: [
      {
        number: 1,
        url: 'https://t.me/tez_aqsha_demo/12',
        canonicalUrl: 'https://t.me/tez_aqsha_demo/12',
        platformKind: 'messenger',
        resourceKind: 'post',
        title: 'Тез ақша',
        externalId: '1700000012',
        publishedAt: '2026-11-19T21:04:00+05:00',
        firstSeenAt: '2026-11-19T21:04:09+05:00',
        stillAvailableAt: '2026-11-20T10:00:00+05:00',
        scope: {
          kind: 'post',
          target: 'https://t.me/tez_aqsha_demo/12',
          collateral: null,
          platformLetter: true,
        },
      },
    ],
    lawfulness: {
      basis: 'court_act',
      court: 'Суд № 2 города Астаны',
      caseNumber: '2-812-15',
      actDate: '2025-02-26',
      inForceDate: '2025-03-28',
      operative: null,
    },
    justification: {
      category: 'pyramid',
      facts: 'В публикации предлагается доход за привлечение новых участников, товара или услуги нет.',
      quote: 'Досыңды шақыр – әр адамнан 30 %',
      quoteLanguage: 'kk',
      signs: ['доход за привлечение', 'гарантированный процент'],
      whyNotBenign: 'Это не новость и не предостережение: канал сам принимает взносы.',
      licenceCheck: { registry: 'Реестр лицензий', checkedOn: '2026-11-20', result: 'Лицензии нет' },
    },
    screenshots: [
      {
        sha256: PICTURE_SHA256,
        capturedAt: '2026-11-19T21:04:15+05:00',
        url: 'https://t.me/tez_aqsha_demo/12',
        tool: 'Chromium 156.0.8078.79',
        width: 1000,
        height: 1400,
      },
    ],
    related: { criminalReport: null, administrativeReferral: null },
    integrity: { manifestSha256: 'a'.repeat(64), chainSha256: 'b'.repeat(64) },
    ...changes,
  };
}

/** The notification with its picture, ready to be sent under `idempotencyKey`. */
export function oneParcel(
  idempotencyKey: string,
  changes: Partial<NotificationJson> = {},
): NotificationParcel {
  return {
    idempotencyKey,
    notification: canonicalJson(oneNotification(changes)),
    attachments: [{ sha256: PICTURE_SHA256, contentType: 'image/png', bytes: PICTURE }],
  };
}
