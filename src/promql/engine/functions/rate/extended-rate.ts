import * as texts from '../../annotation-texts.ts';
import { ABSENT, FLOAT, HISTOGRAM } from '../../eval/series.ts';
import type { Window } from '../../eval/window.ts';
import {
  compact,
  divide,
  EMPTY_HISTOGRAM,
  type FloatHistogram,
  usesCustomBuckets,
  withHint,
} from '../../histogram/histogram.ts';
import { detectReset } from '../../histogram/reset.ts';
import { searchFirst } from '../../numbers.ts';
import type { RangeCall } from '../range-call.ts';
import { add, interpolate, interpolateHistograms, subtract } from './interpolate.ts';

interface Boundaries {
  readonly first: number;
  readonly last: number;
}

/** The rows that stand for the ends of the range; undefined where no sample is in it. */
function boundaries(
  times: Float64Array,
  from: number,
  to: number,
  window: Window,
  smoothed: boolean,
): Boundaries | undefined {
  const { rangeStartMs, rangeEndMs } = window;
  const newest = to - 1 - from;
  const first = from + Math.max(0, searchFirst(newest, (i) => (times[from + i] ?? 0) > rangeStartMs) - 1);
  const last = from + (smoothed ? searchFirst(newest, (i) => (times[from + i] ?? 0) >= rangeEndMs) : newest);
  if ((times[last] ?? 0) <= rangeStartMs) return undefined;
  if (smoothed && (times[first] ?? 0) > rangeEndMs) return undefined;
  return { first, last };
}

/** The values at the ends of the range, of `anchored` the last known ones, of `smoothed` interpolated. */
export function floatEnds(
  window: Window,
  smoothed: boolean,
  isCounter: boolean,
): (Boundaries & { readonly left: number; readonly right: number }) | undefined {
  const { floatTimes: times, floats, floatFrom, floatTo, rangeStartMs, rangeEndMs } = window;
  const rows = boundaries(times, floatFrom, floatTo, window, smoothed);
  if (rows === undefined) return undefined;
  const { first, last } = rows;
  const left =
    smoothed && (times[first] ?? 0) < rangeStartMs
      ? interpolate(times, floats, first, rangeStartMs, isCounter)
      : (floats[first] ?? NaN);
  const right =
    smoothed && last > floatFrom && (times[last] ?? 0) > rangeEndMs
      ? interpolate(times, floats, last - 1, rangeEndMs, isCounter)
      : (floats[last] ?? NaN);
  return { first, last, left, right };
}

/** `rate`, `increase` and `delta` with `anchored` or `smoothed`: no extrapolation (extendedRate). */
export function extendedRate(window: Window, call: RangeCall, isCounter: boolean, perSecond: boolean): number {
  const { floatTimes: times, floats, rangeStartMs, rangeEndMs } = window;
  const ends = floatEnds(window, call.smoothed, isCounter);
  if (ends === undefined) return ABSENT;
  let { first, last } = ends;
  let result = ends.right - ends.left;
  if (isCounter) {
    if ((times[first] ?? 0) <= rangeStartMs) first++;
    if ((times[last] ?? 0) >= rangeEndMs) last--;
    let correction = 0;
    let previous = ends.left;
    for (let i = first; i <= last; i++) {
      const current = floats[i] ?? NaN;
      if (current < previous) correction += previous;
      previous = current;
    }
    if (ends.right < previous) correction += previous;
    result += correction;
  }
  window.value = perSecond ? result / (call.rangeMs / 1000) : result;
  return FLOAT;
}

/** extendedHistogramRate. */
export function extendedHistogramRate(window: Window, call: RangeCall, isCounter: boolean, perSecond: boolean): number {
  const {
    histogramTimes: times,
    histograms,
    histogramFrom,
    histogramTo,
    rangeStartMs,
    rangeEndMs,
    metricName,
  } = window;
  const { annotations, firstPosition: position, smoothed } = call;
  const rows = boundaries(times, histogramFrom, histogramTo, window, smoothed);
  if (rows === undefined) return ABSENT;
  const { first, last } = rows;
  const at = (row: number): FloatHistogram => histograms[row] ?? EMPTY_HISTOGRAM;
  const custom = usesCustomBuckets(at(first));
  for (let i = first; i <= last; i++) {
    if (usesCustomBuckets(at(i)) !== custom) {
      annotations.warn(texts.mixedSchemas(metricName), position);
      return ABSENT;
    }
    if (isCounter && at(i).hint === 'gauge') annotations.warn(texts.notCounter(metricName), position);
  }
  const between = (row: number, time: number): FloatHistogram | undefined =>
    interpolateHistograms(window, row, time, isCounter, annotations, position);
  const left = smoothed && (times[first] ?? 0) < rangeStartMs ? between(first, rangeStartMs) : at(first);
  if (left === undefined) return ABSENT;
  const right =
    smoothed && last > histogramFrom && (times[last] ?? 0) > rangeEndMs ? between(last - 1, rangeEndMs) : at(last);
  if (right === undefined) return ABSENT;
  if (!isCounter && (left.hint !== 'gauge' || right.hint !== 'gauge')) {
    annotations.warn(texts.notGauge(metricName), position);
  }
  let result = subtract(right, left, annotations, metricName, position);
  if (isCounter && result !== undefined) {
    for (const lost of lostAtResets(window, rows, left, right, smoothed)) {
      result = result && add(result, lost, annotations, metricName, position);
    }
  }
  if (result === undefined) return ABSENT;
  if (perSecond) result = divide(result, call.rangeMs / 1000);
  window.histogram = compact(withHint(result, 'gauge'));
  return HISTOGRAM;
}

/** What had been counted before each reset inside the range (correctForCounterResetsHistogram). */
function lostAtResets(
  { histogramTimes: times, histograms, rangeStartMs }: Window,
  { first, last }: Boundaries,
  left: FloatHistogram,
  right: FloatHistogram,
  smoothed: boolean,
): FloatHistogram[] {
  const at = (row: number): FloatHistogram => histograms[row] ?? EMPTY_HISTOGRAM;
  let from = first + 1;
  let previous = left;
  if (smoothed && (times[first] ?? 0) < rangeStartMs && detectReset(at(first + 1), at(first))) {
    // The left end was interpolated across this reset, which is thereby accounted for.
    previous = at(first + 1);
    from++;
  }
  if (from > last) return [];
  const lost: FloatHistogram[] = [];
  for (let i = from; i < last; i++) {
    if (detectReset(at(i), previous)) lost.push(previous);
    previous = at(i);
  }
  if (detectReset(right, previous)) lost.push(previous);
  return lost;
}
