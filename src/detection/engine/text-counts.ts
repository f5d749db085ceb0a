/** Counts by number that are void as soon as another text is read, without being cleared. */
export class TextCounts {
  readonly #textOf: Int32Array;
  readonly #count: Int32Array;

  constructor(size: number) {
    this.#textOf = new Int32Array(size);
    this.#count = new Int32Array(size);
  }

  /** Counts one more in this text. @returns how many there are now */
  add(text: number, place: number): number {
    const count = this.#textOf[place] === text ? (this.#count[place] ?? 0) + 1 : 1;
    this.#textOf[place] = text;
    this.#count[place] = count;
    return count;
  }

  /** What was last set in this text, or -1. */
  get(text: number, place: number): number {
    return this.#textOf[place] === text ? (this.#count[place] ?? -1) : -1;
  }

  set(text: number, place: number, value: number): void {
    this.#textOf[place] = text;
    this.#count[place] = value;
  }
}
