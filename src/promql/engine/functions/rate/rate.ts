import * as texts from '../../annotation-texts.ts';
import { ABSENT, FLOAT, HISTOGRAM } from '../../eval/series.ts';
import type { Window } from '../../eval/window.ts';
import { EMPTY_HISTOGRAM, type FloatHistogram, scale } from '../../histogram/histogram.ts';
import type { RangeCall, RangeFunction } from '../range-call.ts';
import { extendedHistogramRate, extendedRate } from './extended-rate.ts';
import { histogramRate } from './histogram-rate.ts';
import { add } from './interpolate.ts';
import { isStartReset, overlaps } from './starts.ts';

export const rate: RangeFunction = (window, call) => extrapolatedRate(window, call, true, true);
export const increase: RangeFunction = (window, call) => extrapolatedRate(window, call, true, false);
export const delta: RangeFunction = (window, call) => extrapolatedRate(window, call, false, false);

function extrapolatedRate(window: Window, call: RangeCall, isCounter: boolean, perSecond: boolean): number {
  const { floatCount, histogramCount } = window;
  if (floatCount > 0 && histogramCount > 0) {
    call.annotations.warn(texts.mixedFloatsHistograms(window.metricName), call.firstPosition);
    return ABSENT;
  }
  if (call.anchored || call.smoothed) {
    return histogramCount > 0
      ? extendedHistogramRate(window, call, isCounter, perSecond)
      : extendedRate(window, call, isCounter, perSecond);
  }
  return histogramCount > 0
    ? rateOfHistograms(window, call, isCounter, perSecond)
    : rateOfFloats(window, call, isCounter, perSecond);
}

function rateOfFloats(window: Window, call: RangeCall, isCounter: boolean, perSecond: boolean): number {
  const { floats, floatTimes: times, floatStarts: starts, floatFrom: from } = window;
  const last = window.floatTo - 1;
  const firstValue = floats[from] ?? NaN;
  let result = (floats[last] ?? NaN) - firstValue;
  if (isCounter) {
    let previous = firstValue;
    for (let i = from + 1; i <= last; i++) {
      const current = floats[i] ?? NaN;
      if (current < previous || (starts !== undefined && resetByStart(starts, times, i))) result += previous;
      previous = current;
    }
    if (starts !== undefined) remarkOverlap(starts, times, from, last, window, call);
  }
  const firstTime = times[from] ?? NaN;
  const lastTime = times[last] ?? NaN;
  const start = startInRange(window, isCounter ? starts?.[from] : undefined, firstTime);
  if (start !== undefined) result += firstValue;
  else if (last === from) return ABSENT;
  const zero = result > 0 && firstValue >= 0 ? firstValue / result : undefined;
  const stretch = extrapolation(window, firstTime, lastTime, last - from, start, isCounter ? zero : undefined);
  window.value = result * (perSecond ? stretch / (call.rangeMs / 1000) : stretch);
  return FLOAT;
}

function rateOfHistograms(window: Window, call: RangeCall, isCounter: boolean, perSecond: boolean): number {
  const { histograms, histogramTimes: times, histogramStarts: starts, histogramFrom: from } = window;
  const last = window.histogramTo - 1;
  const first = histograms[from] ?? EMPTY_HISTOGRAM;
  let result: FloatHistogram | undefined;
  if (last > from) {
    result = histogramRate(window, call, isCounter);
    if (result === undefined) return ABSENT;
    if (isCounter && starts !== undefined) remarkOverlap(starts, times, from, last, window, call);
  }
  const firstTime = times[from] ?? NaN;
  const lastTime = times[last] ?? NaN;
  const start = startInRange(window, isCounter ? starts?.[from] : undefined, firstTime);
  if (start !== undefined) {
    result = result === undefined ? first : add(result, first, call.annotations, window.metricName, call.firstPosition);
  }
  if (result === undefined) return ABSENT;
  const zero = result.count > 0 && first.count >= 0 ? first.count / result.count : undefined;
  const stretch = extrapolation(window, firstTime, lastTime, last - from, start, isCounter ? zero : undefined);
  window.histogram = scale(result, perSecond ? stretch / (call.rangeMs / 1000) : stretch);
  return HISTOGRAM;
}

const resetByStart = (starts: Float64Array, times: Float64Array, i: number): boolean =>
  isStartReset(starts[i - 1] ?? 0, times[i - 1] ?? 0, starts[i] ?? 0, times[i] ?? 0);

/** Once a window. */
function remarkOverlap(
  starts: Float64Array,
  times: Float64Array,
  from: number,
  last: number,
  { metricName }: Window,
  { annotations, firstPosition }: RangeCall,
): void {
  for (let i = from + 1; i <= last; i++) {
    if (!overlaps(starts[i - 1] ?? 0, times[i - 1] ?? 0, starts[i] ?? 0)) continue;
    annotations.startTimeOverlap(texts.startTimeOverlap(metricName), firstPosition);
    return;
  }
}

/** When counting began, where that is inside the range and before the first sample. */
function startInRange({ rangeStartMs }: Window, start: number | undefined, firstTime: number): number | undefined {
  if (start === undefined || start === 0 || start <= rangeStartMs || start >= firstTime) return undefined;
  return start;
}

/**
 * By how much the difference between the samples grows to cover the whole range. Ends that are farther away than 1.1
 * times the average distance of samples are taken to be outside the series, which then reaches half a distance beyond
 * its samples. A counter does not reach back beyond its zero, which is `zero` sampled intervals before the first sample.
 */
function extrapolation(
  { rangeStartMs, rangeEndMs }: Window,
  firstTime: number,
  lastTime: number,
  intervals: number,
  start: number | undefined,
  zero: number | undefined,
): number {
  let toStart = (firstTime - rangeStartMs) / 1000;
  let toEnd = (rangeEndMs - lastTime) / 1000;
  let sampled = (lastTime - firstTime) / 1000;
  const average = intervals > 0 ? sampled / intervals : 0;
  const threshold = average * 1.1;
  if (start !== undefined) {
    toStart = 0;
    sampled = (lastTime - start) / 1000;
  } else {
    if (toStart >= threshold) toStart = average / 2;
    if (zero !== undefined) toStart = Math.min(toStart, sampled * zero);
  }
  if (toEnd >= threshold) toEnd = average / 2;
  return sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled;
}
