/** math.Max: an infinity wins over NaN. */
export function max(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

/** math.Min: an infinity wins over NaN. */
export function min(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
}

/** A sum that carries what rounding loses (util/kahansum, Neumaier's variant). The result is `sum + compensation`. */
export class KahanSum {
  sum: number;
  compensation = 0;

  constructor(sum = 0) {
    this.sum = sum;
  }

  add(value: number): void {
    const { sum } = this;
    const total = sum + value;
    if (total === Infinity || total === -Infinity) this.compensation = 0;
    else if (Math.abs(sum) >= Math.abs(value)) this.compensation += sum - total + value;
    else this.compensation += value - total + sum;
    this.sum = total;
  }
}

/** True if `a` and `b` differ by less than the relative `epsilon` of both together (util/almost Equal). */
export function almostEqual(a: number, b: number, epsilon: number): boolean {
  if (Number.isNaN(a) && Number.isNaN(b)) return true;
  if (a === b) return true;
  const magnitude = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || magnitude < SMALLEST_NORMAL) return difference < epsilon * SMALLEST_NORMAL;
  return difference / Math.min(magnitude, Number.MAX_VALUE) < epsilon;
}

const SMALLEST_NORMAL = 2 ** -1022;

/** sort.Sort by `less`: in place; insertion for short lists, so that equal elements come out as upstream has them. */
export function sortByLess<T>(list: T[], less: (a: T, b: T) => boolean): void {
  if (list.length > INSERTION_LENGTH) {
    list.sort((a, b) => (less(a, b) ? -1 : less(b, a) ? 1 : 0));
    return;
  }
  for (let i = 1; i < list.length; i++) {
    for (let j = i; j > 0; j--) {
      const a = list[j];
      const b = list[j - 1];
      if (a === undefined || b === undefined || !less(a, b)) break;
      list[j] = b;
      list[j - 1] = a;
    }
  }
}

const INSERTION_LENGTH = 12;

/** The first index below `length` for which `holds` (which stays true from there on), or `length` (sort.Search). */
export function searchFirst(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * A mean that is a compensated sum divided by the count, as long as the sum stays finite; from there on it is carried
 * from value to value (avg and avg_over_time).
 */
export class FloatMean {
  #count = 1;
  readonly #total: KahanSum;
  #incremental = false;

  constructor(first: number) {
    this.#total = new KahanSum(first);
  }

  add(value: number): void {
    this.#count++;
    const total = this.#total;
    if (!this.#incremental) {
      const { sum, compensation } = total;
      total.add(value);
      if (total.sum !== Infinity && total.sum !== -Infinity) return;
      this.#incremental = true;
      total.sum = sum / (this.#count - 1);
      total.compensation = compensation / (this.#count - 1);
    }
    const share = (this.#count - 1) / this.#count;
    total.sum *= share;
    total.compensation *= share;
    total.add(value / this.#count);
  }

  get result(): number {
    const { sum, compensation } = this.#total;
    return this.#incremental ? sum + compensation : sum / this.#count + compensation / this.#count;
  }
}
