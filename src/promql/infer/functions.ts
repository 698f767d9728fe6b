import type { Unit } from './units.ts';
import { COUNT, SECONDS } from './units.ts';
import { ANY_VALUE, mapRange, NOT_NEGATIVE, ONE, range, type ValueRange } from './values.ts';

/** What a function does to the vector or matrix that it is given; scalars and special cases are not in the table. */
export interface FunctionEffect {
  /** True if the metric's name stays (promql/engine.go: last_over_time, first_over_time; sorting). */
  readonly keepsName: boolean;
  /** The values of the result. */
  readonly values: (input: ValueRange) => ValueRange;
  /** `input`: NaN goes in, NaN comes out; `never`; otherwise why a number can become NaN. */
  readonly nan:
    | 'input'
    | 'never'
    | { readonly reason: 'domain' | 'sample' | 'infinity'; readonly unless: (input: ValueRange) => boolean };
  readonly unit: (input: Unit) => Unit;
  /** True if a series with a single sample in the range gives nothing. */
  readonly needsTwoSamples: boolean;
  /** True if native histograms only: a classic one, and any plain number, gives nothing. */
  readonly nativeHistograms: boolean;
  /** True if the function is made for counters: it sees resets through. */
  readonly forCounters: boolean;
}

const same = (unit: Unit): Unit => unit;
const plainUnit = (unit: Unit): Unit => ({ ...unit, counter: false });
const perSecond = (unit: Unit): Unit => ({ base: unit.base, perSecond: true, counter: false });
const grown = (unit: Unit): Unit => ({ base: unit.base, perSecond: false, counter: false });
const fixed = (unit: Unit) => (): Unit => unit;
const noUnit = fixed({ base: undefined, perSecond: false, counter: false });
const within = (values: ValueRange) => (): ValueRange => values;
const sameValues = (values: ValueRange): ValueRange => values;

const BASE: FunctionEffect = {
  keepsName: false,
  values: within(ANY_VALUE),
  nan: 'input',
  unit: noUnit,
  needsTwoSamples: false,
  nativeHistograms: false,
  forCounters: false,
};

const domain = (unless: (input: ValueRange) => boolean): FunctionEffect['nan'] => ({ reason: 'domain', unless });
const finite = ({ min, max }: ValueRange): boolean => Number.isFinite(min) && Number.isFinite(max);
/** Samples are added or subtracted: infinite ones may cancel out. */
const mixed: FunctionEffect['nan'] = { reason: 'infinity', unless: finite };
/** rate and its like: counters are never negative, so neither is their growth. */
const COUNTER_GROWTH: Partial<FunctionEffect> = {
  values: within(NOT_NEGATIVE),
  needsTwoSamples: true,
  forCounters: true,
  nan: mixed,
};
const calendar = (min: number, max: number): Partial<FunctionEffect> => ({
  values: within(range(min, max)),
  // The calendar of a value that is no time is some number all the same.
  nan: 'never',
});
const histogram = (values: ValueRange, unit: (input: Unit) => Unit): Partial<FunctionEffect> => ({
  values: within(values),
  nativeHistograms: true,
  nan: { reason: 'sample', unless: () => false },
  unit,
});

