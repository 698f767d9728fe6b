import * as texts from '../../annotation-texts.ts';
import { ABSENT, FLOAT, HISTOGRAM } from '../../eval/series.ts';
import type { Window } from '../../eval/window.ts';
import { EMPTY_HISTOGRAM, type FloatHistogram } from '../../histogram/histogram.ts';
import { addToSum, finishSum, type HistogramSum, startSum } from '../../histogram/kahan.ts';
import { HistogramMean } from '../../histogram/mean.ts';
import { FloatMean, KahanSum } from '../../numbers.ts';
import type { RangeCall, RangeFunction } from '../range-call.ts';

/** True, with a warning, where floats and histograms are in one window. */
function isMixed(window: Window, { annotations, firstPosition }: RangeCall): boolean {
  if (window.floatCount === 0 || window.histogramCount === 0) return false;
  annotations.warn(texts.mixedFloatsHistograms(window.metricName), firstPosition);
  return true;
}

export const sumOverTime: RangeFunction = (window, call) => {
  if (isMixed(window, call)) return ABSENT;
  if (window.floatCount === 0) return sumHistograms(window, call);
  const total = new KahanSum();
  for (let i = window.floatFrom; i < window.floatTo; i++) total.add(window.floats[i] ?? NaN);
  const { sum } = total;
  window.value = sum === Infinity || sum === -Infinity ? sum : sum + total.compensation;
  return FLOAT;
};

export const avgOverTime: RangeFunction = (window, call) => {
  if (isMixed(window, call)) return ABSENT;
  if (window.floatCount === 0) return averageHistograms(window, call);
  const mean = new FloatMean(window.floats[window.floatFrom] ?? NaN);
  for (let i = window.floatFrom + 1; i < window.floatTo; i++) mean.add(window.floats[i] ?? NaN);
  window.value = mean.result;
  return FLOAT;
};

function sumHistograms(window: Window, call: RangeCall): number {
  const hints = new Set<string>();
  let total: HistogramSum | undefined;
  let reconciled = false;
  for (const histogram of histogramsIn(window)) {
    hints.add(histogram.hint);
    if (total === undefined) {
      total = startSum(histogram);
      continue;
    }
    const added = addToSum(total, histogram);
    if (added === undefined) return mixedSchemas(window, call);
    total = added.total;
    reconciled ||= added.boundsReconciled;
  }
  remark(call, hints, reconciled);
  window.histogram = total && finishSum(total);
  return HISTOGRAM;
}

function averageHistograms(window: Window, call: RangeCall): number {
  const hints = new Set<string>();
  let mean: HistogramMean | undefined;
  let reconciled = false;
  for (const histogram of histogramsIn(window)) {
    hints.add(histogram.hint);
    if (mean === undefined) {
      mean = new HistogramMean(histogram);
      continue;
    }
    const added = mean.add(histogram);
    if (added === undefined) return mixedSchemas(window, call);
    reconciled ||= added.boundsReconciled;
  }
  remark(call, hints, reconciled);
  window.histogram = mean?.result;
  return HISTOGRAM;
}

function mixedSchemas({ metricName }: Window, { annotations, firstPosition }: RangeCall): number {
  annotations.warn(texts.mixedSchemas(metricName), firstPosition);
  return ABSENT;
}

function remark({ annotations, firstPosition }: RangeCall, hints: ReadonlySet<string>, reconciled: boolean): void {
  if (hints.has('reset') && hints.has('not_reset')) annotations.warn(texts.hintCollision('aggregation'), firstPosition);
  if (reconciled) annotations.info(texts.boundsReconciled('aggregation'), firstPosition);
}

function* histogramsIn({ histograms, histogramFrom, histogramTo }: Window): Iterable<FloatHistogram> {
  for (let i = histogramFrom; i < histogramTo; i++) yield histograms[i] ?? EMPTY_HISTOGRAM;
}
