/** Kinds of message that the bot sends of its own accord. The intent is stored before, the message id after. */
export const NOTICE_KINDS = [
  'queue',
  'occurrence',
  'deleted',
  'deleted_many',
  'submitted',
  'returned',
  'approved',
  'incomplete',
  'received',
  'outcome',
  'alarm',
  'digest',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** One message to one person: what to say by ids; the words are made when it is sent, in the person's language. */
export interface Notice {
  readonly id: number;
  readonly personId: number;
  readonly kind: NoticeKind;
  readonly params: NoticeParams;
  readonly createdAt: Date;
  /** Set before each try; set without `sentAt` at the next try means that the message may already have arrived. */
  readonly triedAt: Date | null;
  readonly sentAt: Date | null;
  readonly messageId: number | null;
}

export interface NoticeParams {
  readonly findingId?: number;
  readonly measureId?: number;
  readonly day?: string;
  readonly reason?: string;
  readonly detail?: string;
  readonly sourceId?: number;
  /** Moment from which on something is counted when the message is made. */
  readonly since?: string;
}
