import { z } from 'zod';
import { PermanentError, RetryableError } from '../../domain/failure.ts';
import { ITEM_OUTCOMES } from '../../domain/outcome.ts';

/** What an answer means, before its body is looked at. */
type Meaning = 'answer' | 'permanent' | 'retryable';

interface AnswerRow {
  readonly from: number;
  readonly to: number;
  readonly means: Meaning;
  readonly reason: string;
}

/** The first row that holds the status decides; the rows of an operation come before these. */
const COMMON_ANSWERS: readonly AnswerRow[] = [
  { from: 300, to: 399, means: 'permanent', reason: 'rejected' },
  { from: 401, to: 401, means: 'permanent', reason: 'authority_refused_us' },
  { from: 403, to: 403, means: 'permanent', reason: 'authority_refused_us' },
  { from: 408, to: 408, means: 'retryable', reason: 'authority_busy' },
  { from: 425, to: 425, means: 'retryable', reason: 'authority_busy' },
  { from: 429, to: 429, means: 'retryable', reason: 'authority_busy' },
  { from: 400, to: 499, means: 'permanent', reason: 'rejected' },
  { from: 500, to: 599, means: 'retryable', reason: 'authority_down' },
  { from: 0, to: 999, means: 'permanent', reason: 'bad_answer' },
];

const one = (status: number, reason: string, means: Meaning = 'answer'): AnswerRow => ({
  from: status,
  to: status,
  means,
  reason,
});

/** Answers of each operation of the contract (docs/authority-api.yaml). */
export const ANSWERS = {
  send: [
    one(200, 'known'),
    one(202, 'received'),
    one(422, 'incomplete'),
    one(409, 'key_conflict', 'permanent'),
    ...COMMON_ANSWERS,
  ],
  status: [one(200, 'status'), ...COMMON_ANSWERS],
  withdraw: [one(204, 'withdrawn'), ...COMMON_ANSWERS],
} as const satisfies Record<string, readonly AnswerRow[]>;
export type Operation = keyof typeof ANSWERS;

/** Longest wait that is obeyed: a wrong clock at the other side must not stop the dispatch for weeks. */
const RETRY_AFTER_MAX_MS = 24 * 60 * 60 * 1000;
/** How much of a refusal's body goes into the message. */
const SAID_MAX = 300;

export interface RawAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** Gives the answer back when it is one, throws the failure that the table names otherwise. */
export function expectAnswer(operation: Operation, answer: RawAnswer, now: Date): RawAnswer {
  const rows: readonly AnswerRow[] = ANSWERS[operation];
  const row = rows.find((candidate) => candidate.from <= answer.status && answer.status <= candidate.to);
  if (row?.means === 'answer') return answer;
  const said = answer.body.replace(/\s+/gu, ' ').trim().slice(0, SAID_MAX);
  const message = `The authority answered ${answer.status} to ${operation}${said === '' ? '' : `: ${said}`}`;
  if (row?.means === 'retryable') {
    throw new RetryableError(row.reason, message, { retryAfterMs: retryAfterMs(answer.retryAfter, now) });
  }
  throw new PermanentError(row?.reason ?? 'bad_answer', message);
}

/** `Retry-After` (RFC 9110, 10.2.3) as seconds or as a date; null when absent or not understood. */
export function retryAfterMs(value: string | null, now: Date): number | null {
  if (value === null) return null;
  const seconds = /^\s*(\d{1,9})\s*$/u.exec(value)?.[1];
  const ms = seconds === undefined ? Date.parse(value) - now.getTime() : Number(seconds) * 1000;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS);
}

/** Goes into a path, so that it must not be able to leave it. */
const authorityId = z.string().regex(/^[A-Za-z0-9][\w.:-]{0,127}$/u);
const status = z.enum(['received', 'in_processing', 'closed']);
const shortText = z.string().max(4000);

/** Unknown fields are let through: the other side may add some. */
export const receivedAnswer = z.object({ id: authorityId, status });
export const incompleteAnswer = z.object({
  errors: z
    .array(z.object({ field: shortText, message: shortText }))
    .min(1)
    .max(500),
});
export const statusAnswer = z.object({
  id: authorityId,
  status,
  items: z
    .array(
      z.object({
        number: z.int().min(1),
        outcome: z.enum(ITEM_OUTCOMES),
        comment: shortText.nullish().transform((value) => value ?? null),
        prescription: z
          .object({ number: z.string().min(1).max(200), date: z.iso.date() })
          .nullish()
          .transform((value) => value ?? null),
      }),
    )
    .max(1000),
});

/** Reads the body of an answer; PermanentError('bad_answer') says what is wrong with it. */
export function readAnswer<T>(schema: z.ZodType<T>, body: string): T {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new PermanentError('bad_answer', 'The authority answered something that is not JSON', {
      cause: error,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PermanentError(
    'bad_answer',
    `The authority's answer breaks the contract: ${z.prettifyError(parsed.error)}`,
  );
}

/** Whether an id may be used in a path of the contract. */
export function isAuthorityId(value: string): boolean {
  return authorityId.safeParse(value).success;
}
