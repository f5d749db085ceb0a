import { createHash } from 'node:crypto';

/** Things the audit trail records. Rows hold ids and hashes, no personal data, so that erasing data keeps the chain whole. */
export const AUDIT_ACTIONS = [
  'finding.opened',
  'finding.moved',
  'finding.claimed',
  'measure.opened',
  'measure.changed',
  'measure.moved',
  'evidence.sealed',
  'data.revealed',
  'notification.sent',
  'notification.answered',
  'digest.made',
  'staff.changed',
  'source.changed',
  'act.changed',
  'account.changed',
  'model.changed',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export interface AuditEntry {
  readonly action: AuditAction;
  /** Staff id, or null for the program itself. */
  readonly actorId: number | null;
  /** e.g. `finding:12`. */
  readonly subject: string;
  /** Ids, states and hashes only. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

export interface AuditRow extends AuditEntry {
  readonly seq: number;
  /** ISO time with milliseconds, as hashed. */
  readonly at: string;
  readonly previous: string;
  readonly hash: string;
}

/** Previous hash of the first row. */
export const AUDIT_GENESIS = '0'.repeat(64);

/** Hash of a row over the one before it: SHA-256 of a canonical JSON array. */
export function auditHash(row: Omit<AuditRow, 'hash'>): string {
  const details = Object.entries(row.details).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([row.previous, row.seq, row.at, row.action, row.actorId, row.subject, details]);
  return createHash('sha256').update(text).digest('hex');
}

export type AuditFault =
  | { readonly kind: 'gap'; readonly seq: number; readonly expected: number }
  | { readonly kind: 'changed'; readonly seq: number }
  | { readonly kind: 'broken_link'; readonly seq: number };

/** The first fault of a run of rows that follows `after`, or the new head. Feed pages in order. */
export function verifyRows(
  rows: readonly AuditRow[],
  after: { readonly seq: number; readonly hash: string },
):
  | { readonly ok: true; readonly head: { readonly seq: number; readonly hash: string } }
  | { readonly ok: false; readonly fault: AuditFault } {
  let head = after;
  for (const row of rows) {
    if (row.seq !== head.seq + 1)
      return { ok: false, fault: { kind: 'gap', seq: row.seq, expected: head.seq + 1 } };
    if (row.previous !== head.hash) return { ok: false, fault: { kind: 'broken_link', seq: row.seq } };
    if (auditHash(row) !== row.hash) return { ok: false, fault: { kind: 'changed', seq: row.seq } };
    head = { seq: row.seq, hash: row.hash };
  }
  return { ok: true, head };
}
