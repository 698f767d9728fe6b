import * as texts from '../annotation-texts.ts';
import { EvaluationError } from '../errors.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { isEmpty, newSeries, type StepSeries } from '../eval/series.ts';
import type { AggregatePlan } from '../plan/nodes.ts';
import { countValues } from './count-values.ts';
import { groupSeries } from './groups.ts';
import { reducerOf } from './reducers.ts';
import { evaluateSelection } from './selection.ts';

export function evaluateAggregate(ev: Evaluator, plan: AggregatePlan): StepSeries[] {
  switch (plan.op) {
    case 'count_values':
      return countValues(ev, plan);
    case 'topk':
    case 'bottomk':
    case 'limitk':
    case 'limit_ratio':
      return evaluateSelection(ev, plan);
    default:
      return reduceGroups(ev, plan);
  }
}

/** One element for each group (aggregation). */
function reduceGroups(ev: Evaluator, plan: AggregatePlan): StepSeries[] {
  const parameter = plan.param === undefined ? undefined : ev.scalar(plan.param);
  const input = ev.evaluate(plan.expr);
  if (plan.op === 'quantile' && parameter !== undefined && plan.param !== undefined) {
    remarkQuantiles(ev, parameter, plan.param.position);
  }
  const reduce = reducerOf(plan.op);
  if (reduce === undefined) throw new EvaluationError(`expected aggregation operator but got "${plan.op}"`);
  const remarks = { annotations: ev.context.annotations, position: plan.expr.position };
  const result: StepSeries[] = [];
  for (const { labels, members } of groupSeries(plan, input)) {
    ev.context.tick();
    const out = newSeries(labels, false, ev.steps);
    for (let step = 0; step < ev.steps; step++) reduce(members, step, out, remarks, parameter?.[step] ?? NaN);
    if (isEmpty(out)) continue;
    out.dropName = members.some(({ dropName }) => dropName);
    result.push(out);
  }
  return result;
}

function remarkQuantiles(ev: Evaluator, values: Float64Array, position: number): void {
  const { annotations } = ev.context;
  let highest = -Number.MAX_VALUE;
  let lowest = Number.MAX_VALUE;
  for (const value of values) {
    if (Number.isNaN(value)) annotations.warn(texts.invalidQuantile(NaN), position);
    highest = Math.max(highest, value);
    lowest = Math.min(lowest, value);
  }
  if (highest > 1) annotations.warn(texts.invalidQuantile(highest), position);
  if (lowest < 0) annotations.warn(texts.invalidQuantile(lowest), position);
}
