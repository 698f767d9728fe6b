import { EvaluationError } from '../../errors.ts';
import type { Evaluator } from '../../eval/evaluator.ts';
import { FLOAT, newSeries, type StepSeries, setFloat } from '../../eval/series.ts';
import type { CallPlan } from '../../plan/nodes.ts';

const DAY_MS = 86_400_000;

/** All in UTC; `era` counts the 400 years after which the calendar repeats. */
const PARTS: ReadonlyMap<string, (date: Date, era: number) => number> = new Map([
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
  ['year', (date, era) => date.getUTCFullYear() + 400 * era],
]);

const ERA_SECONDS = 12_622_780_800n;
/** The first second of year -292277022399, before which Go's calendar comes round from its other end. */
const GO_CALENDAR_START = -9_223_371_966_579_724_800n;

/** What a date is for Go: seconds in 64 bits; what does not fit, NaN included, is the smallest of them. */
function calendar(seconds: number): { readonly date: Date; readonly era: number } {
  // Around our time, which is nearly always.
  if (Math.abs(seconds) < 1e11) return { date: new Date(Math.trunc(seconds) * 1000), era: 0 };
  const fits = Math.abs(seconds) < 2 ** 63;
  let whole = fits ? BigInt(Math.trunc(seconds)) : -(1n << 63n);
  if (whole < GO_CALENDAR_START) whole += 1n << 64n;
  const rest = ((whole % ERA_SECONDS) + ERA_SECONDS) % ERA_SECONDS;
  return { date: new Date(Number(rest) * 1000), era: Number((whole - rest) / ERA_SECONDS) };
}

/** Of the floats as seconds since the epoch; without an argument, of the time of the evaluation. */
export function evaluateDate(ev: Evaluator, call: CallPlan): StepSeries[] {
  const part = PARTS.get(call.name);
  if (part === undefined) throw new EvaluationError(`unknown function ${call.name}`);
  const of = (seconds: number): number => {
    const { date, era } = calendar(seconds);
    return part(date, era);
  };
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
