import { EvaluationError } from '../errors.ts';
import { extendFloats } from '../functions/rate/extend.ts';
import type { FloatHistogram } from '../histogram/histogram.ts';
import { compareLabels } from '../labels.ts';
import type { MatrixPlan, PlanNode, SubqueryPlan } from '../plan/nodes.ts';
import type { HistogramPoint, MatrixSeries, QueryValue, VectorSample } from '../result.ts';
import { rangeColumns } from './columns.ts';
import type { Evaluator } from './evaluator.ts';
import { select } from './selectors.ts';
import { ABSENT, FLOAT, HISTOGRAM, histogramAt, mergeSeries, relabel, type StepSeries } from './series.ts';
import { Window } from './window.ts';

/** Names that were to go, gone (cleanupMetricLabels). */
function cleanUp(ev: Evaluator, list: readonly StepSeries[]): StepSeries[] {
  if (!ev.context.settings.delayedNameRemoval) return [...list];
  const named = list.map((series) => (series.dropName ? relabel(series, series.labels.withoutMetadata, true) : series));
  return mergeSeries(named, HISTOGRAM);
}

/** The answer to an instant query. */
export function instantValue(ev: Evaluator, plan: PlanNode, type: string): QueryValue {
  const timestampMs = ev.startMs;
  if (plan.kind === 'string') return { type: 'string', timestampMs, value: plan.value };
  if (plan.kind === 'matrix') return { type: 'matrix', series: sorted(matrixOfSelector(ev, plan)) };
  if (plan.kind === 'subquery') return { type: 'matrix', series: sorted(matrixOfSubquery(ev, plan)) };
  const result = cleanUp(ev, ev.evaluate(plan));
  if (type === 'scalar') return { type: 'scalar', timestampMs, value: result[0]?.values[0] ?? NaN };
  const samples: VectorSample[] = [];
  for (const series of result) {
    if (series.kinds[0] === ABSENT) continue;
    const histogram = histogramAt(series, 0);
    const value = histogram === undefined ? (series.values[0] ?? NaN) : 0;
    samples.push({ labels: series.labels, timestampMs, value, histogram });
  }
  return { type: 'vector', samples };
}

/** The answer to a range query. */
export function rangeValue(ev: Evaluator, plan: PlanNode): QueryValue {
  const series = cleanUp(ev, ev.evaluate(plan));
  return { type: 'matrix', series: sorted(series.map((one) => pointsOf(ev, one))) };
}

const sorted = (series: MatrixSeries[]): MatrixSeries[] => series.sort((a, b) => compareLabels(a.labels, b.labels));

interface Times {
  readonly startMs: number;
  readonly stepMs: number;
}

function pointsOf({ startMs, stepMs }: Times, series: StepSeries): MatrixSeries {
  const times: number[] = [];
  const values: number[] = [];
  const histograms: HistogramPoint[] = [];
  for (let step = 0; step < series.kinds.length; step++) {
    const timestampMs = startMs + step * stepMs;
    if (series.kinds[step] === FLOAT) {
      times.push(timestampMs);
      values.push(series.values[step] ?? NaN);
      continue;
    }
    const histogram = histogramAt(series, step);
    if (histogram !== undefined) histograms.push({ timestampMs, histogram });
  }
  return {
    labels: series.labels,
    timestampsMs: Float64Array.from(times),
    values: Float64Array.from(values),
    histograms,
  };
}

function matrixOfSubquery(ev: Evaluator, plan: SubqueryPlan): MatrixSeries[] {
  const { startMs, series } = ev.subquery(plan);
  const times = { startMs, stepMs: plan.stepMs };
  return cleanUp(ev, series).map((one) => pointsOf(times, one));
}

function matrixOfSelector(ev: Evaluator, plan: MatrixPlan): MatrixSeries[] {
  const { selector, rangeMs } = plan;
  const { lookbackMs } = ev.context.settings;
  const end = (selector.atMs ?? ev.startMs) - selector.offsetMs;
  const extended = selector.anchored || selector.smoothed;
  const from = end - rangeMs - (extended ? lookbackMs : 0);
  const to = end + (selector.smoothed ? lookbackMs : 0);
  const result: MatrixSeries[] = [];
  for (const one of select(ev.context, selector)) {
    const columns = rangeColumns(one);
    const window = new Window();
    window.reset(columns, false);
    window.moveTo(from, to);
    if (window.floatCount + window.histogramCount === 0) continue;
    ev.context.reserve(window.sizeInSamples());
    window.rangeStartMs = end - rangeMs;
    window.rangeEndMs = end;
    if (extended && window.histogramCount > 0) {
      throw new EvaluationError(
        `${selector.anchored ? 'anchored' : 'smoothed'} modifier is not supported with histograms`,
      );
    }
    const floats = extended ? extendFloats(window, selector.smoothed) : floatsOf(window);
    if (floats.timestampsMs.length + window.histogramCount === 0) continue;
    result.push({ labels: one.labels, ...floats, histograms: histogramsOf(window) });
  }
  return result;
}

const floatsOf = (window: Window): { readonly timestampsMs: Float64Array; readonly values: Float64Array } => ({
  timestampsMs: window.floatTimes.slice(window.floatFrom, window.floatTo),
  values: window.floats.slice(window.floatFrom, window.floatTo),
});

function histogramsOf(window: Window): HistogramPoint[] {
  const points: HistogramPoint[] = [];
  for (let i = window.histogramFrom; i < window.histogramTo; i++) {
    const histogram: FloatHistogram | undefined = window.histograms[i];
    if (histogram !== undefined) points.push({ timestampMs: window.histogramTimes[i] ?? NaN, histogram });
  }
  return points;
}
