import type { Detection } from '../domain/detection.ts';
import type { PostLink } from '../domain/post.ts';

/** What detection needs to know of a post. */
export interface DetectorInput {
  readonly text: string;
  readonly links?: readonly PostLink[];
  /**
   * Tell every rule that holds. Otherwise signs of an offer, and signs that a text only speaks about one, are told beside
   * evidence of an offence alone.
   */
  readonly everyRule?: boolean;
}

/** Near-duplicate signature of a text: equal texts have equal `exact`; similar texts share at least one band. */
export interface Signature {
  readonly exact: string;
  readonly bands: readonly string[];
  /** Shingle hashes, to confirm a candidate; similarity is their Jaccard overlap. */
  readonly shingles: readonly number[];
}

/** The pure detector, made once from compiled rule packs. */
export interface Detector {
  readonly rulesVersion: string;
  detect(input: DetectorInput): Detection;
  sign(text: string): Signature;
  /** 0 to 1: how alike two texts are by their signatures. */
  similarity(a: Signature, b: Signature): number;
}
