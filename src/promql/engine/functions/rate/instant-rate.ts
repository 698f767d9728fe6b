import * as texts from '../../annotation-texts.ts';
import { ABSENT, FLOAT, HISTOGRAM } from '../../eval/series.ts';
import type { Window } from '../../eval/window.ts';
import { subtractHistograms } from '../../histogram/arithmetic.ts';
import { compact, divide, EMPTY_HISTOGRAM, type FloatHistogram, withHint } from '../../histogram/histogram.ts';
import { detectReset } from '../../histogram/reset.ts';
import type { RangeCall, RangeFunction } from '../range-call.ts';
import { isStartReset } from './starts.ts';

export const irate: RangeFunction = (window, call) => lastChange(window, call, true);
export const idelta: RangeFunction = (window, call) => lastChange(window, call, false);

interface Point {
  readonly time: number;
  readonly value: number;
  readonly histogram: FloatHistogram | undefined;
  readonly start: number;
}

/** From the last sample but one to the last (instantValue). */
function lastChange(window: Window, call: RangeCall, isRate: boolean): number {
  const { annotations, firstPosition: position } = call;
  const [before, after] = lastTwo(window);
  if (before === undefined || after === undefined) return ABSENT;
  const interval = after.time - before.time;
  if (interval === 0) return ABSENT;
  const startReset = isStartReset(before.start, before.time, after.start, after.time);
  const { histogram: earlier } = before;
  const { histogram: later } = after;
  if (earlier === undefined && later === undefined) {
    const isReset = isRate && (after.value < before.value || startReset);
    const difference = isReset ? after.value : after.value - before.value;
    window.value = isRate ? difference / (interval / 1000) : difference;
    return FLOAT;
  }
  if (earlier === undefined || later === undefined) {
    annotations.warn(texts.mixedFloatsHistograms(window.metricName), position);
    return ABSENT;
  }
  if (isRate && (later.hint === 'gauge' || earlier.hint === 'gauge')) {
    annotations.warn(texts.notCounter(window.metricName), position);
  }
  if (!isRate && (later.hint !== 'gauge' || earlier.hint !== 'gauge')) {
    annotations.warn(texts.notGauge(window.metricName), position);
  }
  let result = later;
  if (!isRate || (!startReset && !detectReset(later, earlier))) {
    const difference = subtractHistograms(later, earlier);
    if (difference === undefined) {
      annotations.warn(texts.mixedSchemas(window.metricName), position);
      return ABSENT;
    }
    if (difference.boundsReconciled) annotations.info(texts.boundsReconciled('subtraction'), position);
    result = difference.histogram;
  }
  result = compact(withHint(result, 'gauge'));
  window.histogram = isRate ? divide(result, interval / 1000) : result;
  return HISTOGRAM;
}

function lastTwo(window: Window): readonly [Point | undefined, Point | undefined] {
  let before: Point | undefined;
  let after: Point | undefined;
  const floats = Math.max(window.floatFrom, window.floatTo - 2);
  for (let row = floats; row < window.floatTo; row++) {
    before = after;
    const start = window.floatStarts?.[row] ?? 0;
    after = { time: window.floatTimes[row] ?? NaN, value: window.floats[row] ?? NaN, histogram: undefined, start };
  }
  const histograms = Math.max(window.histogramFrom, window.histogramTo - 2);
  for (let row = histograms; row < window.histogramTo; row++) {
    const time = window.histogramTimes[row] ?? NaN;
    const histogram = window.histograms[row] ?? EMPTY_HISTOGRAM;
    const point = { time, value: 0, histogram, start: window.histogramStarts?.[row] ?? 0 };
    if (after === undefined) after = point;
    else if (before === undefined) {
      if (time < after.time) before = point;
      else [before, after] = [after, point];
    } else if (time > after.time) [before, after] = [after, point];
    else if (!(time < before.time)) before = point;
  }
  return [before, after];
}
