import * as texts from '../../annotation-texts.ts';
import type { Window } from '../../eval/window.ts';
import { addHistograms, subtractHistograms } from '../../histogram/arithmetic.ts';
import {
  compact,
  EMPTY_HISTOGRAM,
  type FloatHistogram,
  usesCustomBuckets,
  withHint,
} from '../../histogram/histogram.ts';
import { detectReset } from '../../histogram/reset.ts';
import { reduceHistogram } from '../../histogram/resolution.ts';
import type { RangeCall } from '../range-call.ts';
import { isStartReset } from './starts.ts';

/** The increase between the first and the last of at least two histograms (histogramRate); undefined where they do not fit. */
export function histogramRate(window: Window, call: RangeCall, isCounter: boolean): FloatHistogram | undefined {
  const {
    histograms,
    histogramTimes: times,
    histogramStarts: starts,
    histogramFrom: from,
    histogramTo,
    metricName,
  } = window;
  const { annotations, firstPosition: position } = call;
  const last = histograms[histogramTo - 1] ?? EMPTY_HISTOGRAM;
  const first = histograms[from] ?? EMPTY_HISTOGRAM;
  const mixed = (): undefined => {
    annotations.warn(texts.mixedSchemas(metricName), position);
    return undefined;
  };
  const remarkGauge = (h: FloatHistogram): void => {
    if (isCounter && h.hint === 'gauge') annotations.warn(texts.notCounter(metricName), position);
  };
  const resetBefore = (i: number, current: FloatHistogram, previous: FloatHistogram): boolean =>
    (starts !== undefined && isStartReset(starts[i - 1] ?? 0, times[i - 1] ?? 0, starts[i] ?? 0, times[i] ?? 0)) ||
    detectReset(current, previous);
  remarkGauge(first);
  remarkGauge(last);
  let previous = first;
  const second = histograms[from + 1] ?? EMPTY_HISTOGRAM;
  // A first sample from before a reset does not matter, nor does its layout.
  if (isCounter && resetBefore(from + 1, second, first)) {
    previous = { ...EMPTY_HISTOGRAM, schema: second.schema, customValues: second.customValues };
  }
  const custom = usesCustomBuckets(previous);
  if (usesCustomBuckets(last) !== custom) return mixed();
  let schema = Math.min(last.schema, previous.schema);
  if (isCounter) {
    for (let i = from + 1; i < histogramTo - 1; i++) {
      const current = histograms[i] ?? EMPTY_HISTOGRAM;
      remarkGauge(current);
      schema = Math.min(schema, current.schema);
      if (usesCustomBuckets(current) !== custom) return mixed();
    }
  }
  const difference = subtractHistograms(reduceHistogram(last, schema), previous);
  if (difference === undefined) return mixed();
  if (difference.boundsReconciled) annotations.info(texts.boundsReconciled('subtraction'), position);
  let result = difference.histogram;
  if (isCounter) {
    for (let i = from + 1; i < histogramTo; i++) {
      const current = histograms[i] ?? EMPTY_HISTOGRAM;
      if (resetBefore(i, current, previous)) {
        const sum = addHistograms(result, previous);
        if (sum === undefined) return mixed();
        if (sum.boundsReconciled) annotations.info(texts.boundsReconciled('addition'), position);
        result = sum.histogram;
      }
      previous = current;
    }
  } else if (first.hint !== 'gauge' || last.hint !== 'gauge') {
    annotations.warn(texts.notGauge(metricName), position);
  }
  return compact(withHint(result, 'gauge'));
}
