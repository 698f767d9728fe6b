import type { FloatHistogram } from '../../promql/engine/histogram/histogram.ts';

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
/** Where the halves of a float stand in a column of 32 bit words. */
export const HIGH = LITTLE_ENDIAN ? 1 : 0;
export const LOW = LITTLE_ENDIAN ? 0 : 1;

/** Growing columns that samples are decoded into. What stands behind `length` means nothing. */
export class SampleColumns {
  length = 0;
  timestampsMs = new Float64Array(1024);
  values = new Float64Array(1024);
  /** The bits of `values`, so that no NaN loses its own. */
  words = new Uint32Array(this.values.buffer);
  /** Undefined as long as all are floats. */
  histograms: (FloatHistogram | undefined)[] | undefined;
  /** Undefined as long as none is known. */
  startTimestampsMs: Float64Array<ArrayBuffer> | undefined;

  clear(): void {
    this.length = 0;
    this.histograms = undefined;
    this.startTimestampsMs = undefined;
  }

  /** Makes room for some more samples behind the last. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.timestampsMs.length) return;
    const capacity = Math.max(needed, 2 * this.timestampsMs.length);
    this.timestampsMs = grown(this.timestampsMs, capacity);
    this.values = grown(this.values, capacity);
    this.words = new Uint32Array(this.values.buffer);
    if (this.startTimestampsMs !== undefined) this.startTimestampsMs = grown(this.startTimestampsMs, capacity);
  }

  setHistogram(index: number, histogram: FloatHistogram): void {
    this.values[index] = Number.NaN;
    this.histograms ??= [];
    this.histograms[index] = histogram;
  }

  setStart(index: number, startMs: number): void {
    if (startMs === 0 && this.startTimestampsMs === undefined) return;
    this.startTimestampsMs ??= new Float64Array(this.timestampsMs.length);
    this.startTimestampsMs[index] = startMs;
  }

  /** The sample at `from` also at `to`, which comes before it. */
  move(from: number, to: number): void {
    this.timestampsMs[to] = this.timestampsMs[from] ?? 0;
    this.words[2 * to] = this.words[2 * from] ?? 0;
    this.words[2 * to + 1] = this.words[2 * from + 1] ?? 0;
    if (this.histograms !== undefined) this.histograms[to] = this.histograms[from];
    if (this.startTimestampsMs !== undefined) this.startTimestampsMs[to] = this.startTimestampsMs[from] ?? 0;
  }

  /** Drops the samples from `from` on whose times `keep` refuses. */
  retain(from: number, keep: (timestampMs: number) => boolean): void {
    let to = from;
    for (let index = from; index < this.length; index++) {
      if (!keep(this.timestampsMs[index] ?? 0)) continue;
      if (to !== index) this.move(index, to);
      to++;
    }
    this.truncate(to);
  }

  truncate(length: number): void {
    this.startTimestampsMs?.fill(0, length, this.length);
    if (this.histograms !== undefined && this.histograms.length > length) this.histograms.length = length;
    this.length = length;
  }
}

function grown(column: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  // Copies bits: a copy through numbers might change what a NaN says.
  new Uint32Array(larger.buffer).set(new Uint32Array(column.buffer));
  return larger;
}
