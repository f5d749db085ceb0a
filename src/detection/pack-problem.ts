/** A mistake in a pack, told so that the officer who wrote it can mend it. */
export interface PackProblem {
  readonly file: string;
  /** 1-based; 0 when the mistake has no place in the file. */
  readonly line: number;
  /** Name of the check that failed. */
  readonly check: string;
  readonly mistake: string;
  readonly remedy: string;
}
