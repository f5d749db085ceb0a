import { z } from 'zod';
import { CATEGORIES } from '../../src/domain/category.ts';
import { SCOPE_KINDS } from '../../src/domain/measure.ts';
import { SOURCE_KINDS } from '../../src/domain/source.ts';

/*
 * The addressee's own reading of docs/authority-api.yaml. It shares no code with the sender on purpose: two readings of
 * one contract show where the contract is unclear.
 */

const words = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.trim() !== '', 'is empty');
const address = words(2048).refine(
  (value) => URL.canParse(value) && /^https?:/u.test(value),
  'is not an address',
);
const moment = z
  .string()
  .refine(
    (value) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+05:00$/u.test(value) && !Number.isNaN(Date.parse(value)),
    'is not a moment with the offset +05:00',
  );
const day = z
  .string()
  .refine(
    (value) => /^\d{4}-\d\d-\d\d$/u.test(value) && !Number.isNaN(Date.parse(value)),
    'is not a day (YYYY-MM-DD)',
  );
const hash = z.string().regex(/^[0-9a-f]{64}$/u, 'is not a SHA-256');

const item = z.strictObject({
  number: z.number().int().positive().max(50),
  url: address,
  canonicalUrl: address,
  platformKind: z.enum(SOURCE_KINDS),
  resourceKind: z.enum(['post', 'account', 'channel', 'group', 'page', 'site', 'app', 'bot', 'wallet_page']),
  title: words(500),
  externalId: words(200),
  authorHandle: words(200).optional(),
  publishedAt: moment,
  firstSeenAt: moment,
  stillAvailableAt: moment,
  scope: z
    .strictObject({
      kind: z.enum(SCOPE_KINDS),
      target: words(2048),
      collateral: words(2000).nullable(),
      platformLetter: z.boolean(),
    })
    .refine((scope) => scope.collateral !== null || !['channel', 'domain'].includes(scope.kind), {
      path: ['collateral'],
      message: 'is required for a channel or a domain',
    }),
});

const document = z.strictObject({
  header: z.strictObject({
    outgoingNumber: words(100),
    dateTime: moment,
    unit: words(500),
    executor: words(500),
    approver: words(500),
    addressee: words(500),
    systemName: words(500),
    language: z.enum(['kk', 'ru']),
  }),
  items: z
    .array(item)
    .min(1)
    .max(50)
    .refine((items) => items.every((entry, at) => entry.number === at + 1), 'must be numbered 1, 2, 3 …'),
  lawfulness: z.discriminatedUnion('basis', [
    z.strictObject({
      basis: z.literal('court_act'),
      court: words(500),
      caseNumber: words(200),
      actDate: day,
      inForceDate: day,
      operative: words(4096).nullable(),
    }),
    z.strictObject({
      basis: z.literal('law'),
      law: words(500),
      article: words(100),
      part: words(100).nullable(),
      wordingOf: day.nullable(),
    }),
  ]),
  justification: z.strictObject({
    category: z.enum(CATEGORIES),
    facts: words(2000),
    quote: words(4096),
    quoteLanguage: z.enum(['kk', 'ru', 'mixed', 'other']),
    quoteTranslation: words(4096).optional(),
    signs: z.array(words(500)).min(1).max(50),
    whyNotBenign: words(2000),
    licenceCheck: z.strictObject({ registry: words(500), checkedOn: day, result: words(500) }).nullable(),
  }),
  screenshots: z
    .array(
      z.strictObject({
        sha256: hash,
        capturedAt: moment,
        url: address,
        tool: words(500),
        width: z.number().int().positive().max(20_000),
        height: z.number().int().positive().max(100_000),
      }),
    )
    .min(1, 'there is no screenshot')
    .max(20),
  related: z.strictObject({
    criminalReport: words(200).nullable(),
    administrativeReferral: words(200).nullable(),
  }),
  integrity: z.strictObject({ manifestSha256: hash, chainSha256: hash }),
});

/** A notification as it lies on the addressee's desk. */
export type ReceivedNotification = z.infer<typeof document>;

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** Reads the notification part; its errors make the answer 422. */
export function readReceived(
  json: Buffer,
  today: string,
): { readonly notification: ReceivedNotification } | { readonly errors: readonly FieldError[] } {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    return { errors: [{ field: 'notification', message: 'is not JSON in UTF-8' }] };
  }
  const parsed = document.safeParse(value);
  if (!parsed.success) {
    return {
      errors: parsed.error.issues.map((issue) => ({ field: dotted(issue.path), message: issue.message })),
    };
  }
  const { lawfulness } = parsed.data;
  if (lawfulness.basis === 'court_act' && lawfulness.inForceDate > today) {
    return { errors: [{ field: 'lawfulness.inForceDate', message: 'the court act is not in force yet' }] };
  }
  return { notification: parsed.data };
}

function dotted(path: readonly PropertyKey[]): string {
  let name = '';
  for (const step of path)
    name += typeof step === 'number' ? `[${step}]` : `${name === '' ? '' : '.'}${String(step)}`;
  return name === '' ? 'notification' : name;
}
