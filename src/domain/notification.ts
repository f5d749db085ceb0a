import { z } from 'zod';
import { CATEGORIES } from './category.ts';
import { canonicalText, type JsonValue } from './canonical-json.ts';
import { messageOf } from './failure.ts';
import { JUSTIFICATION_MAX, SCOPE_KINDS } from './measure.ts';
import { SOURCE_KINDS } from './source.ts';

/** Longest name of an office, person, court or law that documents carry. */
const NAME_MAX = 500;
/** Longest address: browsers and proxies cut beyond 2,048 characters. */
const URL_MAX = 2048;
/** Longest quotation: a whole post of Telegram. */
const QUOTE_MAX = 4096;
/** Items of one notification: more is a list that nobody checks by eye. */
const ITEMS_MAX = 50;
const SCREENSHOTS_MAX = 20;
const SIGNS_MAX = 50;

const text = (max: number) => z.string().min(1).max(max).regex(/\S/u, 'must say something');
const name = text(NAME_MAX);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/u, 'must be a SHA-256 in lower-case hexadecimal');
const day = z.iso.date();
/** Kazakhstan keeps one time zone, UTC+05:00, since 1 March 2024. */
const moment = z.iso
  .datetime({ offset: true })
  .regex(/\+05:00$/u, 'must carry the offset +05:00')
  .meta({ description: 'ISO 8601 with seconds and the offset +05:00' });
const url = z
  .string()
  .max(URL_MAX)
  .regex(/^https?:\/\/\S+$/u, 'must be an http or https address');

const RESOURCE_KINDS = [
  'post',
  'account',
  'channel',
  'group',
  'page',
  'site',
  'app',
  'bot',
  'wallet_page',
] as const;

const header = z.strictObject({
  outgoingNumber: text(100),
  dateTime: moment,
  unit: name,
  executor: name,
  approver: name,
  addressee: name,
  systemName: name,
  language: z.enum(['kk', 'ru']).meta({ description: 'Language of the words in this notification' }),
});

const scope = z.strictObject({
  kind: z.enum(SCOPE_KINDS),
  target: text(URL_MAX).meta({ description: 'The exact address, channel or domain to restrict' }),
  collateral: text(JUSTIFICATION_MAX)
    .nullable()
    .meta({ description: 'What lawful content the scope would hit; required for a channel or a domain' }),
  platformLetter: z
    .boolean()
    .meta({ description: 'True: a messenger item, to be asked of the platform by letter' }),
});

const item = z.strictObject({
  number: z.int().min(1).max(ITEMS_MAX),
  url,
  canonicalUrl: url,
  platformKind: z.enum(SOURCE_KINDS),
  resourceKind: z.enum(RESOURCE_KINDS),
  title: name,
  externalId: text(200).meta({ description: "The place's own id at the platform" }),
  authorHandle: text(200).optional().meta({ description: 'Only when published' }),
  publishedAt: moment,
  firstSeenAt: moment,
  stillAvailableAt: moment,
  scope,
});

const courtAct = z.strictObject({
  basis: z.literal('court_act'),
  court: name,
  caseNumber: text(200).meta({ description: 'Free text: the formats differ' }),
  actDate: day,
  inForceDate: day,
  operative: text(QUOTE_MAX).nullable(),
});
const law = z.strictObject({
  basis: z.literal('law'),
  law: name,
  article: text(100),
  part: text(100).nullable(),
  wordingOf: day.nullable().meta({ description: 'The day of the wording that was checked' }),
});

const justification = z.strictObject({
  category: z.enum(CATEGORIES),
  facts: text(JUSTIFICATION_MAX),
  quote: text(QUOTE_MAX).meta({ description: 'The fragment in its original language' }),
  quoteLanguage: z.enum(['kk', 'ru', 'mixed', 'other']),
  quoteTranslation: text(QUOTE_MAX).optional(),
  signs: z.array(name).min(1).max(SIGNS_MAX),
  whyNotBenign: text(JUSTIFICATION_MAX),
  licenceCheck: z
    .strictObject({ registry: name, checkedOn: day, result: name })
    .nullable()
    .meta({ description: 'null: no licence is possible for this category' }),
});

const screenshot = z.strictObject({
  sha256,
  capturedAt: moment,
  url,
  tool: name,
  width: z.int().min(1).max(20_000),
  height: z.int().min(1).max(100_000),
});

/**
 * A notification for blocking as the addressee's information system takes it: the record that the rules ask for, with
 * lawfulness, justification and screenshots. Strict: a field that is not here is an error, on either side.
 */
export const notificationSchema = z
  .strictObject({
    header,
    items: z.array(item).min(1).max(ITEMS_MAX),
    lawfulness: z.discriminatedUnion('basis', [courtAct, law]),
    justification,
    screenshots: z.array(screenshot).min(1).max(SCREENSHOTS_MAX),
    related: z.strictObject({
      criminalReport: text(200)
        .nullable()
        .meta({ description: 'Number of the report of route 1, if there is one' }),
      administrativeReferral: text(200).nullable().meta({ description: 'Number of the referral of route 2' }),
    }),
    integrity: z.strictObject({ manifestSha256: sha256, chainSha256: sha256 }),
  })
  .superRefine((value, context) => {
    value.items.forEach((entry, at) => {
      if (entry.number !== at + 1) {
        context.addIssue({
          code: 'custom',
          path: ['items', at, 'number'],
          message: 'items are numbered from 1 in order',
        });
      }
      if (
        (entry.scope.kind === 'channel' || entry.scope.kind === 'domain') &&
        entry.scope.collateral === null
      ) {
        context.addIssue({
          code: 'custom',
          path: ['items', at, 'scope', 'collateral'],
          message: 'a channel or a domain needs a check of what lawful content it would hit',
        });
      }
    });
  });

export type NotificationJson = z.infer<typeof notificationSchema>;

/** UTF-8 bytes that are the same for equal values: what is stored, signed and sent. */
export function canonicalJson(value: JsonValue): Uint8Array {
  return new TextEncoder().encode(canonicalText(value));
}

/** One thing that is wrong with a notification; `field` reads `items[0].url`. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** Reads and checks the bytes of a notification. */
export function readNotification(
  bytes: Uint8Array,
):
  | { readonly ok: true; readonly notification: NotificationJson }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] } {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return {
      ok: false,
      problems: [{ field: 'notification', message: `must be JSON in UTF-8: ${messageOf(error)}` }],
    };
  }
  const parsed = notificationSchema.safeParse(value);
  if (parsed.success) return { ok: true, notification: parsed.data };
  const problems = parsed.error.issues.map((issue) => ({
    field: fieldName(issue.path),
    message: issue.message,
  }));
  return { ok: false, problems };
}

function fieldName(path: readonly PropertyKey[]): string {
  const joined = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return joined === '' ? 'notification' : joined.replace(/^\./u, '');
}
