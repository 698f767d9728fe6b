import type { AggregateOp, ValueType } from './ast.ts';

/** What the server knows about a function before it runs (promql/parser/functions.go). */
export interface FunctionSignature {
  readonly name: string;
  /** The types of the arguments; the last one repeats or may be missing as `variadic` says. */
  readonly args: readonly Exclude<ValueType, 'none'>[];
  /** 0: exactly `args`; n > 0: the last argument 0 to n times; -1: any number of times. */
  readonly variadic: number;
  readonly returns: Exclude<ValueType, 'none'>;
  /** Needs `--enable-feature=promql-experimental-functions` in the newest known version. */
  readonly experimental: boolean;
  /** The first release that has it; `2.0` stands for "long ago". */
  readonly since: string;
  /** The release that made it stable, where it was experimental before. */
  readonly stableSince: string | undefined;
  /** The first release without it. */
  readonly until: string | undefined;
  /** What took its place. */
  readonly successor: string | undefined;
}

interface Row {
  readonly since?: string;
  readonly stableSince?: string;
  readonly until?: string;
  readonly successor?: string;
  readonly experimental?: boolean;
  readonly variadic?: number;
}

const TYPES: Readonly<Record<string, Exclude<ValueType, 'none'>>> = {
  v: 'vector',
  m: 'matrix',
  s: 'scalar',
  t: 'string',
};

/** Argument letters (v vector, m matrix, s scalar, t string), `>`, the result's letter; then the names of that shape. */
const TABLE: readonly (readonly [shape: string, names: string, row?: Row])[] = [
  ['v>v', 'abs absent ceil exp floor ln log10 log2 sort sort_desc sqrt timestamp'],
  ['v>v', 'sgn', { since: '2.26' }],
  ['v>v', 'acos acosh asin asinh atan atanh cos cosh deg rad sin sinh tan tanh', { since: '2.31' }],
  ['v>v', 'histogram_count histogram_sum', { since: '2.40' }],
  ['v>v', 'histogram_stddev histogram_stdvar', { since: '2.47' }],
  ['v>v', 'histogram_avg', { since: '2.51' }],
  ['v>v', 'start_timestamp', { since: '3.14', experimental: true }],
  ['v>v', 'day_of_month day_of_week days_in_month hour minute month year', { variadic: 1 }],
  ['v>v', 'day_of_year', { variadic: 1, since: '2.37' }],
  ['v>s', 'scalar'],
  ['s>v', 'vector'],
  ['>s', 'time'],
  ['>s', 'pi', { since: '2.31' }],
  ['>s', 'end range start step', { since: '3.12', experimental: true }],
  ['ss>s', 'max_of min_of', { since: '3.13', experimental: true }],
  ['vs>v', 'clamp_max clamp_min'],
  ['vss>v', 'clamp', { since: '2.26' }],
  ['vs>v', 'round', { variadic: 1 }],
  ['vv>v', 'info', { since: '2.55', experimental: true, variadic: 1 }],
  ['sv>v', 'histogram_quantile'],
  ['ssv>v', 'histogram_fraction', { since: '2.40' }],
  ['vtss>v', 'histogram_quantiles', { since: '3.11', experimental: true, variadic: 9 }],
  ['vtttt>v', 'label_replace'],
  ['vttt>v', 'label_join', { variadic: -1 }],
  ['vt>v', 'sort_by_label sort_by_label_desc', { since: '2.49', experimental: true, variadic: -1 }],
  ['m>v', 'avg_over_time changes count_over_time delta deriv idelta increase irate max_over_time min_over_time'],
  ['m>v', 'rate resets stddev_over_time stdvar_over_time sum_over_time'],
  ['m>v', 'absent_over_time', { since: '2.16' }],
  ['m>v', 'last_over_time', { since: '2.26' }],
  ['m>v', 'present_over_time', { since: '2.29' }],
  ['m>v', 'first_over_time', { since: '3.7', stableSince: '3.14' }],
  ['m>v', 'mad_over_time', { since: '2.49', experimental: true }],
  ['m>v', 'ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time', { since: '3.5', experimental: true }],
  ['m>v', 'ts_of_first_over_time', { since: '3.7', experimental: true }],
  ['ms>v', 'predict_linear'],
  ['mss>v', 'double_exponential_smoothing', { since: '3.0', experimental: true }],
  ['mss>v', 'holt_winters', { until: '3.0', successor: 'double_exponential_smoothing' }],
  ['sm>v', 'quantile_over_time'],
];

const typeOf = (letter: string): Exclude<ValueType, 'none'> => TYPES[letter] ?? 'vector';

/** Every function of any known release, by name. Those with `until` exist no more in the newest. */
export const FUNCTIONS: ReadonlyMap<string, FunctionSignature> = new Map(
  TABLE.flatMap(([shape, names, row]) => {
    const [args = '', returns = 'v'] = shape.split('>');
    return names.split(' ').map((name): [string, FunctionSignature] => [
      name,
      {
        name,
        args: [...args].map(typeOf),
        variadic: row?.variadic ?? 0,
        returns: typeOf(returns),
        experimental: row?.experimental ?? false,
        since: row?.since ?? '2.0',
        stableSince: row?.stableSince,
        until: row?.until,
        successor: row?.successor,
      },
    ]);
  }),
);

/** An aggregation operator: its parameter's type, where it takes one, and when it came. */
export interface AggregatorSignature {
  readonly param: 'scalar' | 'string' | undefined;
  readonly experimental: boolean;
  readonly since: string;
}

const plain: AggregatorSignature = { param: undefined, experimental: false, since: '2.0' };
const withNumber: AggregatorSignature = { param: 'scalar', experimental: false, since: '2.0' };
const limiting: AggregatorSignature = { param: 'scalar', experimental: true, since: '2.54' };

export const AGGREGATORS: Readonly<Record<AggregateOp, AggregatorSignature>> = {
  avg: plain,
  bottomk: withNumber,
  count: plain,
  count_values: { param: 'string', experimental: false, since: '2.0' },
  group: { param: undefined, experimental: false, since: '2.20' },
  limit_ratio: limiting,
  limitk: limiting,
  max: plain,
  min: plain,
  quantile: withNumber,
  stddev: plain,
  stdvar: plain,
  sum: plain,
  topk: withNumber,
};

export const isAggregateOp = (word: string): word is AggregateOp => Object.hasOwn(AGGREGATORS, word);
