import { markStale } from '../../promql/engine/storage.ts';

const SEGMENT = 1 << 16;

interface Segment {
  readonly series: Uint32Array;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

const newSegment = (): Segment => ({
  series: new Uint32Array(SEGMENT),
  timesMs: new Float64Array(SEGMENT),
  values: new Float64Array(SEGMENT),
});

/** Samples in the order in which they came, whatever their series: nothing grows a series at a time. */
export class SampleLog {
  readonly #segments: Segment[] = [];
  readonly #drained: Uint32Array[] = [];
  #last: Segment = newSegment();
  #inLast = SEGMENT;

  get length(): number {
    return this.#segments.length * SEGMENT - (SEGMENT - this.#inLast);
  }

  add(series: number, timestampMs: number, value: number): void {
    if (this.#inLast === SEGMENT) this.#grow();
    const at = this.#inLast++;
    const { series: numbers, timesMs, values } = this.#last;
    numbers[at] = series;
    timesMs[at] = timestampMs;
    values[at] = value;
  }

  addStale(series: number, timestampMs: number): void {
    this.add(series, timestampMs, NaN);
    markStale(this.#last.values, this.#inLast - 1);
  }

  /** Copies the bits of the values, so that staleness markers stay what they are. */
  addColumns(series: number, timesMs: Float64Array, values: Float64Array): void {
    for (let from = 0; from < timesMs.length; ) {
      if (this.#inLast === SEGMENT) this.#grow();
      const count = Math.min(SEGMENT - this.#inLast, timesMs.length - from);
      this.#last.series.fill(series, this.#inLast, this.#inLast + count);
      this.#last.timesMs.set(timesMs.subarray(from, from + count), this.#inLast);
      this.#last.values.set(values.subarray(from, from + count), this.#inLast);
      this.#inLast += count;
      from += count;
    }
  }

  /** Changes the times of the samples from number `from` on. */
  mapTimes(from: number, change: (time: number) => number): void {
    const { length } = this;
    for (const [i, { timesMs }] of this.#segments.entries()) {
      const end = Math.min(SEGMENT, length - i * SEGMENT);
      for (let at = Math.max(0, from - i * SEGMENT); at < end; at++) timesMs[at] = change(timesMs[at] ?? NaN);
    }
  }

  /** The numbers of the series, part by part. */
  each(take: (series: Uint32Array) => void): void {
    const { length } = this;
    for (const [i, { series }] of this.#segments.entries()) take(series.subarray(0, length - i * SEGMENT));
  }

  /** The number of sample `nth` of a series, counted from 0; also of one that was drained. */
  numberOf(series: number, nth: number): number {
    let left = nth;
    for (const [part, numbers] of this.#drained.entries()) {
      for (let i = 0; i < numbers.length; i++) {
        if (numbers[i] === series && left-- === 0) return part * SEGMENT + i;
      }
    }
    return -1;
  }

  /** Hands out the samples part by part and forgets the most of each part, so that they are not held twice. */
  drain(take: (series: Uint32Array, timesMs: Float64Array, values: Float64Array) => void): void {
    const { length } = this;
    const parts = this.#segments.splice(0).reverse();
    this.#inLast = SEGMENT;
    for (let from = 0; from < length; from += SEGMENT) {
      const part = parts.pop();
      const count = Math.min(SEGMENT, length - from);
      if (part === undefined) break;
      const numbers = part.series.subarray(0, count);
      this.#drained.push(numbers);
      take(numbers, part.timesMs.subarray(0, count), part.values.subarray(0, count));
    }
  }

  #grow(): void {
    this.#last = newSegment();
    this.#segments.push(this.#last);
    this.#inLast = 0;
  }
}
