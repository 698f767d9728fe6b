import type { Evaluator } from '../eval/evaluator.ts';
import { FLOAT, newSeries, type StepSeries, setFloat } from '../eval/series.ts';
import { max, min } from '../numbers.ts';
import type { CallPlan } from '../plan/nodes.ts';
import { argument } from './arguments.ts';

/** A function of each float by itself, and of scalars; histograms drop out. Undefined: the whole step drops out. */
interface Elementwise {
  /** Which argument is the vector; the others are scalars, in order. */
  readonly apply: (value: number, a: number, b: number) => number;
  /** False where there is no result for these scalars. */
  readonly possible?: (a: number, b: number) => boolean;
  /** For scalars that are not written. */
  readonly defaults?: readonly number[];
}

const of = (apply: Elementwise['apply']): Elementwise => ({ apply });

const clamp = (value: number, low: number, high: number): number => max(low, min(high, value));

function round(value: number, toNearest: number): number {
  const inverse = 1 / toNearest;
  return Math.floor(value * inverse + 0.5) / inverse;
}

export const ELEMENTWISE: ReadonlyMap<string, Elementwise> = new Map([
  ['abs', of(Math.abs)],
  ['ceil', of(Math.ceil)],
  ['floor', of(Math.floor)],
  ['exp', of(Math.exp)],
  ['sqrt', of(Math.sqrt)],
  ['ln', of(Math.log)],
  ['log2', of(Math.log2)],
  ['log10', of(Math.log10)],
  ['sin', of(Math.sin)],
  ['cos', of(Math.cos)],
  ['tan', of(Math.tan)],
  ['asin', of(Math.asin)],
  ['acos', of(Math.acos)],
  ['atan', of(Math.atan)],
  ['sinh', of(Math.sinh)],
  ['cosh', of(Math.cosh)],
  ['tanh', of(Math.tanh)],
  ['asinh', of(Math.asinh)],
  ['acosh', of(Math.acosh)],
  ['atanh', of(Math.atanh)],
  ['rad', of((value) => (value * Math.PI) / 180)],
  ['deg', of((value) => (value * 180) / Math.PI)],
  ['sgn', of((value) => (value < 0 ? -1 : value > 0 ? 1 : value))],
  ['clamp', { apply: clamp, possible: (low, high) => !(high < low) }],
  ['clamp_max', of((value, high) => clamp(value, -Infinity, high))],
  ['clamp_min', of((value, low) => clamp(value, low, Infinity))],
  ['round', { apply: round, defaults: [1] }],
]);

export function evaluateElementwise(
  ev: Evaluator,
  call: CallPlan,
  { apply, possible, defaults }: Elementwise,
): StepSeries[] {
  const input = ev.evaluate(argument(call, 0));
  const scalar = (index: number): Float64Array | number => {
    const arg = call.args[index + 1];
    return arg === undefined ? (defaults?.[index] ?? 0) : ev.scalar(arg);
  };
  const first = scalar(0);
  const second = scalar(1);
  const at = (values: Float64Array | number, step: number): number =>
    typeof values === 'number' ? values : (values[step] ?? NaN);
  const result = input.map((series) => {
    const out = newSeries(ev.unnamed(series), true, ev.steps);
    for (let step = 0; step < ev.steps; step++) {
      if (series.kinds[step] !== FLOAT) continue;
      const a = at(first, step);
      const b = at(second, step);
      if (possible !== undefined && !possible(a, b)) continue;
      setFloat(out, step, apply(series.values[step] ?? NaN, a, b));
    }
    return out;
  });
  return ev.unite(result);
}
