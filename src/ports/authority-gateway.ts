import type { ItemOutcome } from '../domain/outcome.ts';

export type { ItemOutcome } from '../domain/outcome.ts';

/** What a notification says, ready to be sent. Built once, stored, and sent again byte for byte. */
export interface NotificationParcel {
  readonly idempotencyKey: string;
  /** Canonical JSON of the notification, UTF-8. */
  readonly notification: Uint8Array;
  readonly attachments: readonly {
    readonly sha256: string;
    readonly contentType: string;
    readonly bytes: Uint8Array;
  }[];
}

export type SendAnswer =
  | { readonly kind: 'received'; readonly authorityId: string }
  /** 422: returned for completion; shown to the analyst, not retried. */
  | {
      readonly kind: 'incomplete';
      readonly errors: readonly { readonly field: string; readonly message: string }[];
    };

export interface NotificationStatus {
  readonly authorityId: string;
  readonly status: 'received' | 'in_processing' | 'closed';
  readonly items: readonly {
    readonly number: number;
    readonly outcome: ItemOutcome;
    readonly comment: string | null;
    readonly prescription: { readonly number: string; readonly date: string } | null;
  }[];
}

/**
 * The addressee's information system. Never sends the same notification twice under two keys.
 * Throws RetryableError (408, 425, 429, 5xx, network; `retryAfterMs` from Retry-After) or
 * PermanentError: `authority_refused_us` (401/403: stop and alarm), `key_conflict` (409), `bad_answer`, `rejected` (other 4xx).
 */
export interface AuthorityGateway {
  send(parcel: NotificationParcel): Promise<SendAnswer>;
  status(authorityId: string): Promise<NotificationStatus>;
  withdraw(authorityId: string, reason: string): Promise<void>;
}
