/** What a number counts, guessed from the metric's name (prometheus.io/docs/practices/naming). A guess, not a fact. */
export interface Unit {
  /**
   * `seconds`, `milliseconds`, `bytes`, `percent`, `celsius` …; `ratio` for a part of a whole; `count` for things that
   * are counted; undefined where nothing is known.
   */
  readonly base: string | undefined;
  /** Per second: under `rate`, `irate`, `deriv`. */
  readonly perSecond: boolean;
  /** A running total that only grows: reading it bare tells of the time since the process began. */
  readonly counter: boolean;
}

export const UNKNOWN_UNIT: Unit = { base: undefined, perSecond: false, counter: false };
export const RATIO: Unit = { base: 'ratio', perSecond: false, counter: false };
export const COUNT: Unit = { base: 'count', perSecond: false, counter: false };
export const SECONDS: Unit = { base: 'seconds', perSecond: false, counter: false };

/** Suffixes of metric names and what they say. */
const SUFFIXES: readonly (readonly [suffix: string, base: string])[] = [
  ['milliseconds', 'milliseconds'],
  ['microseconds', 'microseconds'],
  ['nanoseconds', 'nanoseconds'],
  ['seconds', 'seconds'],
  ['msec', 'milliseconds'],
  ['ms', 'milliseconds'],
  ['minutes', 'minutes'],
  ['hours', 'hours'],
  ['days', 'days'],
  ['bytes', 'bytes'],
  ['bits', 'bits'],
  ['percent', 'percent'],
  ['percentage', 'percent'],
  ['ratio', 'ratio'],
  ['celsius', 'celsius'],
  ['joules', 'joules'],
  ['volts', 'volts'],
  ['amperes', 'amperes'],
  ['meters', 'meters'],
  ['grams', 'grams'],
];

/** Endings of counters: `_total`, and the parts of a histogram or summary. */
export const COUNTER_SUFFIX = /_(?:total|count|sum|bucket)$/;

/** The unit of a metric by its name: `http_request_duration_seconds_bucket` counts observations in seconds. */
export function unitOfName(name: string): Unit {
  const counter = COUNTER_SUFFIX.test(name);
  const bare = name.replace(COUNTER_SUFFIX, '');
  if (name.endsWith('_count')) return { base: 'count', perSecond: false, counter };
  const base = SUFFIXES.find(([suffix]) => bare.endsWith(`_${suffix}`) || bare === suffix)?.[1];
  // A bucket counts observations; what it is a bucket of comes back under histogram_quantile.
  if (name.endsWith('_bucket'))
    return { base: base === undefined ? 'count' : `count:${base}`, perSecond: false, counter };
  if (base !== undefined) return { base, perSecond: false, counter };
  return { base: name.endsWith('_total') ? 'count' : undefined, perSecond: false, counter };
}

/** What the buckets of a histogram measure. */
export function unitOfQuantile(buckets: Unit): Unit {
  const base = buckets.base?.startsWith('count:') ? buckets.base.slice('count:'.length) : undefined;
  return { base, perSecond: false, counter: false };
}

/** The unit of `a / b`. */
export function unitOfQuotient(a: Unit, b: Unit): Unit {
  if (a.base === undefined || b.base === undefined) return UNKNOWN_UNIT;
  const perSecond = a.perSecond && !b.perSecond;
  if (b.perSecond && !a.perSecond) return UNKNOWN_UNIT;
  if (a.base === b.base || (isCount(a) && isCount(b))) return { ...RATIO, perSecond };
  if (isCount(b)) return { base: a.base, perSecond, counter: false };
  return UNKNOWN_UNIT;
}

const isCount = ({ base }: Unit): boolean => base === 'count' || base?.startsWith('count:') === true;

/** The unit of `a * factor` and `a / (1 / factor)`, where the factor turns one unit into another. */
export function unitOfProduct(a: Unit, factor: number): Unit {
  const scaled = SCALES.find(([from, by]) => a.base === from && Math.abs(by - factor) < by * 1e-9)?.[2];
  if (scaled !== undefined) return { ...a, base: scaled };
  return factor === 1 || factor === -1 ? a : UNKNOWN_UNIT;
}

const SCALES: readonly (readonly [from: string, factor: number, to: string])[] = [
  ['ratio', 100, 'percent'],
  ['percent', 0.01, 'ratio'],
  ['seconds', 1000, 'milliseconds'],
  ['milliseconds', 0.001, 'seconds'],
  ['microseconds', 0.001, 'milliseconds'],
  ['seconds', 1 / 60, 'minutes'],
  ['minutes', 60, 'seconds'],
];

/** The unit of a sum, a difference, or elements of either side. */
export function commonUnit(a: Unit, b: Unit): Unit {
  return {
    base: a.base === b.base ? a.base : undefined,
    perSecond: a.perSecond && b.perSecond,
    counter: a.counter || b.counter,
  };
}
