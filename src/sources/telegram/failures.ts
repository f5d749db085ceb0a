import { errors } from 'telegram';
import { messageOf, PermanentError, RetryableError } from '../../domain/failure.ts';

/** What one answer of the server means for us. `account`: nothing more can be read with this account. */
export interface FailureRule {
  /** The error's name as Telegram sends it, a `*` standing for the rest (https://core.telegram.org/api/errors). */
  readonly error: string;
  readonly outcome: 'permanent' | 'retryable';
  readonly scope: 'account' | 'source' | 'request';
  readonly reason: string;
  /** Wait before the next try, when the server gives none. */
  readonly retryAfterMs?: number;
}

const permanent = (scope: FailureRule['scope'], reason: string, ...errors: string[]): FailureRule[] =>
  errors.map((error) => ({ error, outcome: 'permanent', scope, reason }));
const retryable = (reason: string, retryAfterMs: number | undefined, ...errors: string[]): FailureRule[] =>
  errors.map((error) => ({
    error,
    outcome: 'retryable',
    scope: 'request',
    reason,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }));

/** The first rule that fits decides; what no rule knows is retried (and logged by the caller). */
export const FAILURE_RULES: readonly FailureRule[] = [
  ...permanent(
    'account',
    'session_revoked',
    'AUTH_KEY_UNREGISTERED',
    'AUTH_KEY_INVALID',
    'AUTH_KEY_PERM_EMPTY',
  ),
  ...permanent('account', 'session_revoked', 'SESSION_REVOKED', 'SESSION_EXPIRED'),
  ...permanent('account', 'session_used_twice', 'AUTH_KEY_DUPLICATED'),
  ...permanent(
    'account',
    'account_closed',
    'USER_DEACTIVATED',
    'USER_DEACTIVATED_BAN',
    'INPUT_USER_DEACTIVATED',
  ),
  ...permanent('account', 'account_frozen', 'FROZEN_METHOD_INVALID', 'FROZEN_PARTICIPANT_MISSING'),
  ...permanent('account', 'api_id_refused', 'API_ID_INVALID', 'API_ID_PUBLISHED_FLOOD'),
  ...permanent('account', 'client_outdated', 'UPDATE_APP_TO_LOGIN', 'CONNECTION_LAYER_INVALID'),

  ...permanent('request', 'phone_invalid', 'PHONE_NUMBER_INVALID', 'PHONE_NUMBER_APP_SIGNUP_FORBIDDEN'),
  ...permanent('request', 'phone_banned', 'PHONE_NUMBER_BANNED'),
  ...permanent('request', 'not_registered', 'PHONE_NUMBER_UNOCCUPIED'),
  ...permanent('request', 'code_wrong', 'PHONE_CODE_INVALID', 'PHONE_CODE_EMPTY'),
  ...permanent('request', 'code_expired', 'PHONE_CODE_EXPIRED', 'PHONE_CODE_HASH_EMPTY'),
  ...permanent('request', 'password_wrong', 'PASSWORD_HASH_INVALID'),
  ...permanent('request', 'password_needed', 'SESSION_PASSWORD_NEEDED'),
  ...retryable('password_changed', undefined, 'SRP_ID_INVALID', 'SRP_PASSWORD_CHANGED'),
  ...retryable('flood_wait', 3_600_000, 'PHONE_NUMBER_FLOOD', 'PHONE_PASSWORD_FLOOD', 'PEER_FLOOD'),

  ...permanent('source', 'not_found', 'USERNAME_NOT_OCCUPIED', 'USERNAME_INVALID'),
  ...permanent('source', 'not_public', 'CHANNEL_PRIVATE', 'CHANNEL_PUBLIC_GROUP_NA', 'CHAT_FORBIDDEN'),
  ...permanent('source', 'private_invite', 'INVITE_HASH_*'),
  ...permanent('source', 'handle_stale', 'CHANNEL_INVALID', 'PEER_ID_INVALID', 'CHAT_ID_INVALID'),
  ...permanent('source', 'account_barred', 'USER_BANNED_IN_CHANNEL', 'USER_KICKED', 'CHAT_INVALID'),
  ...permanent('source', 'join_refused', 'CHANNELS_TOO_MUCH', 'USER_CHANNELS_TOO_MUCH'),
  ...permanent('source', 'join_asked', 'INVITE_REQUEST_SENT'),
  ...permanent('source', 'joined_before', 'USER_ALREADY_PARTICIPANT'),
  ...permanent('source', 'pts_lost', 'PERSISTENT_TIMESTAMP_*', 'HISTORY_GET_FAILED'),
  ...permanent('request', 'file_gone', 'FILE_REFERENCE_*', 'FILE_ID_INVALID', 'LOCATION_INVALID'),

  ...retryable('telegram_internal', 5_000, 'RPC_CALL_FAIL', 'RPC_MCGET_FAIL', 'INTERNAL*', 'WORKER_BUSY*'),
  ...retryable('telegram_internal', 5_000, 'AUTH_RESTART*', 'NEED_*_INVALID', 'INTERDC_*'),
  ...retryable('timeout', undefined, 'TIMEOUT', 'Timeout', 'TIMEDOUT'),
  ...retryable('unreachable', undefined, 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE'),
  ...retryable('unreachable', undefined, 'ETIMEDOUT', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN'),
  ...retryable('connection_lost', undefined, 'Not connected*', 'NetSocket was closed*'),
  ...retryable(
    'connection_lost',
    undefined,
    'Cannot send requests while disconnected*',
    'Maximum reconnection*',
  ),
];

/** Reasons after which nothing more can be read with this account. */
export const ACCOUNT_REASONS: ReadonlySet<string> = new Set(
  FAILURE_RULES.filter((rule) => rule.scope === 'account').map((rule) => rule.reason),
);

/** True when no channel can be read any more with this account, and a person has to sign in again. */
export function endsAccount(error: unknown): boolean {
  return error instanceof PermanentError && ACCOUNT_REASONS.has(error.reason);
}

/** Turns whatever gramjs threw into our two kinds of failure; the original stays as `cause`. */
export function telegramFailure(error: unknown, doing: string): PermanentError | RetryableError {
  if (error instanceof PermanentError || error instanceof RetryableError) return error;
  const seconds = floodSeconds(error);
  if (seconds !== null) {
    const message = `Telegram asks to wait ${seconds} s before ${doing} again`;
    return new RetryableError('flood_wait', message, { cause: error, retryAfterMs: seconds * 1000 });
  }
  if (error instanceof errors.FileMigrateError) {
    return new RetryableError('file_elsewhere', `${doing}: the file is in data centre ${error.newDc}`, {
      cause: error,
    });
  }
  const said = errorName(error);
  const rule = FAILURE_RULES.find((candidate) => fits(candidate.error, said));
  const message = `${doing} failed: ${said}`;
  if (rule?.outcome === 'permanent') return new PermanentError(rule.reason, message, { cause: error });
  return new RetryableError(rule?.reason ?? 'telegram_unknown', message, {
    cause: error,
    retryAfterMs: rule?.retryAfterMs ?? null,
  });
}

/** The data centre that keeps a file which was asked for elsewhere; null for every other failure. */
export function fileCentreOf(error: unknown): number | null {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof errors.FileMigrateError ? cause.newDc : null;
}

function fits(pattern: string, said: string): boolean {
  if (!pattern.includes('*')) return pattern === said;
  const [start = '', end = ''] = pattern.split('*');
  return said.startsWith(start) && said.endsWith(end);
}

/** FLOOD_WAIT_x carries its seconds in a field of its own, and its name becomes `FLOOD` in gramjs. */
function floodSeconds(error: unknown): number | null {
  if (error instanceof errors.FloodWaitError || error instanceof errors.FloodTestPhoneWaitError)
    return error.seconds;
  if (error instanceof errors.SlowModeWaitError) return error.seconds;
  return null;
}

function errorName(error: unknown): string {
  if (error instanceof errors.RPCError) return error.errorMessage;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return messageOf(error);
}
