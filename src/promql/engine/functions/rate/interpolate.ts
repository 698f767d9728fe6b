import * as texts from '../../annotation-texts.ts';
import type { Annotations } from '../../annotations.ts';
import type { Window } from '../../eval/window.ts';
import { addHistograms, subtractHistograms } from '../../histogram/arithmetic.ts';
import { EMPTY_HISTOGRAM, type FloatHistogram, scale } from '../../histogram/histogram.ts';
import { detectReset } from '../../histogram/reset.ts';

/** The value on the line between the samples at `row` and the next; a counter that fell begins at zero. */
export function interpolate(
  times: Float64Array,
  values: Float64Array,
  row: number,
  timeMs: number,
  isCounter: boolean,
): number {
  const t1 = times[row] ?? NaN;
  const t2 = times[row + 1] ?? NaN;
  let y1 = values[row] ?? NaN;
  const y2 = values[row + 1] ?? NaN;
  if (isCounter && y2 < y1) y1 = 0;
  return y1 + ((y2 - y1) * (timeMs - t1)) / (t2 - t1);
}

/** The same for histograms; undefined, with a warning, for exponential and custom buckets together. */
export function interpolateHistograms(
  window: Window,
  row: number,
  timeMs: number,
  isCounter: boolean,
  annotations: Annotations,
  position: number,
): FloatHistogram | undefined {
  const { histograms, histogramTimes: times } = window;
  const before = histograms[row] ?? EMPTY_HISTOGRAM;
  const after = histograms[row + 1] ?? EMPTY_HISTOGRAM;
  const t1 = times[row] ?? NaN;
  const t2 = times[row + 1] ?? NaN;
  if (timeMs === t1) return before;
  if (timeMs === t2) return after;
  const fraction = (timeMs - t1) / (t2 - t1);
  if (isCounter && detectReset(after, before)) return scale(after, fraction);
  const difference = subtract(after, before, annotations, window.metricName, position);
  return difference && add(scale(difference, fraction), before, annotations, window.metricName, position);
}

/** The sum; what upstream remarks on it is remarked. Undefined where it cannot be. */
export function add(
  a: FloatHistogram,
  b: FloatHistogram,
  annotations: Annotations,
  metricName: string,
  position: number,
): FloatHistogram | undefined {
  const combined = addHistograms(a, b);
  if (combined === undefined) annotations.warn(texts.mixedSchemas(metricName), position);
  else if (combined.boundsReconciled) annotations.info(texts.boundsReconciled('addition'), position);
  return combined?.histogram;
}

/** The difference, likewise. */
export function subtract(
  a: FloatHistogram,
  b: FloatHistogram,
  annotations: Annotations,
  metricName: string,
  position: number,
): FloatHistogram | undefined {
  const combined = subtractHistograms(a, b);
  if (combined === undefined) annotations.warn(texts.mixedSchemas(metricName), position);
  else if (combined.boundsReconciled) annotations.info(texts.boundsReconciled('subtraction'), position);
  return combined?.histogram;
}
