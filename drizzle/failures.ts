import { DrizzleQueryError } from 'drizzle-orm';
import { PermanentError, RetryableError } from '../src/domain/failure.ts';

/** Codes of postgres.js and of the socket when there is no database to talk to. */
const UNREACHABLE = new Set([
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);
/** Shut down, starting up, too many connections: PostgreSQL appendix A, classes 08, 53 and 57. */
const UNREACHABLE_STATE = /^(08...|53300|57P0[123])$/;
/** Serialisation failure and deadlock: the transaction may simply run again. */
const COLLISION = new Set(['40001', '40P01']);
/** Statement, lock and idle-in-transaction timeouts. */
const SLOW = new Set(['57014', '55P03', '25P03']);
/** Longest piece of a query that goes into a message. */
const QUERY_SHOWN = 160;

/** The database refused what was written: a rule of the schema stands against it. */
export class DatabaseRefusedError extends PermanentError {
  override readonly name = 'DatabaseRefusedError';
  readonly code: string;
  /** Name of the constraint, e.g. `measures_one_open_of_kind`. */
  readonly constraint: string | null;
  constructor(code: string, constraint: string | null, message: string) {
    super('database_refused', message);
    this.code = code;
    this.constraint = constraint;
  }
}

function field(error: unknown, name: string): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value = (error as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : null;
}

/** The driver's own error, without drizzle's wrapping, whose message repeats the parameters. */
function driverError(error: unknown): unknown {
  return error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
}

/** Whether the transaction met another one and may run again. */
export function isCollision(error: unknown): boolean {
  return COLLISION.has(field(driverError(error), 'code') ?? '');
}

/** `host:port/database` of a database address, for messages; never the user or the password. */
export function placeOf(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    return `${url.hostname === '' ? 'local socket' : url.hostname}:${url.port === '' ? '5432' : url.port}${url.pathname}`;
  } catch {
    return 'the configured address (it is not a URL)';
  }
}

/**
 * What a failure of the database means to the caller. Errors of our own pass unchanged. Parameters and row contents,
 * which drizzle and PostgreSQL put into theirs, are left out: they may be personal data.
 * @param place from `placeOf`
 */
export function databaseFailure(error: unknown, place: string): unknown {
  const inner = driverError(error);
  const code = field(inner, 'code');
  if (code === null)
    return error instanceof DrizzleQueryError ? new Error(`query failed: ${shown(error)}`) : error;
  const says = inner instanceof Error ? inner.message : code;
  if (UNREACHABLE.has(code) || UNREACHABLE_STATE.test(code)) {
    return new RetryableError(
      'database_unreachable',
      `the database at ${place} cannot be reached (${code}): check that PostgreSQL runs there and DATABASE_URL is right`,
    );
  }
  if (COLLISION.has(code))
    return new RetryableError('database_busy', `transactions collide at ${place} (${code}): ${says}`);
  if (SLOW.has(code))
    return new RetryableError('database_slow', `the database at ${place} took too long (${code}): ${says}`);
  if (!/^[0-9A-Z]{5}$/.test(code) || field(inner, 'severity') === null) return error;
  if (code.startsWith('28') || code === '3D000') {
    return new PermanentError(
      'database_denied',
      `the database at ${place} lets us not in (${code}): check DATABASE_URL`,
    );
  }
  if (code.startsWith('23')) return new DatabaseRefusedError(code, field(inner, 'constraint_name'), says);
  return new PermanentError(
    'database_failed',
    `the database at ${place} failed (${code}): ${says}${query(error)}`,
  );
}

function shown(error: DrizzleQueryError): string {
  return error.query.slice(0, QUERY_SHOWN);
}

function query(error: unknown): string {
  return error instanceof DrizzleQueryError ? `, in: ${shown(error)}` : '';
}
