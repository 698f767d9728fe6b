/** Columns of times, one for those that are the same, as those of a target's series are. */
export class SharedTimes {
  readonly #parts: { readonly times: Float64Array; readonly from: number; readonly to: number }[] = [];
  /** The last part of a hash; and to each the one before it. */
  readonly #byHash = new Map<number, number>();
  readonly #before: number[] = [];
  #length = 0;

  /** The number of the column that has the times `from` to `to`. The array may not change any more. */
  numberOf(times: Float64Array, from: number, to: number): number {
    const hash = hashOf(times, from, to);
    const last = this.#byHash.get(hash) ?? -1;
    for (let number = last; number >= 0; number = this.#before[number] ?? -1) {
      const part = this.#parts[number];
      if (part !== undefined && equalTimes(part.times, part.from, part.to, times, from, to)) return number;
    }
    const number = this.#parts.push({ times, from, to }) - 1;
    this.#byHash.set(hash, number);
    this.#before.push(last);
    this.#length += to - from;
    return number;
  }

  /**
   * By number.
   * @param whole An array to keep if there is nothing to be gained: views into it keep all of it.
   */
  columns(whole: Float64Array): Float64Array[] {
    if (this.#length === whole.length) return this.#parts.map(({ times, from, to }) => times.subarray(from, to));
    const arena = new Float64Array(this.#length);
    let at = 0;
    return this.#parts.map(({ times, from, to }) => {
      const start = at;
      for (let i = from; i < to; i++) arena[at++] = times[i] ?? NaN;
      return arena.subarray(start, at);
    });
  }
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

function hashOf(times: Float64Array, from: number, to: number): number {
  let hash = to - from;
  for (let i = from; i < to; i++) {
    number[0] = times[i] ?? 0;
    hash = Math.imul(hash ^ (words[0] ?? 0), 0x01000193);
    hash = Math.imul(hash ^ (words[1] ?? 0) ^ (hash >>> 15), 0x85ebca6b);
  }
  return hash;
}

function equalTimes(a: Float64Array, aFrom: number, aTo: number, b: Float64Array, bFrom: number, bTo: number): boolean {
  if (aTo - aFrom !== bTo - bFrom) return false;
  for (let i = aFrom, j = bFrom; i < aTo; i++, j++) if (a[i] !== b[j]) return false;
  return true;
}
