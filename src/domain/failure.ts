/** A failure of the world that will not get better by trying again; a person has to act. */
export class PermanentError extends Error {
  override readonly name: string = 'PermanentError';
  /** Machine-readable reason; the text for a person is looked up by it. */
  readonly reason: string;
  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A failure of the world that may pass; try again, not before `retryAfterMs` if it is given. */
export class RetryableError extends Error {
  override readonly name: string = 'RetryableError';
  readonly reason: string;
  readonly retryAfterMs: number | null;
  constructor(reason: string, message: string, options?: ErrorOptions & { retryAfterMs?: number | null }) {
    super(message, options);
    this.reason = reason;
    this.retryAfterMs = options?.retryAfterMs ?? null;
  }
}

/** What any thrown value says, for a log line or a stored reason. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
