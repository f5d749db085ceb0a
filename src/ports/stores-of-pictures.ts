/** A post whose pictures wait to be read. */
export interface WaitingPost {
  readonly id: number;
  readonly sourceId: number;
  readonly messageId: number;
  readonly sealedPost: Uint8Array;
  readonly suspicious: boolean;
  readonly at: Date;
}

/** What was read in a picture of a suspicious post. */
export interface KeptPicture {
  readonly postId: number;
  /** Of the file. */
  readonly sha256: string;
  /** Perceptual hash; null where the picture is too plain to have one. */
  readonly hash: string | null;
  /** Parts of it, by which look-alikes are found. */
  readonly bands: readonly string[];
  readonly maskedText: string;
  /** The whole reading. */
  readonly sealedText: Uint8Array;
  readonly at: Date;
}

export interface PictureStore {
  /** Puts a post in the line, whose older versions have left it. Gives the id of the place. */
  wait(post: Omit<WaitingPost, 'id'>): Promise<number>;
  /** Takes messages out of the line: there is a newer version of them. */
  leave(sourceId: number, messageIds: readonly number[]): Promise<void>;
  /** Null when it was read, or gave way to a newer version. */
  waiting(id: number): Promise<WaitingPost | null>;
  /** Ids of the line, suspicious posts first, then the oldest. */
  line(limit: number): Promise<readonly number[]>;
  /** Takes a post out of the line; false when it is not there any more: another was first. */
  finish(id: number): Promise<boolean>;
  /** Drops ordinary posts that wait since before `since`, and the oldest ones beyond `most`. Gives what was dropped. */
  dropOrdinary(
    most: number,
    since: Date,
  ): Promise<readonly { readonly sourceId: number; readonly messageId: number }[]>;
  /** Of these keyed hashes, those of pictures that were read and held nothing. */
  seen(hashes: readonly string[]): Promise<ReadonlySet<string>>;
  markSeen(hashes: readonly string[], at: Date): Promise<void>;
  forgetSeenBefore(at: Date): Promise<number>;
  /** The same picture of the same post is kept once. */
  keep(picture: KeptPicture): Promise<void>;
  /** What was read in pictures with these SHA-256, sealed. */
  remembered(sha256s: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Pictures of findings that share a part of the perceptual hash, newest first. */
  lookAlikes(
    bands: readonly string[],
    since: Date,
    limit: number,
  ): Promise<readonly { readonly findingId: number; readonly sealedText: Uint8Array }[]>;
}
