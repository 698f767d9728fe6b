import { EMPTY_HISTOGRAM, type FloatHistogram, type ResetHint } from '../histogram/histogram.ts';
import { detectReset } from '../histogram/reset.ts';
import type { LabelSet } from '../labels.ts';
import { bitsOf, isStale, type SampleSeries } from '../storage.ts';
import { FLOAT, HISTOGRAM, type StepSeries } from './series.ts';

/** A series as range functions read it: floats and histograms apart, staleness markers gone. */
export interface RangeColumns {
  readonly labels: LabelSet;
  readonly dropName: boolean;
  readonly floatTimes: Float64Array;
  readonly floats: Float64Array;
  readonly floatStarts: Float64Array | undefined;
  readonly histogramTimes: Float64Array;
  readonly histograms: readonly FloatHistogram[];
  readonly histogramStarts: Float64Array | undefined;
}

const NOTHING = new Float64Array(0);
const split = new WeakMap<SampleSeries, RangeColumns>();

export function rangeColumns(series: SampleSeries): RangeColumns {
  const known = split.get(series);
  if (known !== undefined) return known;
  const columns = splitSeries(series);
  split.set(series, columns);
  return columns;
}

function splitSeries(series: SampleSeries): RangeColumns {
  const { labels, timestampsMs, values, histograms, startTimestampsMs } = series;
  const bits = bitsOf(values);
  let plain = histograms === undefined;
  for (let i = 0; plain && i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value) && isStale(bits, i)) plain = false;
  }
  if (plain) {
    return {
      labels,
      dropName: false,
      floatTimes: timestampsMs,
      floats: values,
      floatStarts: startTimestampsMs,
      histogramTimes: NOTHING,
      histograms: [],
      histogramStarts: undefined,
    };
  }
  const floatRows: number[] = [];
  const histogramRows: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (histograms?.[i] !== undefined) histogramRows.push(i);
    else if (!isStale(bits, i)) floatRows.push(i);
  }
  const pick = (rows: readonly number[], from: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => from[row] ?? NaN);
  return {
    labels,
    dropName: false,
    floatTimes: pick(floatRows, timestampsMs),
    floats: pick(floatRows, values),
    floatStarts: startTimestampsMs && pick(floatRows, startTimestampsMs),
    histogramTimes: pick(histogramRows, timestampsMs),
    histograms: histogramRows.map((row) => histograms?.[row] ?? EMPTY_HISTOGRAM),
    histogramStarts: startTimestampsMs && pick(histogramRows, startTimestampsMs),
  };
}

/**
 * What a subquery gives, as columns. Explicit reset hints are for the samples that storage has, not for those that the
 * subquery happens to show, and are forgotten (evalSubquery).
 */
export function columnsOfSteps(series: StepSeries, startMs: number, stepMs: number): RangeColumns {
  const floatTimes: number[] = [];
  const floats: number[] = [];
  const histogramTimes: number[] = [];
  const histograms: FloatHistogram[] = [];
  for (let step = 0; step < series.kinds.length; step++) {
    const time = startMs + step * stepMs;
    if (series.kinds[step] === FLOAT) {
      floatTimes.push(time);
      floats.push(series.values[step] ?? NaN);
    } else if (series.kinds[step] === HISTOGRAM) {
      const histogram = series.histograms?.[step];
      if (histogram === undefined) continue;
      histogramTimes.push(time);
      const explicit = histogram.hint === 'reset' || histogram.hint === 'not_reset';
      histograms.push(explicit ? { ...histogram, hint: 'unknown' } : histogram);
    }
  }
  return {
    labels: series.labels,
    dropName: series.dropName,
    floatTimes: Float64Array.from(floatTimes),
    floats: Float64Array.from(floats),
    floatStarts: undefined,
    histogramTimes: Float64Array.from(histogramTimes),
    histograms,
    histogramStarts: undefined,
  };
}

/**
 * The series with histograms cut down to count and sum, where nothing else of them is needed; resets are detected while
 * the buckets are there (HistogramStatsIterator). Only samples from `minTimeMs` on are looked at.
 */
export function statsOnly(series: SampleSeries, minTimeMs: number): SampleSeries {
  if (series.histograms === undefined) return series;
  let last: FloatHistogram | undefined;
  const histograms = series.histograms.map((histogram, i) => {
    if (histogram === undefined || (series.timestampsMs[i] ?? 0) < minTimeMs) return undefined;
    let { hint }: { hint: ResetHint } = histogram;
    if (hint === 'unknown' && last !== undefined) hint = detectReset(histogram, last) ? 'reset' : 'not_reset';
    last = histogram;
    return { ...EMPTY_HISTOGRAM, hint, schema: histogram.schema, count: histogram.count, sum: histogram.sum };
  });
  return { ...series, histograms };
}
