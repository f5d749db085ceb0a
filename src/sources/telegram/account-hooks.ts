import type { Source } from '../../domain/source.ts';

/** What the owner of several accounts knows and wants to know of one of them. All are optional and must not throw. */
export interface AccountHooks {
  /**
   * This account's own handle of a source: an access hash belongs to the account that resolved it. Null: there is none
   * yet, and the public name is looked up. Absent: the handle that is stored with the source is used.
   */
  readonly handleOf?: (source: Source) => { readonly accessHash: string } | null;
  /** A handle was found by the public name; to be given by `handleOf` from now on. */
  readonly onHandle?: (sourceId: number, accessHash: string) => void;
  /** True when this account joined (or asked to join) the source before: it never asks twice. */
  readonly joinedAlready?: (sourceId: number) => boolean;
  /** The account is a member of the source, or its asking was answered for good: it must not ask again. */
  readonly onJoined?: (sourceId: number) => void;
  /** The account is a member of as many places as it may be: it joins nothing more, and reads without pushes. */
  readonly onJoinsFull?: (sourceId: number) => void;
  /** Every call that was sent, by method (`messages.GetHistory`); `waitMs` is what a flood wait asks for. */
  readonly onCall?: (method: string, outcome: CallOutcome, waitMs?: number) => void;
  /** Methods that were told to wait before this process began, with when their rest is over. */
  readonly rests?: ReadonlyMap<string, Date>;
}

export type CallOutcome = 'ok' | 'flood' | 'error';
