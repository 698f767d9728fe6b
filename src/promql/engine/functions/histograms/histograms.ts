import { formatFloat } from '../../../../go/float.ts';
import * as texts from '../../annotation-texts.ts';
import type { Evaluator } from '../../eval/evaluator.ts';
import { histogramAt, newSeries, type StepSeries, setFloat } from '../../eval/series.ts';
import { classicFraction, classicQuantile } from '../../histogram/classic.ts';
import { ascendingBuckets, type FloatHistogram, usesCustomBuckets } from '../../histogram/histogram.ts';
import { histogramFraction, histogramQuantile } from '../../histogram/quantile.ts';
import { KahanSum } from '../../numbers.ts';
import type { CallPlan } from '../../plan/nodes.ts';
import { argument, stringArgument } from '../arguments.ts';
import { type HistogramAtStep, readHistograms } from './input.ts';

/** Of native histograms only; floats drop out. */
const OF_NATIVE: ReadonlyMap<string, (h: FloatHistogram) => number> = new Map([
  ['histogram_count', (h) => h.count],
  ['histogram_sum', (h) => h.sum],
  ['histogram_avg', (h) => h.sum / h.count],
  ['histogram_stdvar', variance],
  ['histogram_stddev', (h) => Math.sqrt(variance(h))],
]);

export const HISTOGRAM_FUNCTIONS: ReadonlySet<string> = new Set([
  ...OF_NATIVE.keys(),
  'histogram_quantile',
  'histogram_quantiles',
  'histogram_fraction',
]);

export function evaluateHistogramFunction(ev: Evaluator, call: CallPlan): StepSeries[] {
  const ofNative = OF_NATIVE.get(call.name);
  if (ofNative !== undefined)
    return ev.unite(ev.evaluate(argument(call, 0)).map((one) => mapNative(ev, one, ofNative)));
  switch (call.name) {
    case 'histogram_quantile':
      return quantiles(ev, call, 1, [0], undefined);
    case 'histogram_quantiles': {
      const which = call.args.slice(2).map((_, i) => i + 2);
      return quantiles(ev, call, 0, which, stringArgument(call, 1));
    }
    default:
      return fractions(ev, call);
  }
}

function mapNative(ev: Evaluator, series: StepSeries, apply: (h: FloatHistogram) => number): StepSeries {
  // Unlike other functions these leave type and unit alone when names go at once.
  const labels = ev.context.settings.delayedNameRemoval
    ? series.labels
    : series.labels.filter((name) => name !== '__name__');
  const out = newSeries(labels, true, ev.steps);
  for (let step = 0; step < ev.steps; step++) {
    const histogram = histogramAt(series, step);
    if (histogram !== undefined) setFloat(out, step, apply(histogram));
  }
  return out;
}

/** Observations are taken to be in the middle of their bucket. */
function variance(h: FloatHistogram): number {
  const mean = h.sum / h.count;
  const total = new KahanSum();
  for (const { lower, upper, count } of ascendingBuckets(h)) {
    if (count === 0) continue;
    let middle = 0;
    if (usesCustomBuckets(h)) middle = (upper + lower) / 2;
    else if (lower > 0 || upper < 0) middle = Math.sqrt(upper * lower) * (upper < 0 ? -1 : 1);
    const difference = middle - mean;
    total.add(count * difference * difference);
  }
  return (total.sum + total.compensation) / h.count;
}

function quantiles(
  ev: Evaluator,
  call: CallPlan,
  vectorIndex: number,
  quantileIndexes: readonly number[],
  label: string | undefined,
): StepSeries[] {
  const { annotations, settings } = ev.context;
  const input = ev.evaluate(argument(call, vectorIndex));
  const { position } = argument(call, vectorIndex);
  const parameters = quantileIndexes.map((i) => ({ plan: argument(call, i), values: ev.scalar(argument(call, i)) }));
  const outputs = new Outputs(ev);
  const atStep = readHistograms(ev, input, position);
  for (let step = 0; step < ev.steps; step++) {
    for (const { plan, values } of parameters) {
      const q = values[step] ?? NaN;
      if (!(q >= 0 && q <= 1)) annotations.warn(texts.invalidQuantile(q), plan.position);
    }
    const histograms = atStep(step);
    for (const [parameter, { values }] of parameters.entries()) {
      const q = values[step] ?? NaN;
      for (const one of histograms) {
        const labelValue = label === undefined ? undefined : openMetricsFloat(q);
        const out = outputs.of(one, label, labelValue, parameter);
        if (one.native !== undefined) {
          const name = settings.delayedNameRemoval ? one.labels.metricName : '';
          setFloat(out, step, histogramQuantile(q, one.native, name, position, annotations));
          continue;
        }
        // Another quantile finds the counts as they were.
        const buckets = parameters.length === 1 ? one.buckets : one.buckets.map((bucket) => ({ ...bucket }));
        const { value, forced } = classicQuantile(q, buckets);
        if (forced !== undefined) {
          const name = settings.delayedNameRemoval ? one.labels.metricName : '';
          const text = texts.named(texts.FORCED_MONOTONICITY, name);
          annotations.forcedMonotonicity(text, position, { timestampMs: ev.timeOf(step), ...forced });
        }
        setFloat(out, step, value);
      }
    }
  }
  return ev.unite(outputs.all);
}

function fractions(ev: Evaluator, call: CallPlan): StepSeries[] {
  const { annotations, settings } = ev.context;
  const lower = ev.scalar(argument(call, 0));
  const upper = ev.scalar(argument(call, 1));
  const input = ev.evaluate(argument(call, 2));
  const { position } = argument(call, 2);
  const outputs = new Outputs(ev);
  const atStep = readHistograms(ev, input, position);
  for (let step = 0; step < ev.steps; step++) {
    const from = lower[step] ?? NaN;
    const to = upper[step] ?? NaN;
    for (const one of atStep(step)) {
      const out = outputs.of(one, undefined, undefined, 0);
      if (one.native === undefined) {
        setFloat(out, step, classicFraction(from, to, one.buckets));
      } else {
        const name = settings.delayedNameRemoval ? one.labels.metricName : '';
        setFloat(out, step, histogramFraction(from, to, one.native, name, position, annotations));
      }
    }
  }
  return ev.unite(outputs.all);
}

/** The series of a result, by what they come from. */
class Outputs {
  readonly #ev: Evaluator;
  readonly #byInput = new Map<HistogramAtStep['source'], Map<string, StepSeries>>();
  readonly all: StepSeries[] = [];

  constructor(ev: Evaluator) {
    this.#ev = ev;
  }

  of(one: HistogramAtStep, label: string | undefined, value: string | undefined, parameter: number): StepSeries {
    // The same quantile twice makes duplicates, which are refused like all others.
    const key = `${parameter} ${value}`;
    let ofInput = this.#byInput.get(one.source);
    if (ofInput === undefined) {
      ofInput = new Map();
      this.#byInput.set(one.source, ofInput);
    }
    const known = ofInput.get(key);
    if (known !== undefined) return known;
    const { delayedNameRemoval } = this.#ev.context.settings;
    const base = delayedNameRemoval ? one.labels : one.labels.withoutMetadata;
    const labels = label === undefined ? base : base.with(new Map([[label, value ?? '']]));
    const series = newSeries(labels, true, this.#ev.steps);
    ofInput.set(key, series);
    this.all.push(series);
    return series;
  }
}

/** labels.FormatOpenMetricsFloat: `0.5`, `1.0`, `+Inf`. */
function openMetricsFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const text = formatFloat(value, 'g', -1);
  return /[e.]/.test(text) ? text : `${text}.0`;
}
