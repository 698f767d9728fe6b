import type { AggregateOp } from '../../ast.ts';
import * as texts from '../annotation-texts.ts';
import type { Annotations } from '../annotations.ts';
import { ABSENT, FLOAT, histogramAt, type StepSeries, setFloat, setHistogram } from '../eval/series.ts';
import { quantile } from '../functions/over-time/quantile.ts';
import { compact, type FloatHistogram } from '../histogram/histogram.ts';
import { addToSum, finishSum, type HistogramSum, startSum } from '../histogram/kahan.ts';
import { HistogramMean } from '../histogram/mean.ts';
import { FloatMean, KahanSum } from '../numbers.ts';

export interface Remarks {
  readonly annotations: Annotations;
  /** Of what is aggregated. */
  readonly position: number;
}

/** Makes one sample of what a group has at a step, or none. */
type Reducer = (
  members: readonly StepSeries[],
  step: number,
  out: StepSeries,
  remarks: Remarks,
  parameter: number,
) => void;

export const reducerOf = (op: AggregateOp): Reducer | undefined => REDUCERS.get(op);

const sum: Reducer = (members, step, out, remarks) => {
  const total = new KahanSum();
  let any = false;
  for (const { kinds, values } of members) {
    const kind = kinds[step];
    if (kind === ABSENT) continue;
    if (kind !== FLOAT) {
      reduceHistograms(members, step, out, remarks, 'sum');
      return;
    }
    const value = values[step] ?? NaN;
    if (any) total.add(value);
    else total.sum = value;
    any = true;
  }
  if (any) setFloat(out, step, total.sum + total.compensation);
};

const avg: Reducer = (members, step, out, remarks) => {
  let mean: FloatMean | undefined;
  for (const { kinds, values } of members) {
    const kind = kinds[step];
    if (kind === ABSENT) continue;
    if (kind !== FLOAT) {
      reduceHistograms(members, step, out, remarks, 'avg');
      return;
    }
    const value = values[step] ?? NaN;
    if (mean === undefined) mean = new FloatMean(value);
    else mean.add(value);
  }
  if (mean !== undefined) setFloat(out, step, mean.result);
};

/** Of a group in which there is a histogram; with floats beside it there is no result. */
function reduceHistograms(
  members: readonly StepSeries[],
  step: number,
  out: StepSeries,
  { annotations, position }: Remarks,
  op: 'sum' | 'avg',
): void {
  const hints = new Set<string>();
  let hasFloat = false;
  let startsWithFloat = false;
  let incompatible = false;
  let total: HistogramSum | undefined;
  let mean: HistogramMean | undefined;
  for (const series of members) {
    if (series.kinds[step] === ABSENT || incompatible) continue;
    const histogram = histogramAt(series, step);
    if (histogram === undefined) {
      hasFloat = true;
      startsWithFloat ||= total === undefined && mean === undefined;
      continue;
    }
    // Behind a float nothing comes of it.
    if (startsWithFloat) continue;
    hints.add(histogram.hint);
    if (total === undefined && mean === undefined) {
      if (op === 'sum') total = startSum(histogram);
      else mean = new HistogramMean(histogram);
      continue;
    }
    const added = total === undefined ? mean?.add(histogram) : addToSum(total, histogram);
    if (added === undefined) {
      annotations.warn(texts.mixedSchemas(series.labels.metricName), position);
      incompatible = true;
      continue;
    }
    if (total !== undefined) total = added.total;
    if (added.boundsReconciled) annotations.info(texts.boundsReconciled('aggregation'), position);
  }
  if (hasFloat) {
    annotations.warn(texts.MIXED_IN_AGGREGATION, position);
    return;
  }
  if (incompatible) return;
  if (hints.has('reset') && hints.has('not_reset')) annotations.warn(texts.hintCollision('aggregation'), position);
  const result: FloatHistogram | undefined = total === undefined ? mean?.result : finishSum(total);
  if (result !== undefined) setHistogram(out, step, compact(result));
}

/** Calls `visit` with the floats of a group; histograms are remarked on. True if there is a float. */
function eachFloat(
  members: readonly StepSeries[],
  step: number,
  { annotations, position }: Remarks,
  op: string,
  visit: (value: number) => void,
): boolean {
  let any = false;
  for (const { kinds, values } of members) {
    const kind = kinds[step];
    if (kind === ABSENT) continue;
    if (kind === FLOAT) {
      any = true;
      visit(values[step] ?? NaN);
    } else {
      annotations.info(texts.histogramIgnored(op), position);
    }
  }
  return any;
}

const extreme =
  (op: 'max' | 'min'): Reducer =>
  (members, step, out, remarks) => {
    let best = NaN;
    const any = eachFloat(members, step, remarks, op, (value) => {
      if (Number.isNaN(best) || (op === 'max' ? best < value : best > value)) best = value;
    });
    if (any) setFloat(out, step, best);
  };

function variance(members: readonly StepSeries[], step: number, remarks: Remarks, op: string): number | undefined {
  let count = 0;
  let mean = 0;
  let squares = 0;
  const any = eachFloat(members, step, remarks, op, (value) => {
    count++;
    if (count === 1) {
      mean = value;
      squares = Number.isFinite(value) ? 0 : NaN;
      return;
    }
    const difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  });
  return any ? squares / count : undefined;
}

function present(members: readonly StepSeries[], step: number): number {
  let count = 0;
  for (const { kinds } of members) if (kinds[step] !== ABSENT) count++;
  return count;
}

const REDUCERS: ReadonlyMap<AggregateOp, Reducer> = new Map<AggregateOp, Reducer>([
  ['sum', sum],
  ['avg', avg],
  ['max', extreme('max')],
  ['min', extreme('min')],
  [
    'count',
    (members, step, out) => {
      const count = present(members, step);
      if (count > 0) setFloat(out, step, count);
    },
  ],
  [
    'group',
    (members, step, out) => {
      if (present(members, step) > 0) setFloat(out, step, 1);
    },
  ],
  [
    'stdvar',
    (members, step, out, remarks) => {
      const value = variance(members, step, remarks, 'stdvar');
      if (value !== undefined) setFloat(out, step, value);
    },
  ],
  [
    'stddev',
    (members, step, out, remarks) => {
      const value = variance(members, step, remarks, 'stddev');
      if (value !== undefined) setFloat(out, step, Math.sqrt(value));
    },
  ],
  [
    'quantile',
    (members, step, out, remarks, q) => {
      const values: number[] = [];
      const any = eachFloat(members, step, remarks, 'quantile', (value) => values.push(value));
      if (any) setFloat(out, step, quantile(q, values));
    },
  ],
]);
