import type { FloatHistogram } from '../histogram/histogram.ts';
import { sizeInSamples } from '../histogram/histogram.ts';
import type { RangeColumns } from './columns.ts';

/**
 * The samples of one series in a left-open range, as places in its columns. It moves along with the steps; it is handed
 * to range functions, which put their result into it.
 */
export class Window {
  floatTimes: Float64Array = new Float64Array(0);
  floats: Float64Array = new Float64Array(0);
  floatStarts: Float64Array | undefined;
  histogramTimes: Float64Array = new Float64Array(0);
  histograms: readonly FloatHistogram[] = [];
  histogramStarts: Float64Array | undefined;
  /** The floats inside: from `floatFrom` to `floatTo`, the latter exclusive. */
  floatFrom = 0;
  floatTo = 0;
  histogramFrom = 0;
  histogramTo = 0;
  /** The time of the step, in milliseconds. */
  timeMs = 0;
  /** The range itself, which `anchored` and `smoothed` look beyond. */
  rangeStartMs = 0;
  rangeEndMs = 0;
  metricName = '';
  value = 0;
  histogram: FloatHistogram | undefined;

  reset(columns: RangeColumns, withStarts: boolean): void {
    this.floatTimes = columns.floatTimes;
    this.floats = columns.floats;
    this.floatStarts = withStarts ? columns.floatStarts : undefined;
    this.histogramTimes = columns.histogramTimes;
    this.histograms = columns.histograms;
    this.histogramStarts = withStarts ? columns.histogramStarts : undefined;
    this.floatFrom = -1;
    this.metricName = columns.labels.metricName;
  }

  get floatCount(): number {
    return this.floatTo - this.floatFrom;
  }

  get histogramCount(): number {
    return this.histogramTo - this.histogramFrom;
  }

  /** Samples after `afterMs`, up to and with `untilMs`; neither may go back from one call to the next. */
  moveTo(afterMs: number, untilMs: number): void {
    if (this.floatFrom < 0) {
      // The first step of a series: later ones are near.
      this.floatFrom = firstAfter(this.floatTimes, afterMs);
      this.floatTo = this.floatFrom;
      this.histogramFrom = firstAfter(this.histogramTimes, afterMs);
      this.histogramTo = this.histogramFrom;
    }
    // An empty range is empty even if a sample is right there.
    if (afterMs === untilMs) {
      this.floatTo = this.floatFrom;
      this.histogramTo = this.histogramFrom;
      return;
    }
    const { floatTimes, histogramTimes } = this;
    let from = this.floatFrom;
    while (from < floatTimes.length && (floatTimes[from] ?? 0) <= afterMs) from++;
    let to = Math.max(this.floatTo, from);
    while (to < floatTimes.length && (floatTimes[to] ?? 0) <= untilMs) to++;
    this.floatFrom = from;
    this.floatTo = to;
    if (histogramTimes.length === 0) return;
    from = this.histogramFrom;
    while (from < histogramTimes.length && (histogramTimes[from] ?? 0) <= afterMs) from++;
    to = Math.max(this.histogramTo, from);
    while (to < histogramTimes.length && (histogramTimes[to] ?? 0) <= untilMs) to++;
    this.histogramFrom = from;
    this.histogramTo = to;
  }

  sizeInSamples(): number {
    let size = this.floatCount;
    for (let i = this.histogramFrom; i < this.histogramTo; i++) {
      const histogram = this.histograms[i];
      if (histogram !== undefined) size += sizeInSamples(histogram);
    }
    return size;
  }
}

/** The first place whose time is after `timeMs`. */
export function firstAfter(times: Float64Array, timeMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) > timeMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
