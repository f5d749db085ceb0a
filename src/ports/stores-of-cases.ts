import type { Category } from '../domain/category.ts';
import type { Decision } from '../domain/decision.ts';
import type { EntityKind } from '../domain/detection.ts';
import type { Finding, FindingState } from '../domain/finding.ts';
import type { LegalAct } from '../domain/legal-act.ts';
import type { Measure, MeasureKind, ScopeKind } from '../domain/measure.ts';
import type { Source } from '../domain/source.ts';
import type { Actor } from '../domain/staff.ts';
import type { StoredPost } from './stores-of-reading.ts';

export interface NewFinding {
  readonly category: Category;
  readonly score: number;
  readonly rulesVersion: string;
  readonly modelVersion?: string | null;
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
