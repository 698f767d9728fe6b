import type { Evaluator } from '../eval/evaluator.ts';
import { ABSENT, isEmpty, newSeries, type StepSeries, setFloat } from '../eval/series.ts';
import { LabelSet } from '../labels.ts';
import type { CallPlan, PlanNode } from '../plan/nodes.ts';
import { argument } from './arguments.ts';

export function evaluateAbsent(ev: Evaluator, call: CallPlan): StepSeries[] {
  const arg = argument(call, 0);
  return whereAbsent(ev, ev.evaluate(arg), absentLabels(arg), false);
}

/** 1 at every step at which no series has a sample. */
export function whereAbsent(
  ev: Evaluator,
  input: readonly StepSeries[],
  labels: LabelSet,
  dropName: boolean,
): StepSeries[] {
  const out = newSeries(labels, dropName, ev.steps);
  for (let step = 0; step < ev.steps; step++) {
    if (input.every(({ kinds }) => kinds[step] === ABSENT)) setFloat(out, step, 1);
  }
  return isEmpty(out) ? [] : [out];
}

/** The labels that a selector asks for by one `=` and nothing else (createLabelsForAbsentFunction). */
export function absentLabels(plan: PlanNode): LabelSet {
  const inner = plan.kind === 'invariant' ? plan.expr : plan;
  const selector = inner.kind === 'matrix' ? inner.selector : inner;
  // What is evaluated once is no selector any more.
  if (selector.kind !== 'vector' || plan.kind === 'invariant') return LabelSet.EMPTY;
  const labels = new Map<string, string>();
  const seen = new Set<string>();
  for (const { label, op, value } of selector.matchers) {
    if (label === '__name__') continue;
    if (op === '=' && !seen.has(label)) {
      labels.set(label, value);
      seen.add(label);
    } else {
      labels.delete(label);
    }
  }
  return LabelSet.of(labels);
}
