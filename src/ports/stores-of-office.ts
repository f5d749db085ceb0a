import type { AuditEntry, AuditRow } from '../domain/audit.ts';
import type { Locale } from '../domain/detection.ts';
import type { DigestNumbers } from '../domain/digest.ts';
import type { Notice, NoticeKind, NoticeParams } from '../domain/notice.ts';
import type { Person, Role } from '../domain/staff.ts';
import type { Job } from './job-queue.ts';

/** What the bot waits for from a person: the next text is taken for this. Survives a restart. */
export type Dialog =
  | { readonly kind: 'justification'; readonly measureId: number; readonly promptMessageId: number | null }
  | { readonly kind: 'collateral'; readonly measureId: number; readonly promptMessageId: number | null }
  | { readonly kind: 'return_comment'; readonly measureId: number; readonly promptMessageId: number | null }
  | { readonly kind: 'outgoing_number'; readonly measureId: number; readonly promptMessageId: number | null }
  | { readonly kind: 'close_reason'; readonly measureId: number; readonly promptMessageId: number | null }
  | { readonly kind: 'reopen_reason'; readonly findingId: number; readonly promptMessageId: number | null }
  | { readonly kind: 'reveal_reason'; readonly findingId: number; readonly promptMessageId: number | null };

export interface StaffStore {
  add(person: {
    readonly telegramId: string;
    readonly name: string;
    readonly role: Role;
    readonly locale: Locale;
  }): Promise<Person>;
  get(id: number): Promise<Person>;
  byTelegramId(telegramId: string): Promise<Person | null>;
  list(filter?: { readonly role?: Role; readonly active?: boolean }): Promise<readonly Person[]>;
  setLocale(id: number, locale: Locale): Promise<void>;
  deactivate(id: number): Promise<void>;
  dialog(id: number): Promise<Dialog | null>;
  setDialog(id: number, dialog: Dialog | null): Promise<void>;
  addInvite(invite: {
    readonly codeHash: string;
    readonly role: Role;
    readonly name: string;
    readonly expiresAt: Date;
  }): Promise<void>;
  /** Uses an invite up: gives it once, null when unknown, used or expired. */
  takeInvite(codeHash: string, now: Date): Promise<{ readonly role: Role; readonly name: string } | null>;
}

export interface NoticeStore {
  /** Adds an intent; null when the same key is already there. */
  add(notice: {
    readonly personId: number;
    readonly kind: NoticeKind;
    readonly params: NoticeParams;
    readonly dedupKey: string;
    readonly at: Date;
  }): Promise<Notice | null>;
  get(id: number): Promise<Notice>;
  /** Notes that a try begins; gives the notice as it was before. */
  beginTry(id: number, at: Date): Promise<Notice>;
  markSent(id: number, at: Date, messageId: number | null): Promise<void>;
  /** Notices that were never sent and whose last try was not refused for good, oldest first. */
  unsent(limit: number): Promise<readonly Notice[]>;
  /** The notice will not be tried again (the person blocked the bot). */
  giveUp(id: number, reason: string): Promise<void>;
  /** The newest sent notice of a kind to a person, to be edited instead of sending another. */
  newest(personId: number, kind: NoticeKind): Promise<Notice | null>;
}

export interface DigestStore {
  /** Numbers of what happened in [from, to), read from the rows themselves. */
  measure(day: string, from: Date, to: Date, now: Date): Promise<DigestNumbers>;
  /** Stores the numbers of a day once; gives what is stored. */
  keep(numbers: DigestNumbers, at: Date): Promise<DigestNumbers>;
  kept(day: string): Promise<DigestNumbers | null>;
  /** Newest day that has a kept digest, and when this database began; a digest is never made for days before it. */
  began(): Promise<{ readonly lastDay: string | null; readonly since: Date }>;
}

export interface AuditStore {
  /** Appended in order just before the commit. */
  append(entry: AuditEntry): void;
  page(afterSeq: number, limit: number): Promise<readonly AuditRow[]>;
  head(): Promise<{ readonly seq: number; readonly hash: string } | null>;
}

export interface OutboxStore {
  /** Follow-up jobs of this transaction. A key that is already waiting is ignored. */
  add(jobs: readonly Job[]): Promise<void>;
  /** Claims rows that are due, skipping what others hold; they stay claimed until the transaction ends. */
  claim(limit: number): Promise<readonly { readonly id: number; readonly job: Job }[]>;
  done(ids: readonly number[]): Promise<void>;
  waiting(): Promise<number>;
}

export interface LeaseStore {
  /** Takes or renews the lease by the database's clock; gives the fencing number, or null when another holds it. */
  take(name: string, holder: string, ttlMs: number): Promise<number | null>;
  release(name: string, holder: string): Promise<void>;
  /** Leases that were ever taken, by the beginning of their names. */
  list(prefix: string): Promise<readonly LeaseView[]>;
}

/** A lease by the database's clock. */
export interface LeaseView {
  readonly name: string;
  /** Null when nobody holds it now. */
  readonly holder: string | null;
  /** How long it has been free; 0 while it is held. */
  readonly freeForMs: number;
}

export interface DeadLetterStore {
  /** Address only; never a text. */
  add(letter: {
    readonly queue: string;
    readonly key: string;
    readonly address: string;
    readonly reason: string;
    readonly at: Date;
  }): Promise<void>;
  list(limit: number): Promise<
    readonly {
      readonly id: number;
      readonly queue: string;
      readonly key: string;
      readonly address: string;
      readonly reason: string;
      readonly at: Date;
    }[]
  >;
}