/** Functions of one vector or matrix, by name; parameters (`round`'s, `predict_linear`'s) do not matter here. */
const TABLE: readonly (readonly [names: string, effect: Partial<FunctionEffect>])[] = [
  ['rate irate', { ...COUNTER_GROWTH, unit: perSecond }],
  ['increase', { ...COUNTER_GROWTH, unit: grown }],
  ['delta idelta', { needsTwoSamples: true, unit: grown, nan: mixed }],
  ['deriv', { needsTwoSamples: true, unit: perSecond, nan: mixed }],
  ['predict_linear', { needsTwoSamples: true, unit: plainUnit, nan: mixed }],
  ['double_exponential_smoothing holt_winters', { needsTwoSamples: true, unit: plainUnit, nan: mixed }],
  ['resets changes', { values: within(NOT_NEGATIVE), nan: 'never', unit: fixed(COUNT), forCounters: true }],
  [
    'count_over_time',
    { values: within(range(1, Number.POSITIVE_INFINITY)), nan: 'never', unit: fixed(COUNT), forCounters: true },
  ],
  ['present_over_time', { values: within(ONE), nan: 'never', unit: fixed(COUNT), forCounters: true }],
  ['last_over_time first_over_time', { keepsName: true, values: sameValues, unit: same }],
  ['min_over_time max_over_time', { values: sameValues, unit: same }],
  ['avg_over_time', { values: sameValues, unit: same, nan: mixed }],
  ['quantile_over_time', { unit: plainUnit, nan: mixed }],
  [
    'sum_over_time',
    {
      values: ({ min, max }) =>
        range(min < 0 ? Number.NEGATIVE_INFINITY : min, max > 0 ? Number.POSITIVE_INFINITY : max),
      unit: same,
      nan: mixed,
    },
  ],
  ['stddev_over_time stdvar_over_time mad_over_time', { values: within(NOT_NEGATIVE), unit: plainUnit, nan: mixed }],
  [
    'ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
    { nan: 'never', unit: fixed(SECONDS) },
  ],
  ['sort sort_desc sort_by_label sort_by_label_desc', { keepsName: true, values: sameValues, unit: same }],
  [
    'abs',
    {
      values: ({ min, max }) => range(min > 0 ? min : max < 0 ? -max : 0, Math.max(Math.abs(min), Math.abs(max))),
      unit: same,
    },
  ],
  ['ceil', { values: (input) => mapRange(input, Math.ceil), unit: same }],
  ['floor', { values: (input) => mapRange(input, Math.floor), unit: same }],
  ['round', { unit: same, values: ({ min }) => (min >= 0 ? NOT_NEGATIVE : ANY_VALUE) }],
  ['exp', { values: (input) => mapRange(input, Math.exp) }],
  ['sqrt', { values: within(NOT_NEGATIVE), nan: domain(({ min }) => min >= 0) }],
  ['ln log2 log10', { nan: domain(({ min }) => min >= 0) }],
  ['sgn', { values: within(range(-1, 1)) }],
  ['sin cos', { values: within(range(-1, 1)), nan: domain(finite) }],
  ['tan', { nan: domain(finite) }],
  ['asin', { values: within(range(-Math.PI / 2, Math.PI / 2)), nan: domain(({ min, max }) => min >= -1 && max <= 1) }],
  ['acos', { values: within(range(0, Math.PI)), nan: domain(({ min, max }) => min >= -1 && max <= 1) }],
  ['atan', { values: within(range(-Math.PI / 2, Math.PI / 2)) }],
  ['tanh', { values: within(range(-1, 1)) }],
  ['sinh asinh', {}],
  ['cosh', { values: within(range(1, Number.POSITIVE_INFINITY)) }],
  ['acosh', { values: within(NOT_NEGATIVE), nan: domain(({ min }) => min >= 1) }],
  ['atanh', { nan: domain(({ min, max }) => min >= -1 && max <= 1) }],
  ['deg', {}],
  ['rad', {}],
  ['timestamp start_timestamp', { nan: 'never', unit: fixed(SECONDS), forCounters: true }],
  ['day_of_month', calendar(1, 31)],
  ['day_of_week', calendar(0, 6)],
  ['day_of_year', calendar(1, 366)],
  ['days_in_month', calendar(28, 31)],
  ['hour', calendar(0, 23)],
  ['minute', calendar(0, 59)],
  ['month', calendar(1, 12)],
  ['year', { nan: 'never' }],
  ['histogram_count', histogram(NOT_NEGATIVE, fixed(COUNT))],
  ['histogram_sum histogram_avg', histogram(ANY_VALUE, same)],
  ['histogram_stddev histogram_stdvar', histogram(NOT_NEGATIVE, plainUnit)],
];

/** The effects of functions that take one vector or matrix, by name. */
export const FUNCTION_EFFECTS: ReadonlyMap<string, FunctionEffect> = new Map(
  TABLE.flatMap(([names, effect]) => names.split(' ').map((name) => [name, { ...BASE, ...effect }] as const)),
);
