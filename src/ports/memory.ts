import type { ActStore, EvidenceStore, FindingStore, MeasureStore } from './stores-of-cases.ts';
import type {
  AuditStore,
  DeadLetterStore,
  DigestStore,
  LeaseStore,
  NoticeStore,
  OutboxStore,
  StaffStore,
} from './stores-of-office.ts';
import type { PictureStore } from './stores-of-pictures.ts';
import type { LearningStore } from './stores-of-learning.ts';
import type { AccountStore } from './stores-of-accounts.ts';
import type { PostStore, SourceStore } from './stores-of-reading.ts';

export type * from './stores-of-accounts.ts';
export type * from './stores-of-reading.ts';
export type * from './stores-of-cases.ts';
export type * from './stores-of-learning.ts';
export type * from './stores-of-office.ts';
export type * from './stores-of-pictures.ts';

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
  readonly pictures: PictureStore;
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
  readonly learning: LearningStore;
}
