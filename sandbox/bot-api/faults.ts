/** What happens to a call instead of, or around, what should happen. */
export type Fault =
  /** The call is not carried out; this is answered. `retryAfterSeconds` belongs to 429. */
  | {
      readonly kind: 'answer';
      readonly code: 400 | 401 | 403 | 409 | 429 | 500 | 502;
      readonly retryAfterSeconds?: number;
    }
  /** The connection is cut before the call is carried out. */
  | { readonly kind: 'drop' }
  /** The call is carried out, and the connection is cut before the answer. */
  | { readonly kind: 'lose-reply' }
  /** The call is carried out after this long. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** The call is carried out; the answer is no JSON. */
  | { readonly kind: 'broken-json' };

/** Scripted trouble, by method; `*` stands for every method. */
export class Faults {
  #script: { readonly method: string; readonly fault: Fault; left: number }[] = [];

  /** The next `times` calls of `method` meet this fault; scripts of one method follow each other. */
  next(method: string, fault: Fault, times = 1): void {
    this.#script.push({ method: method.toLowerCase(), fault, left: times });
  }

  clear(): void {
    this.#script = [];
  }

  /** How many scripted faults have not happened yet. */
  get pending(): number {
    return this.#script.reduce((sum, { left }) => sum + left, 0);
  }

  /** The fault of this call, used up; null when it goes through. */
  take(method: string): Fault | null {
    const name = method.toLowerCase();
    const entry = this.#script.find((one) => one.left > 0 && (one.method === name || one.method === '*'));
    if (entry === undefined) return null;
    entry.left -= 1;
    return entry.fault;
  }
}
