import { calculate } from '../../arithmetic.ts';
import { EvaluationError } from '../errors.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { ABSENT, histogramAt, newSeries, type StepSeries, setFloat, setHistogram } from '../eval/series.ts';
import type { FloatHistogram } from '../histogram/histogram.ts';
import type { BinaryPlan } from '../plan/nodes.ts';
import { changesMetric, combineSamples, compare, isComparison, LastRemark, Outcome } from './operations.ts';
import { evaluateSetOperator } from './sets.ts';
import { evaluateVectors } from './vectors.ts';

export function evaluateBinary(ev: Evaluator, plan: BinaryPlan): StepSeries[] {
  const lhs = ev.evaluate(plan.lhs);
  const rhs = ev.evaluate(plan.rhs);
  if (plan.lhsIsScalar && plan.rhsIsScalar) return scalars(ev, plan, lhs, rhs);
  if (plan.lhsIsScalar) return withScalar(ev, plan, rhs, lhs[0]?.values, true);
  if (plan.rhsIsScalar) return withScalar(ev, plan, lhs, rhs[0]?.values, false);
  if (plan.op === 'and' || plan.op === 'or' || plan.op === 'unless') return evaluateSetOperator(ev, plan, lhs, rhs);
  return evaluateVectors(ev, plan, lhs, rhs);
}

function scalars(ev: Evaluator, { op }: BinaryPlan, lhs: StepSeries[], rhs: StepSeries[]): StepSeries[] {
  if (op === '</' || op === '>/') throw new EvaluationError(`operator "${op}" not allowed for Scalar operations`);
  const result = ev.constant(NaN);
  const [left, right, out] = [lhs[0]?.values, rhs[0]?.values, result[0]?.values];
  if (left === undefined || right === undefined || out === undefined) return result;
  for (let step = 0; step < ev.steps; step++) {
    const a = left[step] ?? NaN;
    const b = right[step] ?? NaN;
    out[step] = changesMetric(op) ? calculate(op, a, b) : Number(compare(op, a, b));
  }
  return result;
}

/** VectorscalarBinop; `swapped`: the scalar is on the left. */
function withScalar(
  ev: Evaluator,
  plan: BinaryPlan,
  vector: readonly StepSeries[],
  scalar: Float64Array | undefined,
  swapped: boolean,
): StepSeries[] {
  const { op, returnBool } = plan;
  const comparison = isComparison(op);
  const renames = changesMetric(op) || returnBool;
  const outcome = new Outcome();
  const remarks = new LastRemark();
  const outputs = vector.map((series) =>
    newSeries(renames ? ev.unnamed(series) : series.labels, renames || series.dropName, ev.steps),
  );
  for (let step = 0; step < ev.steps; step++) {
    const number = scalar?.[step] ?? NaN;
    for (let i = 0; i < vector.length; i++) {
      const series = vector[i];
      const out = outputs[i];
      if (series === undefined || out === undefined || series.kinds[step] === ABSENT) continue;
      const value = series.values[step] ?? NaN;
      const histogram = histogramAt(series, step);
      const done = swapped
        ? combineSamples(op, number, value, undefined, histogram, outcome, remarks)
        : combineSamples(op, value, number, histogram, undefined, outcome, remarks);
      if (!done) continue;
      let result: FloatHistogram | undefined = outcome.histogram;
      if (comparison && swapped) {
        // The vector's element is what is kept, wherever it stands.
        outcome.value = value;
        result = histogram;
      }
      if (returnBool) setFloat(out, step, outcome.keep ? 1 : 0);
      else if (!outcome.keep) continue;
      else if (result === undefined) setFloat(out, step, outcome.value);
      else setHistogram(out, step, result);
    }
    remarks.flush(ev.context.annotations, plan.position);
  }
  return ev.unite(outputs);
}
