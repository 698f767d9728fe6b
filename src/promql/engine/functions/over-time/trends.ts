import { formatFloat } from '../../../../go/float.ts';
import * as texts from '../../annotation-texts.ts';
import { EvaluationError } from '../../errors.ts';
import { ABSENT, FLOAT } from '../../eval/series.ts';
import type { Window } from '../../eval/window.ts';
import { KahanSum } from '../../numbers.ts';
import type { RangeCall, RangeFunction } from '../range-call.ts';

/** At least two floats; histograms beside at least one are remarked on. */
function enoughFloats(window: Window, { annotations, firstPosition }: RangeCall): boolean {
  if (window.floatCount > 0 && window.histogramCount > 0) {
    annotations.info(texts.histogramIgnoredInRange(window.metricName), firstPosition);
  }
  return window.floatCount >= 2;
}

/** Least squares; the intercept is the value at `interceptMs`. */
function linearRegression(window: Window, interceptMs: number): { readonly slope: number; readonly intercept: number } {
  const { floats, floatTimes, floatFrom, floatTo } = window;
  const first = floats[floatFrom] ?? NaN;
  const sums = { x: new KahanSum(), y: new KahanSum(), xy: new KahanSum(), xx: new KahanSum() };
  let constant = true;
  for (let i = floatFrom; i < floatTo; i++) {
    const y = floats[i] ?? NaN;
    if (i > floatFrom && y !== first) constant = false;
    const x = ((floatTimes[i] ?? NaN) - interceptMs) / 1000;
    sums.x.add(x);
    sums.y.add(y);
    sums.xy.add(x * y);
    sums.xx.add(x * x);
  }
  if (constant) {
    return Number.isFinite(first) || Number.isNaN(first)
      ? { slope: 0, intercept: first }
      : { slope: NaN, intercept: NaN };
  }
  const n = floatTo - floatFrom;
  const total = (sum: KahanSum): number => sum.sum + sum.compensation;
  const x = total(sums.x);
  const y = total(sums.y);
  const covariance = total(sums.xy) - (x * y) / n;
  const variance = total(sums.xx) - (x * x) / n;
  const slope = covariance / variance;
  return { slope, intercept: y / n - (slope * x) / n };
}

export const deriv: RangeFunction = (window, call) => {
  if (!enoughFloats(window, call)) return ABSENT;
  // From a time nearby: far from it digits are lost.
  window.value = linearRegression(window, window.floatTimes[window.floatFrom] ?? 0).slope;
  return FLOAT;
};

export const predictLinear: RangeFunction = (window, call) => {
  if (!enoughFloats(window, call)) return ABSENT;
  const { slope, intercept } = linearRegression(window, window.timeMs);
  window.value = slope * (call.scalars[0] ?? NaN) + intercept;
  return FLOAT;
};

export const doubleExponentialSmoothing: RangeFunction = (window, call) => {
  const [smoothing = NaN, trendFactor = NaN] = call.scalars;
  const refuse = (what: string, letters: string, value: number): never => {
    throw new EvaluationError(
      `invalid ${what} factor. Expected: 0 < ${letters} < 1, got: ${Number.isFinite(value) ? formatFloat(value, 'f', 6) : value > 0 ? '+Inf' : '-Inf'}`,
    );
  };
  if (smoothing <= 0 || smoothing >= 1) refuse('smoothing', 'sf', smoothing);
  if (trendFactor <= 0 || trendFactor >= 1) refuse('trend', 'tf', trendFactor);
  if (!enoughFloats(window, call)) return ABSENT;
  const { floats, floatFrom, floatTo } = window;
  let before = 0;
  let smoothed = floats[floatFrom] ?? NaN;
  let trend = (floats[floatFrom + 1] ?? NaN) - smoothed;
  for (let i = floatFrom + 1; i < floatTo; i++) {
    if (i > floatFrom + 1) trend = trendFactor * (smoothed - before) + (1 - trendFactor) * trend;
    const next = smoothing * (floats[i] ?? NaN) + (1 - smoothing) * (smoothed + trend);
    before = smoothed;
    smoothed = next;
  }
  window.value = smoothed;
  return FLOAT;
};
