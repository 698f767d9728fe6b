/** What is known of a counter reset between the sample before and this one; `gauge` counts nothing. */
export type ResetHint = 'unknown' | 'reset' | 'not_reset' | 'gauge';

/** Buckets of one side, in order of index away from zero. Those that are not listed are empty. */
export interface Buckets {
  readonly indexes: readonly number[];
  readonly counts: readonly number[];
}

/**
 * A native histogram with float counts (model/histogram FloatHistogram); never changed once it is made. Bucket `i` of an
 * exponential schema `s` ends at 2^(i / 2^s); bucket `i` of the custom schema at `customValues[i]`, the last at +Inf.
 */
export interface FloatHistogram {
  readonly hint: ResetHint;
  readonly schema: number;
  /** Observations up to this far from zero are in the zero bucket. */
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly count: number;
  readonly sum: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
  /** Upper bounds; empty for exponential schemas. */
  readonly customValues: readonly number[];
}

export const CUSTOM_SCHEMA = -53;
export const NO_BUCKETS: Buckets = { indexes: [], counts: [] };

export const EMPTY_HISTOGRAM: FloatHistogram = {
  hint: 'unknown',
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  count: 0,
  sum: 0,
  positive: NO_BUCKETS,
  negative: NO_BUCKETS,
  customValues: [],
};

export const usesCustomBuckets = (h: FloatHistogram): boolean => h.schema === CUSTOM_SCHEMA;
export const isExponential = (schema: number): boolean => schema >= -4 && schema <= 8;

/** The upper bound of a positive bucket (model/histogram getBound). */
export function boundOf(index: number, schema: number, customValues: readonly number[]): number {
  if (schema === CUSTOM_SCHEMA) {
    if (index < 0) return -Infinity;
    return customValues[index] ?? Infinity;
  }
  // The last regular bucket ends where numbers do; the one behind it holds the infinities.
  const exponent = schema < 0 ? index * 2 ** -schema : index / 2 ** schema;
  if (exponent === 1024) return Number.MAX_VALUE;
  const whole = Math.floor(exponent);
  const fraction = fractionBound(exponent - whole);
  return whole >= 1023 ? fraction * 2 * 2 ** (whole - 1) : fraction * 2 ** whole;
}

/**
 * By how many of the smallest steps upstream's table of 2^(i/256) is too low; `+` is one too high. It matters where a
 * bound is shown, or where a threshold stands on one.
 */
const TOO_LOW =
  '00000010001000000012001111111111001000100110001100110011001101110000001111211021001000100010000000110+001022001100100' +
  '0100022011110111022112101211011112222221133101000101122102111221111112211212132112122322222222222333344324311212122213' +
  '311222132212222432233';

/** 2^fraction for a fraction of 256ths, as upstream has it. */
function fractionBound(fraction: number): number {
  if (fraction === 0) return 1;
  const low = TOO_LOW.charAt(fraction * 256);
  return 2 ** fraction - (low === '+' ? -1 : Number(low)) * Number.EPSILON;
}

export interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** Outwards from zero. */
export function bucketsOf(h: FloatHistogram, side: 'positive' | 'negative'): Bucket[] {
  const { indexes, counts } = h[side];
  return indexes.map((index, i) => {
    const outer = boundOf(index, h.schema, h.customValues);
    const inner = boundOf(index - 1, h.schema, h.customValues);
    const count = counts[i] ?? 0;
    return side === 'positive' ? { lower: inner, upper: outer, count } : { lower: -outer, upper: -inner, count };
  });
}

export const zeroBucket = (h: FloatHistogram): Bucket => ({
  lower: -h.zeroThreshold,
  upper: h.zeroThreshold,
  count: h.zeroCount,
});

/** All buckets from the lowest to the highest, cut where they overlap the zero bucket (AllBucketIterator). */
export function ascendingBuckets(h: FloatHistogram): Bucket[] {
  const buckets = bucketsOf(h, 'negative').reverse();
  const clipped = buckets.map((bucket) => clip(bucket, h.zeroThreshold));
  if (h.zeroCount > 0) clipped.push(zeroBucket(h));
  for (const bucket of bucketsOf(h, 'positive')) clipped.push(clip(bucket, h.zeroThreshold));
  return clipped;
}

