import { createHash } from 'node:crypto';
import { messageOf, PermanentError, RetryableError } from '../../domain/failure.ts';
import type {
  AuthorityGateway,
  NotificationParcel,
  NotificationStatus,
  SendAnswer,
} from '../../ports/authority-gateway.ts';
import type { Clock } from '../../ports/clock.ts';
import { type FieldProblem, readNotification } from '../../domain/notification.ts';
import {
  expectAnswer,
  incompleteAnswer,
  isAuthorityId,
  type Operation,
  type RawAnswer,
  readAnswer,
  receivedAnswer,
  statusAnswer,
} from './answers.ts';
import { multipartBody } from './multipart-body.ts';
import { createNotificationSigner } from './signature.ts';

export interface HttpAuthorityOptions {
  /** `AUTHORITY_URL`, e.g. `https://authority.example/api/v1`. Plain http only to loopback: the token must not travel open. */
  readonly baseUrl: string;
  readonly token: string;
  /** Ed25519 private key, PEM. */
  readonly signingKeyPem: string;
  /** For one whole call, the body of the answer included. */
  readonly timeoutMs?: number;
  readonly clock: Clock;
}

/** Long enough for twenty screenshots over a slow line; a longer wait is better spent on a retry. */
const TIMEOUT_MS = 60_000;
/** An answer of the contract is a few kilobytes; more is not an answer. */
const ANSWER_BYTES_MAX = 1024 * 1024;
/** What fits a header line and a log line. */
const KEY_SHAPE = /^[\w.:-]{1,200}$/u;
const REASON_MAX = 1000;

interface CallInit {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** The addressee's information system over HTTP, by docs/authority-api.yaml. Errors: see the port. */
export function createHttpAuthority(options: HttpAuthorityOptions): AuthorityGateway {
  const base = readBaseUrl(options.baseUrl);
  if (!/^[\x21-\x7e]+$/u.test(options.token)) {
    throw new Error('The token for the authority must be printable ASCII without spaces');
  }
  const sign = createNotificationSigner(options.signingKeyPem);
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;

  async function call(operation: Operation, path: string, init: CallInit): Promise<RawAnswer> {
    const headers = { ...init.headers, accept: 'application/json', authorization: `Bearer ${options.token}` };
    const signal = AbortSignal.timeout(timeoutMs);
    let answer: RawAnswer;
    try {
      const response = await fetch(`${base}${path}`, { ...init, headers, signal, redirect: 'manual' });
      const body = await readLimited(response);
      answer = { status: response.status, retryAfter: response.headers.get('retry-after'), body };
    } catch (error) {
      throw networkFailure(error, signal.aborted, timeoutMs);
    }
    return expectAnswer(operation, answer, options.clock.now());
  }

  async function send(parcel: NotificationParcel): Promise<SendAnswer> {
    checkParcel(parcel);
    const errors = parcelProblems(parcel);
    if (errors.length > 0) return { kind: 'incomplete', errors };
    const body = multipartBody(parcel);
    const answer = await call('send', '/notifications', {
      method: 'POST',
      headers: {
        'content-type': body.contentType,
        'idempotency-key': parcel.idempotencyKey,
        'x-signature': await sign(parcel.notification),
      },
      body: body.bytes,
    });
    if (answer.status === 422)
      return { kind: 'incomplete', errors: readAnswer(incompleteAnswer, answer.body).errors };
    return { kind: 'received', authorityId: readAnswer(receivedAnswer, answer.body).id };
  }

  async function status(authorityId: string): Promise<NotificationStatus> {
    const answer = await call('status', pathOf(authorityId), { method: 'GET' });
    const { id, ...rest } = readAnswer(statusAnswer, answer.body);
    if (id !== authorityId) {
      throw new PermanentError(
        'bad_answer',
        `The authority answered about ${id} when asked about ${authorityId}`,
      );
    }
    return { authorityId: id, ...rest };
  }

  async function withdraw(authorityId: string, reason: string): Promise<void> {
    await call('withdraw', pathOf(authorityId), {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: reason.slice(0, REASON_MAX) }),
    });
  }

  return { send, status, withdraw };
}

function readBaseUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (
    url === null ||
    !/^https?:$/u.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  ) {
    throw new Error(
      'The address of the authority must look like https://host/path, without user name, "?" or "#"',
    );
  }
  const loopback = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/u.test(url.hostname);
  if (url.protocol === 'http:' && !loopback) {
    throw new Error(
      'The address of the authority must begin with https://: over http the token could be read on the way',
    );
  }
  return url.href.replace(/\/+$/u, '');
}

function pathOf(authorityId: string): string {
  if (!isAuthorityId(authorityId))
    throw new PermanentError('rejected', `Not an id of the authority: ${authorityId}`);
  return `/notifications/${encodeURIComponent(authorityId)}`;
}

/** What no person can put right by editing the notification. */
function checkParcel(parcel: NotificationParcel): void {
  if (!KEY_SHAPE.test(parcel.idempotencyKey)) {
    throw new PermanentError(
      'bad_parcel',
      'The idempotency key must be 1 to 200 letters, digits and . : _ -',
    );
  }
  for (const file of parcel.attachments) {
    if (createHash('sha256').update(file.bytes).digest('hex') !== file.sha256) {
      throw new PermanentError(
        'evidence_changed',
        `Attachment ${file.sha256} no longer has the bytes of its name`,
      );
    }
    if (!/^[\w.+-]+\/[\w.+-]+$/u.test(file.contentType)) {
      throw new PermanentError('bad_parcel', `Attachment ${file.sha256} has no usable content type`);
    }
  }
}

/** What a person can put right: fields of the notification, and screenshots that it names but does not carry. */
function parcelProblems(parcel: NotificationParcel): readonly FieldProblem[] {
  const read = readNotification(parcel.notification);
  if (!read.ok) return read.problems;
  const carried = new Set(parcel.attachments.map((file) => file.sha256));
  return read.notification.screenshots.flatMap((shot, at) =>
    carried.has(shot.sha256)
      ? []
      : [{ field: `screenshots[${at}].sha256`, message: 'its file is not attached' }],
  );
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) {
      throw new PermanentError(
        'bad_answer',
        `The authority's answer is longer than ${ANSWER_BYTES_MAX} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function networkFailure(error: unknown, timedOut: boolean, timeoutMs: number): Error {
  if (error instanceof PermanentError) return error;
  if (timedOut) {
    return new RetryableError('timeout', `The authority did not answer within ${timeoutMs} ms`, {
      cause: error,
    });
  }
  const cause = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : '';
  return new RetryableError('network', `The authority could not be reached: ${messageOf(error)}${cause}`, {
    cause: error,
  });
}
