import type { AuditEntry, AuditRow } from '../domain/audit.ts';
import type { Category } from '../domain/category.ts';
import type { Decision } from '../domain/decision.ts';
import type { Detection, EntityKind, Locale } from '../domain/detection.ts';
import type { DigestNumbers } from '../domain/digest.ts';
import type { Finding, FindingState } from '../domain/finding.ts';
import type { LegalAct } from '../domain/legal-act.ts';
import type { Measure, MeasureKind, ScopeKind } from '../domain/measure.ts';
import type { Notice, NoticeKind, NoticeParams } from '../domain/notice.ts';
import type { Openness, Source, SourceKind, SourceState } from '../domain/source.ts';
import type { Actor, Person, Role } from '../domain/staff.ts';
import type { Job } from './job-queue.ts';

/**
 * The memory. A step does its work in one transaction: results, decisions, audit and follow-up jobs are saved
 * together or not at all. Audit entries are appended last, just before the commit.
 */
export interface Memory {
  /** Runs `work` in one transaction; on a serialisation or deadlock failure it is run again (at most 5 times). */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Reads outside a transaction. */
  readonly read: Tx;
  close(): Promise<void>;
}

export interface Tx {
  readonly sources: SourceStore;
  readonly accounts: AccountStore;
  readonly posts: PostStore;
  readonly findings: FindingStore;
  readonly measures: MeasureStore;
  readonly evidence: EvidenceStore;
  readonly acts: ActStore;
  readonly staff: StaffStore;
  readonly notices: NoticeStore;
  readonly digests: DigestStore;
  readonly audit: AuditStore;
  readonly outbox: OutboxStore;
  readonly leases: LeaseStore;
  readonly deadLetters: DeadLetterStore;
}

export interface NewSource {
  readonly kind: SourceKind;
  readonly connector: Source['connector'];
  readonly address: string;
  readonly externalId: string;
  readonly handle: Readonly<Record<string, string>>;
  readonly title: string;
  readonly openness: Openness;
  readonly position: number;
}

export interface SourceStore {
  /** Gives the existing source when the place is already watched (same connector and external id). */
  add(source: NewSource): Promise<{ readonly source: Source; readonly added: boolean }>;
  get(id: number): Promise<Source>;
  list(filter?: { readonly state?: SourceState }): Promise<readonly Source[]>;
  setState(id: number, state: SourceState, reason: string | null): Promise<void>;
  /** A new holder starts reading: the epoch grows, and uncommitted intervals of older epochs are dropped. */
  beginEpoch(id: number): Promise<Source>;
  /**
   * Commits an interval that detection has dealt with; moves the position to the end of the contiguous run.
   * A stale epoch moves nothing. Gives the position after it.
   */
  commitInterval(
    id: number,
    epoch: number,
    interval: { readonly from: number; readonly to: number },
    hole: string | null,
  ): Promise<number>;
  /** Counters of ordinary and suspicious posts of a day (YYYY-MM-DD); no text is kept. */
  count(id: number, day: string, posts: number, suspicious: number, lastPostAt: Date | null): Promise<void>;
  report(): Promise<readonly SourceReport[]>;
}

export interface SourceReport {
  readonly source: Source;
  readonly postsToday: number;
  readonly holes: number;
  readonly deadLetters: number;
}

export interface AccountStore {
  /** `session` and `phone` are sealed bytes. One account per Telegram user. */
  put(account: {
    readonly userId: string;
    readonly maskedPhone: string;
    readonly sealedSession: Uint8Array;
  }): Promise<number>;
  list(): Promise<readonly AccountRow[]>;
  setState(id: number, state: AccountRow['state'], reason: string | null): Promise<void>;
}
export interface AccountRow {
  readonly id: number;
  readonly userId: string;
  readonly maskedPhone: string;
  readonly sealedSession: Uint8Array;
  readonly state: 'active' | 'stopped';
  readonly stateReason: string | null;
}

/** A stored suspicious post, one row a version. Unmasked content is sealed bytes; `maskedText` may be shown. */
export interface StoredPost {
  readonly id: number;
  readonly sourceId: number;
  readonly messageId: number;
  readonly version: number;
  readonly url: string;
  readonly publishedAt: Date;
  readonly editedAt: Date | null;
  readonly firstSeenAt: Date;
  readonly deletedSeenAt: Date | null;
  readonly maskedText: string;
  readonly sealedContent: Uint8Array;
  readonly detection: Detection;
  readonly views: number | null;
}
export type NewPost = Omit<StoredPost, 'id' | 'version' | 'deletedSeenAt'>;

