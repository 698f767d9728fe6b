import * as texts from '../annotation-texts.ts';
import { general } from '../annotations.ts';
import { EvaluationError } from '../errors.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { ABSENT, copySample, HISTOGRAM, isEmpty, newSeries, type StepSeries } from '../eval/series.ts';
import { sortByLess } from '../numbers.ts';
import type { AggregatePlan } from '../plan/nodes.ts';
import { groupSeries } from './groups.ts';
import { fixFirst, push } from './heap.ts';
import { hashOf } from './label-hash.ts';

/** The elements of a group that are chosen at a step, in order. */
type Choose = (members: readonly StepSeries[], step: number, parameter: number) => StepSeries[];

/** `topk`, `bottomk`, `limitk`, `limit_ratio`: elements as they are, but not all of them (aggregationK). */
export function evaluateSelection(ev: Evaluator, plan: AggregatePlan): StepSeries[] {
  const parameters = plan.param === undefined ? new Float64Array(ev.steps) : ev.scalar(plan.param);
  const input = ev.evaluate(plan.expr);
  if (!checkParameters(ev, plan, parameters)) return [];
  const choose = choiceOf(ev, plan, input.length);
  const groups = groupSeries(plan, input);
  const outputs = new Map<StepSeries, StepSeries>();
  for (let step = 0; step < ev.steps; step++) {
    ev.context.tick();
    for (const { members } of groups) {
      for (const series of choose(members, step, parameters[step] ?? NaN)) {
        let out = outputs.get(series);
        if (out === undefined) {
          out = newSeries(series.labels, series.dropName, ev.steps);
          outputs.set(series, out);
        }
        copySample(series, out, step);
      }
    }
  }
  return [...outputs.values()].filter((series) => !isEmpty(series));
}

/** False where nothing is chosen at any step. Upstream's limits of what fits 64 bits are its own. */
function checkParameters(ev: Evaluator, plan: AggregatePlan, parameters: Float64Array): boolean {
  const { annotations } = ev.context;
  const position = plan.param?.position ?? plan.position;
  let highest = -Number.MAX_VALUE;
  let lowest = Number.MAX_VALUE;
  let hasNan = false;
  for (const value of parameters) {
    highest = Math.max(highest, value);
    lowest = Math.min(lowest, value);
    if (Number.isNaN(value)) hasNan = true;
  }
  if (plan.op === 'limit_ratio') {
    if (highest === 0 && lowest === 0) return false;
    if (hasNan) throw new EvaluationError('Ratio value is NaN');
    if (highest > 1) annotations.warn(texts.invalidRatio(highest, 1), position);
    if (lowest < -1) annotations.warn(texts.invalidRatio(lowest, -1), position);
    return true;
  }
  if (highest < 1) return false;
  if (hasNan) throw new EvaluationError('Parameter value is NaN');
  if (lowest <= -(2 ** 63)) throw new EvaluationError(`Scalar value ${general(lowest)} underflows int64`);
  if (highest >= 2 ** 63 - 1024) throw new EvaluationError(`Scalar value ${general(highest)} overflows int64`);
  return true;
}

function choiceOf(ev: Evaluator, plan: AggregatePlan, inputLength: number): Choose {
  if (plan.op === 'limit_ratio') return byRatio;
  const limit = (parameter: number): number => Math.min(Math.trunc(parameter), inputLength);
  if (plan.op === 'limitk') {
    return (members, step, parameter) => {
      const k = limit(parameter);
      return k < 1 ? [] : members.filter(({ kinds }) => kinds[step] !== ABSENT).slice(0, k);
    };
  }
  const { annotations } = ev.context;
  const { op, position } = plan;
  const highest = op === 'topk';
  return (members, step, parameter) => {
    const k = limit(parameter);
    if (k < 1) return [];
    const value = ({ values }: StepSeries): number => values[step] ?? NaN;
    const less = (a: StepSeries, b: StepSeries): boolean => {
      const [left, right] = [value(a), value(b)];
      return Number.isNaN(left) || (highest ? left < right : left > right);
    };
    const heap: StepSeries[] = [];
    for (const series of members) {
      const kind = series.kinds[step];
      if (kind === ABSENT) continue;
      if (kind === HISTOGRAM) {
        annotations.info(texts.histogramIgnored(op), position);
        continue;
      }
      const [first] = heap;
      if (first === undefined || heap.length < k) push(heap, series, less);
      else if (beats(value(series), value(first), highest)) {
        heap[0] = series;
        fixFirst(heap, less);
      }
    }
    sortByLess(heap, (a, b) => less(b, a));
    return heap;
  };
}

const beats = (candidate: number, worst: number, highest: boolean): boolean =>
  (highest ? worst < candidate : worst > candidate) || (Number.isNaN(worst) && !Number.isNaN(candidate));

/** Each element has its place between 0 and 1, by its labels; a negative ratio takes from above. */
function byRatio(members: readonly StepSeries[], step: number, parameter: number): StepSeries[] {
  const ratio = Math.max(-1, Math.min(1, parameter));
  if (ratio === 0) return [];
  return members.filter((series) => {
    if (series.kinds[step] === ABSENT) return false;
    const place = hashOf(series.labels);
    return ratio > 0 ? place < ratio : place >= 1 + ratio;
  });
}
