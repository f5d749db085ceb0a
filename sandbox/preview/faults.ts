/** What happens to a request instead of, or around, what should happen. */
export type PreviewFault =
  /** Only this status is answered; `retryAfterSeconds` belongs to 429 and 503. */
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfterSeconds?: number }
  /** The page comes after this long. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The page ends in its middle, as a whole answer. */
  | { readonly kind: 'cut' }
  /** The connection is cut in the middle of the page. */
  | { readonly kind: 'drop' }
  /** The answer points elsewhere. */
  | { readonly kind: 'redirect'; readonly location: string }
  /** The page is another one than it should be. */
  | { readonly kind: 'page'; readonly html: string };

/** Scripted trouble, by a part of the path with its query; scripts follow each other. */
export class PreviewFaults {
  readonly #script: { readonly part: string; readonly fault: PreviewFault; left: number }[] = [];

  /** The next `times` requests whose path has `part` in it meet this fault. */
  next(part: string, fault: PreviewFault, times = 1): void {
    this.#script.push({ part, fault, left: times });
  }

  clear(): void {
    this.#script.length = 0;
  }

  /** The fault of this request, used up; null when it goes through. */
  take(path: string): PreviewFault | null {
    const entry = this.#script.find((one) => one.left > 0 && path.includes(one.part));
    if (entry === undefined) return null;
    entry.left -= 1;
    return entry.fault;
  }
}