export interface PostStore {
  /** Keyed hash of the visible text seen for this message, or null. */
  seen(sourceId: number, messageIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
  markSeen(
    sourceId: number,
    rows: readonly { readonly messageId: number; readonly hash: string; readonly editedAt: string | null }[],
    at: Date,
  ): Promise<void>;
  forgetSeenBefore(at: Date): Promise<number>;
  /** Adds the next version of the post. */
  add(post: NewPost): Promise<StoredPost>;
  get(id: number): Promise<StoredPost>;
  latest(sourceId: number, messageId: number): Promise<StoredPost | null>;
  markDeleted(sourceId: number, messageIds: readonly number[], at: Date): Promise<number>;
}

export interface NewFinding {
  readonly category: Category;
  readonly score: number;
  readonly rulesVersion: string;
  readonly postId: number;
  readonly at: Date;
}
export interface FindingChange {
  readonly state?: FindingState;
  readonly claimedBy?: number | null;
  readonly claimedUntil?: Date | null;
  readonly notBefore?: Date | null;
  readonly captureProblem?: string | null;
}
export interface NewDecision {
  readonly findingId: number;
  readonly measureId: number | null;
  readonly verb: string;
  readonly from: string | null;
  readonly to: string;
  readonly by: Actor;
  readonly at: Date;
  readonly reason: string | null;
}

export interface FindingStore {
  /** Locks the bands (in order) until the transaction ends, so that two detectors never open twin findings. */
  lockBands(bands: readonly string[]): Promise<void>;
  /** Findings that share a band, newest first, with the stored shingles to confirm them. */
  candidates(
    bands: readonly string[],
    since: Date,
    limit: number,
  ): Promise<
    readonly { readonly findingId: number; readonly exact: string; readonly shingles: readonly number[] }[]
  >;
  addSignature(
    findingId: number,
    postId: number,
    signature: {
      readonly exact: string;
      readonly bands: readonly string[];
      readonly shingles: readonly number[];
    },
    at: Date,
  ): Promise<void>;
  open(finding: NewFinding): Promise<Finding>;
  addOccurrence(findingId: number, postId: number, at: Date): Promise<Finding>;
  /** The finding that a message (any version of it) already belongs to. */
  ofMessage(sourceId: number, messageId: number): Promise<number | null>;
  get(id: number): Promise<Finding>;
  /** Reads and locks the row until the transaction ends. */
  lock(id: number): Promise<Finding>;
  /** Locks and gives the next waiting finding (best score first, then oldest), skipping what others hold. */
  lockNext(now: Date, personId: number): Promise<Finding | null>;
  /** Changes columns; `version` grows by one when the state changes. */
  change(id: number, change: FindingChange): Promise<Finding>;
  addDecision(decision: NewDecision): Promise<Decision>;
  decisions(findingId: number): Promise<readonly Decision[]>;
  occurrences(
    findingId: number,
    limit: number,
  ): Promise<readonly { readonly post: StoredPost; readonly source: Source }[]>;
  list(filter: {
    readonly states?: readonly FindingState[];
    readonly limit: number;
  }): Promise<readonly Finding[]>;
  /** Other findings of the same source, and findings that share an identifier (wallet, name, phone by keyed hash or masked value). */
  related(
    findingId: number,
    limit: number,
  ): Promise<{
    readonly sameSource: readonly {
      readonly id: number;
      readonly category: Category;
      readonly state: FindingState;
    }[];
    readonly sameEntities: readonly {
      readonly findingId: number;
      readonly kind: EntityKind;
      readonly value: string;
    }[];
  }>;
  /** How many wait to be taken. */
  waiting(now: Date): Promise<number>;
  /** Postponed findings whose time has come. */
  due(now: Date, limit: number): Promise<readonly Finding[]>;
}

export type MeasureChange = Partial<
  Omit<Measure, 'id' | 'findingId' | 'kind' | 'version' | 'authorId' | 'createdAt'>
>;
export interface Parcel {
  readonly measureId: number;
  readonly idempotencyKey: string;
  readonly notification: Uint8Array;
  readonly attachments: readonly { readonly sha256: string; readonly contentType: string }[];
}

export interface MeasureStore {
  open(measure: {
    readonly findingId: number;
    readonly kind: MeasureKind;
    readonly authorId: number;
    readonly justification: string;
    readonly scope: ScopeKind;
    readonly scopeTarget: string;
    readonly at: Date;
  }): Promise<Measure>;
  get(id: number): Promise<Measure>;
  lock(id: number): Promise<Measure>;
  /** `version` grows by one with every change. */
  change(id: number, change: MeasureChange): Promise<Measure>;
  ofFinding(findingId: number): Promise<readonly Measure[]>;
  /** Next outgoing number of the year, e.g. `17`; gaps are possible, repeats are not. */
  nextNumber(year: number): Promise<number>;
  /** Stores the exact bytes that will be sent; a parcel is never changed afterwards. */
  putParcel(parcel: Parcel): Promise<void>;
  /** The newest parcel of the measure. */
  parcel(measureId: number): Promise<Parcel | null>;
  inStates(states: readonly Measure['state'][], limit: number): Promise<readonly Measure[]>;
}

export interface EvidenceFileRow {
  readonly role: 'screenshot' | 'masked' | 'raw';
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly width: number | null;
  readonly height: number | null;
}
/** One sealed capture of one version of a post. */
export interface EvidenceSet {
  readonly id: number;
  readonly findingId: number;
  readonly postId: number;
  readonly capturedAt: Date;
  readonly tool: string;
  readonly manifest: string;
  readonly manifestSha256: string;
  readonly previousSealSha256: string | null;
  readonly sealSha256: string;
  readonly files: readonly EvidenceFileRow[];
}
export interface EvidenceStore {
  /** Locks the head of the seal chain until the transaction ends. */
  lockHead(): Promise<string | null>;
  add(set: Omit<EvidenceSet, 'id'>): Promise<EvidenceSet>;
  ofPost(postId: number): Promise<EvidenceSet | null>;
  ofFinding(findingId: number): Promise<readonly EvidenceSet[]>;
  /** Posts of findings that have no capture and no recorded problem, oldest first: work that a lost queue would have done. */
  uncaptured(limit: number): Promise<readonly { readonly findingId: number; readonly postId: number }[]>;
  /** All sets in the order of the chain, a page at a time. */
  page(afterId: number, limit: number): Promise<readonly EvidenceSet[]>;
}

export interface ActStore {
  add(act: Omit<LegalAct, 'id'>): Promise<LegalAct>;
  get(id: number): Promise<LegalAct>;
  list(): Promise<readonly LegalAct[]>;
}

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
  list(
    limit: number,
  ): Promise<
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
