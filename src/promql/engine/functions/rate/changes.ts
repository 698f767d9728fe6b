import { ABSENT, FLOAT } from '../../eval/series.ts';
import type { Window } from '../../eval/window.ts';
import { EMPTY_HISTOGRAM, equalHistograms, type FloatHistogram } from '../../histogram/histogram.ts';
import { detectReset } from '../../histogram/reset.ts';
import type { RangeCall, RangeFunction } from '../range-call.ts';
import { isStartReset } from './starts.ts';

interface Point {
  readonly time: number;
  readonly value: number;
  readonly histogram: FloatHistogram | undefined;
  readonly start: number;
}

export const resets: RangeFunction = (window, call) =>
  countFloats(window, call, (before, after) => after < before) ??
  countPairs(window, call, (before, after) => {
    if (before.histogram === undefined && after.histogram === undefined) {
      return after.value < before.value || isStartReset(before.start, before.time, after.start, after.time);
    }
    if (before.histogram === undefined || after.histogram === undefined) return true;
    if (isStartReset(before.start, before.time, after.start, after.time)) return true;
    return detectReset(after.histogram, before.histogram);
  });

export const changes: RangeFunction = (window, call) =>
  countFloats(window, call, (before, after) => after !== before && !(Number.isNaN(after) && Number.isNaN(before))) ??
  countPairs(window, call, (before, after) => {
    if (before.histogram === undefined && after.histogram === undefined) {
      return after.value !== before.value && !(Number.isNaN(after.value) && Number.isNaN(before.value));
    }
    if (before.histogram === undefined || after.histogram === undefined) return true;
    return !equalHistograms(after.histogram, before.histogram);
  });

/** `countPairs` for the everyday series, which has nothing but floats. */
function countFloats(
  window: Window,
  { anchored }: RangeCall,
  counts: (before: number, after: number) => boolean,
): number | undefined {
  const { floats, floatFrom, floatTo } = window;
  if (anchored || window.histogramCount > 0 || window.floatStarts !== undefined) return undefined;
  let count = 0;
  for (let row = floatFrom + 1; row < floatTo; row++) {
    if (counts(floats[row - 1] ?? NaN, floats[row] ?? NaN)) count++;
  }
  window.value = count;
  return FLOAT;
}

/** How many neighbours, floats and histograms in order of time, are so. */
function countPairs(window: Window, call: RangeCall, counts: (before: Point, after: Point) => boolean): number {
  const { floatTo, histogramTo, floatTimes, histogramTimes } = window;
  const firsts = call.anchored ? anchoredFirsts(window) : { float: window.floatFrom, histogram: window.histogramFrom };
  if (firsts === undefined) return ABSENT;
  let { float, histogram } = firsts;
  let before: Point | undefined;
  let count = 0;
  while (float < floatTo || histogram < histogramTo) {
    const takeFloat =
      histogram >= histogramTo || (float < floatTo && (floatTimes[float] ?? 0) < (histogramTimes[histogram] ?? 0));
    const after = takeFloat ? floatPoint(window, float++) : histogramPoint(window, histogram++);
    if (before !== undefined && counts(before, after)) count++;
    before = after;
  }
  window.value = count;
  return FLOAT;
}

const floatPoint = (window: Window, row: number): Point => ({
  time: window.floatTimes[row] ?? NaN,
  value: window.floats[row] ?? NaN,
  histogram: undefined,
  start: window.floatStarts?.[row] ?? 0,
});

const histogramPoint = (window: Window, row: number): Point => ({
  time: window.histogramTimes[row] ?? NaN,
  value: 0,
  histogram: window.histograms[row] ?? EMPTY_HISTOGRAM,
  start: window.histogramStarts?.[row] ?? 0,
});

/** From the newest sample at or before the range on; undefined where none is inside (pickFirstSampleIndices). */
function anchoredFirsts(window: Window): { readonly float: number; readonly histogram: number } | undefined {
  const { rangeStartMs, floatFrom, floatTo, histogramFrom, histogramTo, floatTimes, histogramTimes } = window;
  let float = floatFrom;
  while (float < floatTo && (floatTimes[float] ?? 0) <= rangeStartMs) float++;
  let histogram = histogramFrom;
  while (histogram < histogramTo && (histogramTimes[histogram] ?? 0) <= rangeStartMs) histogram++;
  if (float >= floatTo && histogram >= histogramTo) return undefined;
  const hasFloat = float > floatFrom;
  const hasHistogram = histogram > histogramFrom;
  if (!hasFloat && !hasHistogram) return { float, histogram };
  const floatIsNewer = (floatTimes[float - 1] ?? 0) >= (histogramTimes[histogram - 1] ?? 0);
  if (!hasHistogram || (hasFloat && floatIsNewer)) return { float: float - 1, histogram };
  return { float, histogram: histogram - 1 };
}
