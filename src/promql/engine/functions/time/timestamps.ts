import type { Evaluator } from '../../eval/evaluator.ts';
import { sampleTimes } from '../../eval/selectors.ts';
import { ABSENT, newSeries, type StepSeries, setFloat } from '../../eval/series.ts';
import type { CallPlan } from '../../plan/nodes.ts';
import { argument } from '../arguments.ts';

/** `timestamp` of a selector is when the samples were taken; of anything else, the time of the evaluation. */
export function evaluateTimestamp(ev: Evaluator, call: CallPlan): StepSeries[] {
  const arg = argument(call, 0);
  const ofStart = call.name === 'start_timestamp';
  if (ofStart && (arg.kind !== 'vector' || !ev.context.settings.startTimestamps)) {
    ev.evaluate(arg);
    return [];
  }
  const times =
    arg.kind === 'vector' ? sampleTimes(ev, arg, ofStart ? 'start' : 'time') : evaluationTimes(ev, ev.evaluate(arg));
  const result = times.map((series) => {
    const out = newSeries(ev.unnamed(series), true, ev.steps);
    for (let step = 0; step < ev.steps; step++) {
      if (series.kinds[step] !== ABSENT) setFloat(out, step, (series.values[step] ?? NaN) / 1000);
    }
    return out;
  });
  return ev.unite(result);
}

function evaluationTimes(ev: Evaluator, input: readonly StepSeries[]): StepSeries[] {
  return input.map((series) => {
    const out = newSeries(series.labels, series.dropName, ev.steps);
    for (let step = 0; step < ev.steps; step++) {
      if (series.kinds[step] !== ABSENT) setFloat(out, step, ev.timeOf(step));
    }
    return out;
  });
}