function clip(bucket: Bucket, threshold: number): Bucket {
  const { lower, upper, count } = bucket;
  if (upper < 0 && upper > -threshold) return { lower, upper: -threshold, count };
  if (lower > 0 && lower < threshold) return { lower: threshold, upper, count };
  return bucket;
}

/** The same without empty buckets (Compact with no empty bucket kept). */
export function compact(h: FloatHistogram): FloatHistogram {
  const positive = withoutEmpty(h.positive);
  const negative = withoutEmpty(h.negative);
  return positive === h.positive && negative === h.negative ? h : { ...h, positive, negative };
}

function withoutEmpty(buckets: Buckets): Buckets {
  if (!buckets.counts.includes(0)) return buckets;
  const { indexes, counts } = buckets;
  return { indexes: indexes.filter((_, i) => counts[i] !== 0), counts: counts.filter((count) => count !== 0) };
}

export function scale(h: FloatHistogram, factor: number): FloatHistogram {
  return mapCounts(h, (count) => count * factor, factor < 0);
}

/** Division by zero leaves no buckets. */
export function divide(h: FloatHistogram, divisor: number): FloatHistogram {
  const divided = mapCounts(h, (count) => count / divisor, divisor < 0);
  return divisor === 0 ? { ...divided, positive: NO_BUCKETS, negative: NO_BUCKETS } : divided;
}

function mapCounts(h: FloatHistogram, change: (count: number) => number, toGauge: boolean): FloatHistogram {
  return {
    hint: toGauge ? 'gauge' : h.hint,
    schema: h.schema,
    zeroThreshold: h.zeroThreshold,
    zeroCount: usesCustomBuckets(h) ? 0 : change(h.zeroCount),
    count: change(h.count),
    sum: change(h.sum),
    positive: { indexes: h.positive.indexes, counts: h.positive.counts.map(change) },
    negative: { indexes: h.negative.indexes, counts: h.negative.counts.map(change) },
    customValues: h.customValues,
  };
}

export const withHint = (h: FloatHistogram, hint: ResetHint): FloatHistogram => (h.hint === hint ? h : { ...h, hint });

/** True for the same data, bit by bit (FloatHistogram.Equals); the hint is no data. */
export function equalHistograms(a: FloatHistogram, b: FloatHistogram): boolean {
  return (
    a.schema === b.schema &&
    Object.is(a.count, b.count) &&
    Object.is(a.sum, b.sum) &&
    (!usesCustomBuckets(a) || sameBounds(a.customValues, b.customValues)) &&
    a.zeroThreshold === b.zeroThreshold &&
    Object.is(a.zeroCount, b.zeroCount) &&
    sameBuckets(a.negative, b.negative) &&
    sameBuckets(a.positive, b.positive)
  );
}

const sameBuckets = (a: Buckets, b: Buckets): boolean =>
  sameNumbers(a.indexes, b.indexes) && sameNumbers(a.counts, b.counts);

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

export const sameBounds = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((bound, i) => bound === b[i]));

/** True if adding up has left the range of numbers. */
export function hasOverflow(h: FloatHistogram): boolean {
  const infinite = (value: number): boolean => value === Infinity || value === -Infinity;
  return (
    infinite(h.zeroCount) ||
    infinite(h.count) ||
    infinite(h.sum) ||
    h.positive.counts.some(infinite) ||
    h.negative.counts.some(infinite) ||
    h.customValues.some(infinite)
  );
}

/** How many float samples it counts as for limits (HPoint.size). */
export function sizeInSamples(h: FloatHistogram): number {
  const spans = spanCount(h.positive) + spanCount(h.negative);
  const numbers = h.positive.counts.length + h.negative.counts.length + h.customValues.length;
  return Math.floor((168 + 8 * (spans + numbers) + 8) / 16);
}

function spanCount({ indexes }: Buckets): number {
  let spans = 0;
  for (let i = 0; i < indexes.length; i++) {
    if (i === 0 || indexes[i] !== (indexes[i - 1] ?? 0) + 1) spans++;
  }
  return spans;
}
