import { evaluateAggregate } from '../aggregate/aggregate.ts';
import { evaluateBinary } from '../binary/binary.ts';
import { EvaluationError } from '../errors.ts';
import { evaluateCall } from '../functions/call.ts';
import { scale } from '../histogram/histogram.ts';
import { LabelSet } from '../labels.ts';
import type { InvariantPlan, PlanNode, SubqueryPlan, UnaryPlan } from '../plan/nodes.ts';
import type { QueryContext } from './context.ts';
import { evaluateSelector } from './selectors.ts';
import {
  ABSENT,
  FLOAT,
  histogramAt,
  isEmpty,
  mergeSeries,
  newSeries,
  type StepSeries,
  setFloat,
  setHistogram,
  sizeOf,
  uniteSeries,
} from './series.ts';
import { evaluateSmoothed } from './smoothed.ts';

/** More steps than this, in a subquery, are refused before memory is taken for them. */
const MAX_STEPS = 5_000_000;

/** Evaluates expressions at equally spaced times (the evaluator of promql/engine.go). */
export class Evaluator {
  readonly context: QueryContext;
  readonly startMs: number;
  readonly stepMs: number;
  readonly steps: number;

  /** `steps` 0 evaluates nothing. */
  constructor(context: QueryContext, startMs: number, stepMs: number, steps: number) {
    if (steps > MAX_STEPS) context.reserve(Infinity);
    this.context = context;
    this.startMs = startMs;
    this.stepMs = stepMs;
    this.steps = steps;
  }

  timeOf(step: number): number {
    return this.startMs + step * this.stepMs;
  }

  /** The elements of a vector; a scalar is one element without labels that is there at every step. */
  evaluate(plan: PlanNode): StepSeries[] {
    this.context.check();
    if (this.steps <= 0) return [];
    const before = this.context.samples;
    const result = this.#evaluate(plan);
    this.context.samples = before;
    const size = sizeOf(result);
    this.context.reserve(size);
    this.context.samples = before + size;
    return result;
  }

  /** The values of a scalar, one a step. */
  scalar(plan: PlanNode): Float64Array {
    return this.evaluate(plan)[0]?.values ?? new Float64Array(this.steps);
  }

  /** Runs `work` over the times that a subquery has samples at. */
  subquery(plan: SubqueryPlan): { readonly startMs: number; readonly series: StepSeries[] } {
    const shift = (timeMs: number): number => (plan.atMs ?? timeMs) - plan.offsetMs;
    const firstMs = shift(this.startMs);
    const lastMs = shift(this.timeOf(this.steps - 1));
    const { stepMs } = plan;
    // The first multiple of the step inside the left-open range.
    const startMs = (Math.floor((firstMs - plan.rangeMs) / stepMs) + 1) * stepMs;
    const steps = Math.floor((lastMs - startMs) / stepMs) + 1;
    const inner = new Evaluator(this.context, startMs, stepMs, Math.max(0, steps));
    return { startMs, series: inner.evaluate(plan.expr) };
  }

  /** What a node's steps have in common: in a range, samples with equal labels are one series. */
  unite(list: readonly StepSeries[]): StepSeries[] {
    const filled = list.filter((series) => !isEmpty(series));
    if (this.steps > 1 || !this.context.settings.delayedNameRemoval) return uniteSeries(filled);
    return filled;
  }

  /** The labels of a result that is no longer the metric it was made of. */
  unnamed(series: StepSeries): LabelSet {
    return this.context.settings.delayedNameRemoval ? series.labels : series.labels.withoutMetadata;
  }

  constant(value: number): StepSeries[] {
    const series = newSeries(LabelSet.EMPTY, false, this.steps);
    series.values.fill(value);
    series.kinds.fill(FLOAT);
    return [series];
  }

  #evaluate(plan: PlanNode): StepSeries[] {
    switch (plan.kind) {
      case 'number':
        return this.constant(plan.value);
      case 'vector':
        return plan.smoothed ? evaluateSmoothed(this, plan) : evaluateSelector(this, plan);
      case 'call':
        return evaluateCall(this, plan);
      case 'aggregate':
        return evaluateAggregate(this, plan);
      case 'binary':
        return evaluateBinary(this, plan);
      case 'unary':
        return this.#unary(plan);
      case 'invariant':
        return this.#invariant(plan);
      case 'string':
      case 'matrix':
      case 'subquery':
        throw new EvaluationError(`unexpected ${plan.kind} in the place of a vector`);
    }
  }

  #unary(plan: UnaryPlan): StepSeries[] {
    const input = this.evaluate(plan.expr);
    if (plan.op === '+') return input;
    const negated = input.map((series) => {
      const out = newSeries(this.unnamed(series), true, this.steps);
      for (let step = 0; step < this.steps; step++) {
        const kind = series.kinds[step];
        if (kind === FLOAT) setFloat(out, step, -(series.values[step] ?? NaN));
        else if (kind !== ABSENT) {
          const histogram = histogramAt(series, step);
          if (histogram !== undefined) setHistogram(out, step, scale(histogram, -1));
        }
      }
      return out;
    });
    return this.context.settings.delayedNameRemoval ? negated : mergeSeries(negated);
  }

  #invariant(plan: InvariantPlan): StepSeries[] {
    const once = new Evaluator(this.context, this.startMs, this.stepMs, 1).evaluate(plan.expr);
    if (this.steps === 1) return once;
    return once.map((series) => {
      const out = relabelled(series, this.steps);
      for (let step = 0; step < this.steps; step++) {
        const histogram = histogramAt(series, 0);
        if (histogram !== undefined) setHistogram(out, step, histogram);
        else setFloat(out, step, series.values[0] ?? NaN);
      }
      return out;
    });
  }
}

const relabelled = (series: StepSeries, steps: number): StepSeries => newSeries(series.labels, series.dropName, steps);
