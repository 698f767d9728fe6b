import { EvaluationError } from '../errors.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { FLOAT, newSeries, type StepSeries, setFloat } from '../eval/series.ts';
import type { CallPlan } from '../plan/nodes.ts';

const DAY_MS = 86_400_000;

/** All in UTC. */
const PARTS: ReadonlyMap<string, (date: Date) => number> = new Map([
  ['days_in_month', (date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()],
  ['day_of_month', (date) => date.getUTCDate()],
  ['day_of_week', (date) => date.getUTCDay()],
  [
    'day_of_year',
    (date) => {
      const firstDay = new Date(date);
      firstDay.setUTCMonth(0, 1);
      return Math.round((date.getTime() - firstDay.getTime()) / DAY_MS) + 1;
    },
  ],
  ['hour', (date) => date.getUTCHours()],
  ['minute', (date) => date.getUTCMinutes()],
  ['month', (date) => date.getUTCMonth() + 1],
  ['year', (date) => date.getUTCFullYear()],
]);

/** Of the floats as seconds since the epoch; without an argument, of the time of the evaluation. */
export function evaluateDate(ev: Evaluator, call: CallPlan): StepSeries[] {
  const part = PARTS.get(call.name);
  if (part === undefined) throw new EvaluationError(`unknown function ${call.name}`);
  const of = (seconds: number): number => part(new Date(Math.trunc(seconds) * 1000));
  const arg = call.args[0];
  if (arg === undefined) {
    const result = ev.constant(NaN);
    for (const { values } of result) {
      for (let step = 0; step < ev.steps; step++) values[step] = of(ev.timeOf(step) / 1000);
    }
    return result;
  }
  const result = ev.evaluate(arg).map((series) => {
    const out = newSeries(ev.unnamed(series), true, ev.steps);
    for (let step = 0; step < ev.steps; step++) {
      if (series.kinds[step] === FLOAT) setFloat(out, step, of(series.values[step] ?? NaN));
    }
    return out;
  });
  return ev.unite(result);
}
