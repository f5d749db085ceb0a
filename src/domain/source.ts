/** The five kinds of open source named in clause 4 of the draft rules; every source has exactly one. */
export const SOURCE_KINDS = [
  'internet_resource',
  'social_network',
  'messenger',
  'mass_media',
  'other_platform',
] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Connectors that can read a source. The connector is how we read, the kind is what the law calls it. */
export const CONNECTORS = ['telegram', 'telegram-preview'] as const;
export type Connector = (typeof CONNECTORS)[number];

/** Where a place is. The same place read by another connector is the same source: identity is network and external id. */
export const NETWORKS = ['telegram'] as const;
export type Network = (typeof NETWORKS)[number];
export const NETWORK_OF: Readonly<Record<Connector, Network>> = {
  telegram: 'telegram',
  'telegram-preview': 'telegram',
};

/** How the reading of a source goes, as its reader says. */
export const READING_STATES = ['reading', 'behind', 'waiting', 'trouble'] as const;
export type ReadingState = (typeof READING_STATES)[number];
/** What the last look for missed events gave. */
export const DIFFERENCES = ['empty', 'changes', 'too_long', 'history'] as const;
export type Difference = (typeof DIFFERENCES)[number];

export const SOURCE_STATES = ['active', 'paused', 'refused'] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

/** What proves that a source was open when it was added (clause 4: open sources only). */
export interface Openness {
  readonly publicUrl: string;
  readonly checkedAt: string;
  readonly how: string;
}

/** One open place that is watched. */
export interface Source {
  readonly id: number;
  readonly kind: SourceKind;
  readonly connector: Connector;
  /** Canonical address, e.g. `https://t.me/name`. */
  readonly address: string;
  /** The place's own id at the platform (Telegram: channel id), as text: ids do not fit 32 bits. */
  readonly externalId: string;
  /** Connector data needed to read it again (Telegram: access hash). Opaque outside the connector. */
  readonly handle: Readonly<Record<string, string>>;
  readonly title: string;
  readonly state: SourceState;
  readonly stateReason: string | null;
  readonly openness: Openness;
  /** Grows each time a holder starts reading; a batch of an older epoch never moves the position. */
  readonly epoch: number;
  /** End of the contiguous run of message ids that detection has committed. */
  readonly position: number;
  /** End of the contiguous run of events (edits and deletions; Telegram's pts) that detection has committed. */
  readonly pts: number | null;
  readonly lastPostAt: Date | null;
  readonly lastReadAt: Date | null;
  /** The account that reads it; null while none does, and for connectors without accounts. */
  readonly accountId: number | null;
  /** The channel whose discussion group this is. */
  readonly linkedTo: number | null;
  /** Newest id at the platform when it was last looked at: behind it is the lag. */
  readonly newestId: number | null;
  readonly lastDifferenceAt: Date | null;
  readonly lastDifference: Difference | null;
  readonly reading: ReadingState | null;
  readonly readingReason: string | null;
  /** When its reader said so last. */
  readonly readingAt: Date | null;
  /** When the alarm was raised that the source is quiet against its own habit; null while it is not. */
  readonly quietSince: Date | null;
}

/** Why an address is not watched; each reason has its text in the catalogues (`source.refused.<reason>`). */
export const SOURCE_REFUSALS = [
  'private_invite',
  'private_link',
  'not_found',
  'is_user',
  'not_public',
  'not_an_address',
  'unsupported',
] as const;
export type SourceRefusal = (typeof SOURCE_REFUSALS)[number];

/** The address cannot be watched; `reason` is data, the text is looked up where it is shown. */
export class SourceRefusedError extends Error {
  override readonly name = 'SourceRefusedError';
  readonly reason: SourceRefusal;
  readonly address: string;
  constructor(reason: SourceRefusal, address: string) {
    super(`source refused (${reason}): ${address}`);
    this.reason = reason;
    this.address = address;
  }
}
