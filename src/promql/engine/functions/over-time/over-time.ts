import * as texts from '../../annotation-texts.ts';
import { ABSENT, FLOAT, HISTOGRAM } from '../../eval/series.ts';
import type { Window } from '../../eval/window.ts';
import { KahanSum } from '../../numbers.ts';
import type { RangeCall, RangeFunction } from '../range-call.ts';
import { quantile } from './quantile.ts';

const float = (window: Window, value: number): number => {
  window.value = value;
  return FLOAT;
};

/** For functions of the floats alone: false where there are none; says so where histograms are among them. */
export function hasFloats(window: Window, { annotations, firstPosition }: RangeCall): boolean {
  if (window.floatCount === 0) return false;
  if (window.histogramCount > 0) annotations.info(texts.histogramIgnoredInRange(window.metricName), firstPosition);
  return true;
}

export const countOverTime: RangeFunction = (window) => float(window, window.floatCount + window.histogramCount);

export const firstOverTime: RangeFunction = (window) => {
  const { floatFrom, histogramFrom } = window;
  const noFloat = window.floatCount === 0;
  const floatTime = window.floatTimes[floatFrom] ?? 0;
  if (window.histogramCount === 0 || (!noFloat && floatTime < (window.histogramTimes[histogramFrom] ?? 0))) {
    return float(window, window.floats[floatFrom] ?? NaN);
  }
  window.histogram = window.histograms[histogramFrom];
  return HISTOGRAM;
};

export const lastOverTime: RangeFunction = (window) => {
  const lastFloat = window.floatTo - 1;
  const lastHistogram = window.histogramTo - 1;
  const noFloat = window.floatCount === 0;
  const histogramTime = window.histogramTimes[lastHistogram] ?? 0;
  if (window.histogramCount === 0 || (!noFloat && histogramTime < (window.floatTimes[lastFloat] ?? 0))) {
    return float(window, window.floats[lastFloat] ?? NaN);
  }
  window.histogram = window.histograms[lastHistogram];
  return HISTOGRAM;
};

export const timeOfFirst: RangeFunction = (window) => {
  const ofFloat = window.floatCount > 0 ? (window.floatTimes[window.floatFrom] ?? Infinity) : Infinity;
  const ofHistogram = window.histogramCount > 0 ? (window.histogramTimes[window.histogramFrom] ?? Infinity) : Infinity;
  return float(window, Math.min(ofFloat, ofHistogram) / 1000);
};

export const timeOfLast: RangeFunction = (window) => {
  // Upstream begins at zero: before the epoch nothing is last.
  const ofFloat = window.floatCount > 0 ? (window.floatTimes[window.floatTo - 1] ?? 0) : 0;
  const ofHistogram = window.histogramCount > 0 ? (window.histogramTimes[window.histogramTo - 1] ?? 0) : 0;
  return float(window, Math.max(ofFloat, ofHistogram) / 1000);
};

/** The row of the float that no other float beats; a number beats what is none. */
function extreme(window: Window, beats: (candidate: number, best: number) => boolean): number {
  const { floats, floatFrom, floatTo } = window;
  let row = floatFrom;
  let best = floats[floatFrom] ?? NaN;
  for (let i = floatFrom; i < floatTo; i++) {
    const value = floats[i] ?? NaN;
    if (beats(value, best) || Number.isNaN(best)) {
      best = value;
      row = i;
    }
  }
  return row;
}

export const maxOverTime: RangeFunction = (window, call) => {
  if (!hasFloats(window, call)) return ABSENT;
  return float(window, window.floats[extreme(window, (a, b) => a > b)] ?? NaN);
};

export const minOverTime: RangeFunction = (window, call) => {
  if (!hasFloats(window, call)) return ABSENT;
  return float(window, window.floats[extreme(window, (a, b) => a < b)] ?? NaN);
};

/** Of equal values the last. */
export const timeOfMax: RangeFunction = (window, call) => {
  if (!hasFloats(window, call)) return ABSENT;
  return float(window, (window.floatTimes[extreme(window, (a, b) => a >= b)] ?? NaN) / 1000);
};

export const timeOfMin: RangeFunction = (window, call) => {
  if (!hasFloats(window, call)) return ABSENT;
  return float(window, (window.floatTimes[extreme(window, (a, b) => a <= b)] ?? NaN) / 1000);
};

export const quantileOverTime: RangeFunction = (window, call) => {
  if (window.floatCount === 0) return ABSENT;
  const q = call.scalars[0] ?? NaN;
  if (!(q >= 0 && q <= 1)) call.annotations.warn(texts.invalidQuantile(q), call.firstPosition);
  hasFloats(window, call);
  return float(window, quantile(q, window.floats.slice(window.floatFrom, window.floatTo)));
};

export const madOverTime: RangeFunction = (window, call) => {
  if (!hasFloats(window, call)) return ABSENT;
  const values = window.floats.slice(window.floatFrom, window.floatTo);
  if (values.some(Number.isNaN)) return float(window, NaN);
  const median = quantile(0.5, values);
  return float(
    window,
    quantile(
      0.5,
      values.map((value) => Math.abs(value - median)),
    ),
  );
};

function variance(window: Window): number {
  const mean = new KahanSum();
  const squares = new KahanSum();
  let count = 0;
  for (let i = window.floatFrom; i < window.floatTo; i++) {
    const value = window.floats[i] ?? NaN;
    count++;
    const difference = value - (mean.sum + mean.compensation);
    mean.add(difference / count);
    squares.add(difference * (value - (mean.sum + mean.compensation)));
  }
  return (squares.sum + squares.compensation) / count;
}

export const stdvarOverTime: RangeFunction = (window, call) =>
  hasFloats(window, call) ? float(window, variance(window)) : ABSENT;

export const stddevOverTime: RangeFunction = (window, call) =>
  hasFloats(window, call) ? float(window, Math.sqrt(variance(window))) : ABSENT;
