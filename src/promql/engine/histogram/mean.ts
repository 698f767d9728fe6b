import { divide, type FloatHistogram, hasOverflow } from './histogram.ts';
import { type Added, addToSum, divideSum, finishSum, type HistogramSum, scaleSum, startSum } from './kahan.ts';

/** The mean of histograms, as FloatMean has that of floats. */
export class HistogramMean {
  #count = 1;
  #total: HistogramSum;
  #incremental = false;

  constructor(first: FloatHistogram) {
    this.#total = startSum(first);
  }

  /** Undefined for exponential with custom buckets. */
  add(histogram: FloatHistogram): Added | undefined {
    this.#count++;
    if (!this.#incremental) {
      const added = addToSum(this.#total, histogram);
      if (added === undefined) return undefined;
      if (!hasOverflow(added.total.sum)) {
        this.#total = added.total;
        return added;
      }
      this.#incremental = true;
      this.#total = divideSum(this.#total, this.#count - 1);
    }
    const carried = scaleSum(this.#total, (this.#count - 1) / this.#count);
    const added = addToSum(carried, divide(histogram, this.#count));
    if (added !== undefined) this.#total = added.total;
    return added;
  }

  /** Not compacted. */
  get result(): FloatHistogram {
    return finishSum(this.#incremental ? this.#total : divideSum(this.#total, this.#count));
  }
}
