import type { Evaluator } from '../eval/evaluator.ts';
import { FLOAT, type StepSeries } from '../eval/series.ts';
import { max, min } from '../numbers.ts';
import type { CallPlan } from '../plan/nodes.ts';
import { argument } from './arguments.ts';

/** `time`, `pi`, `vector`, `scalar`, `max_of`, `min_of`: the result is one element without labels at every step. */
export function evaluateScalarFunction(ev: Evaluator, call: CallPlan): StepSeries[] {
  const result = ev.constant(NaN);
  const values = result[0]?.values ?? new Float64Array(0);
  const fill = (at: (step: number) => number): StepSeries[] => {
    for (let step = 0; step < ev.steps; step++) values[step] = at(step);
    return result;
  };
  switch (call.name) {
    case 'time':
      return fill((step) => ev.timeOf(step) / 1000);
    case 'pi':
      return fill(() => Math.PI);
    case 'vector': {
      const scalar = ev.scalar(argument(call, 0));
      return fill((step) => scalar[step] ?? NaN);
    }
    case 'scalar': {
      const input = ev.evaluate(argument(call, 0));
      return fill((step) => onlyFloat(input, step));
    }
    default: {
      const left = ev.scalar(argument(call, 0));
      const right = ev.scalar(argument(call, 1));
      const choose = call.name === 'max_of' ? max : min;
      return fill((step) => choose(left[step] ?? NaN, right[step] ?? NaN));
    }
  }
}

function onlyFloat(input: readonly StepSeries[], step: number): number {
  let found: number | undefined;
  for (const { kinds, values } of input) {
    if (kinds[step] !== FLOAT) continue;
    if (found !== undefined) return NaN;
    found = values[step];
  }
  return found ?? NaN;
}
