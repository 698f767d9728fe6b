import { BytesTable, grown } from './bytes-table.ts';

/**
 * The numbers of series by the bytes that name them. It guesses that a series is followed by the one that followed it
 * before, which holds for scrape after scrape and for series after series, and then compares instead of hashing.
 */
export class SeriesTable {
  readonly #names = new BytesTable();
  #followers = new Int32Array(1 << 10);
  #last = -1;

  /** How many series it has numbered. */
  get count(): number {
    return this.#names.count;
  }

  lengthOf(number: number): number {
    return this.#names.lengthOf(number);
  }

  /** The series whose name is expected at `from`, if it stands there, be it as the beginning of another; else -1. */
  expected(view: DataView, from: number): number {
    if (this.#last < 0) return -1;
    const guess = this.#followers[this.#last] ?? -1;
    return this.#names.standsAt(guess, view, from) ? guess : -1;
  }

  /** Says that it was what `expected` found. */
  goOn(number: number): void {
    this.#last = number;
  }

  /** The number of a name; one that is new gets the next, which is `count` before. */
  numberOf(bytes: Uint8Array, from: number, to: number): number {
    const before = this.#names.count;
    const number = this.#names.numberOf(bytes, from, to);
    if (number === before) {
      if (number === this.#followers.length) this.#followers = grown(this.#followers, new Int32Array(number * 2));
      // Until more is known, a series is followed by itself.
      this.#followers[number] = number;
    }
    if (this.#last >= 0) this.#followers[this.#last] = number;
    this.#last = number;
    return number;
  }
}
