import type { BitReader } from './bits.ts';
import type { HistogramLayout } from './histogram-layout.ts';
import { XorValue } from './xor-value.ts';

/** The numbers of one histogram after the other. */
export interface HistogramCounts {
  readonly count: number;
  readonly zeroCount: number;
  readonly sum: XorValue;
  /** What the buckets hold, a new list for each call. */
  positive(): number[];
  negative(): number[];
  readFirst(bits: BitReader): void;
  /** Leaves the buckets alone where the sum is a staleness marker: then none are stored. */
  readNext(bits: BitReader): void;
}

/** Whole numbers, each with the change of its change; buckets hold the difference to the bucket before. */
export class WholeCounts implements HistogramCounts {
  count = 0;
  zeroCount = 0;
  readonly sum = new XorValue();
  #countStep = 0;
  #zeroStep = 0;
  readonly #positive: WholeBuckets;
  readonly #negative: WholeBuckets;

  constructor({ positive, negative }: HistogramLayout) {
    this.#positive = new WholeBuckets(positive.length);
    this.#negative = new WholeBuckets(negative.length);
  }

  positive(): number[] {
    return this.#positive.counts();
  }

  negative(): number[] {
    return this.#negative.counts();
  }

  readFirst(bits: BitReader): void {
    this.count = bits.varbitUint();
    this.zeroCount = bits.varbitUint();
    this.sum.readWhole(bits);
    this.#positive.readFirst(bits);
    this.#negative.readFirst(bits);
  }

  readNext(bits: BitReader): void {
    this.#countStep += bits.varbitInt();
    this.count += this.#countStep;
    this.#zeroStep += bits.varbitInt();
    this.zeroCount += this.#zeroStep;
    this.sum.readChange(bits);
    if (this.sum.isStale) return;
    this.#positive.readNext(bits);
    this.#negative.readNext(bits);
  }
}

class WholeBuckets {
  readonly #differences: Float64Array;
  readonly #steps: Float64Array;

  constructor(length: number) {
    this.#differences = new Float64Array(length);
    this.#steps = new Float64Array(length);
  }

  readFirst(bits: BitReader): void {
    for (let i = 0; i < this.#differences.length; i++) this.#differences[i] = bits.varbitInt();
  }

  readNext(bits: BitReader): void {
    for (let i = 0; i < this.#differences.length; i++) {
      const step = (this.#steps[i] ?? 0) + bits.varbitInt();
      this.#steps[i] = step;
      this.#differences[i] = (this.#differences[i] ?? 0) + step;
    }
  }

  counts(): number[] {
    const counts: number[] = [];
    let count = 0;
    for (const difference of this.#differences) {
      count += difference;
      counts.push(count);
    }
    return counts;
  }
}

/** Floats, each with its XOR to the one before. */
export class FloatCounts implements HistogramCounts {
  readonly sum = new XorValue();
  readonly #count = new XorValue();
  readonly #zeroCount = new XorValue();
  readonly #positive: readonly XorValue[];
  readonly #negative: readonly XorValue[];

  constructor({ positive, negative }: HistogramLayout) {
    this.#positive = positive.map(() => new XorValue());
    this.#negative = negative.map(() => new XorValue());
  }

  get count(): number {
    return this.#count.value;
  }

  get zeroCount(): number {
    return this.#zeroCount.value;
  }

  positive(): number[] {
    return this.#positive.map(({ value }) => value);
  }

  negative(): number[] {
    return this.#negative.map(({ value }) => value);
  }

  readFirst(bits: BitReader): void {
    for (const value of [this.#count, this.#zeroCount, this.sum]) value.readWhole(bits);
    for (const value of this.#positive) value.readWhole(bits);
    for (const value of this.#negative) value.readWhole(bits);
  }

  readNext(bits: BitReader): void {
    for (const value of [this.#count, this.#zeroCount, this.sum]) value.readChange(bits);
    if (this.sum.isStale) return;
    for (const value of this.#positive) value.readChange(bits);
    for (const value of this.#negative) value.readChange(bits);
  }
}
