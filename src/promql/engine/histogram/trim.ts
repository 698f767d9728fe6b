import {
  type Bucket,
  type Buckets,
  bucketsOf,
  compact,
  type FloatHistogram,
  usesCustomBuckets,
  zeroBucket,
} from './histogram.ts';

interface Kept {
  readonly count: number;
  /** What the kept observations are taken to be, for the new sum. */
  readonly value: number;
}

/** The observations at most (`</`) or at least (`>/`) a value (FloatHistogram.TrimBuckets). */
export function trim(h: FloatHistogram, at: number, keepBelow: boolean): FloatHistogram {
  const custom = usesCustomBuckets(h);
  let count = 0;
  let sum = 0;
  let trimmed = false;
  const side = (name: 'positive' | 'negative'): { readonly buckets: Buckets; readonly populated: boolean } => {
    let populated = false;
    const counts = bucketsOf(h, name).map((bucket) => {
      if (bucket.count === 0) return 0;
      populated = true;
      const kept = keep(bucket, at, keepBelow, name === 'positive', custom);
      if (kept === undefined) {
        trimmed = true;
        return 0;
      }
      count += kept.count;
      sum += kept.value * kept.count;
      if (kept.count !== bucket.count) trimmed = true;
      return kept.count;
    });
    return { buckets: { indexes: h[name].indexes, counts }, populated };
  };
  const positive = side('positive');
  const negative = side('negative');
  let { zeroCount } = h;
  if (zeroCount > 0) {
    const kept = keepOfZero(h, at, keepBelow, negative.populated, positive.populated);
    if (kept.count !== zeroCount) trimmed = true;
    zeroCount = kept.count;
    count += kept.count;
    sum += kept.value * kept.count;
  }
  if (!trimmed) return h;
  return compact({ ...h, zeroCount, count, sum, positive: positive.buckets, negative: negative.buckets });
}

/** Undefined for a bucket that goes altogether. */
function keep(bucket: Bucket, at: number, keepBelow: boolean, positive: boolean, custom: boolean): Kept | undefined {
  const { lower, upper, count } = bucket;
  if (keepBelow ? upper <= at : lower >= at) return { count, value: middle(lower, upper, positive, custom) };
  // Nothing is on either side of NaN.
  if (!(keepBelow ? lower < at : upper > at)) return undefined;
  if (lower === -Infinity || upper === Infinity) return keepOfInfinite(bucket, at, keepBelow);
  const below = count * fractionBelow(bucket, at, custom);
  return keepBelow
    ? { count: below, value: middle(lower, at, positive, custom) }
    : { count: count - below, value: middle(at, upper, positive, custom) };
}

/** handleInfinityBuckets: how observations lie in a bucket without an end is not known. */
function keepOfInfinite({ lower, upper, count }: Bucket, at: number, keepBelow: boolean): Kept {
  const finite = (bound: number): number => (Number.isFinite(bound) ? bound : 0);
  if (lower === -Infinity) {
    if (keepBelow) {
      if (at >= upper) return { count, value: 0 };
      if (at > 0 && upper > 0 && upper !== Infinity) return { count: (count * at) / upper, value: at / 2 };
      if (upper <= 0) return { count, value: at };
      return { count: 0, value: finite(upper) };
    }
    if (at <= lower) return { count, value: 0 };
    if (at >= 0 && upper > at && upper !== Infinity)
      return { count: count * (1 - at / upper), value: (at + upper) / 2 };
    return { count: 0, value: finite(upper) };
  }
  if (keepBelow || at < lower) return { count: 0, value: finite(lower) };
  return { count, value: at };
}

function keepOfZero(
  h: FloatHistogram,
  at: number,
  keepBelow: boolean,
  hasNegative: boolean,
  hasPositive: boolean,
): Kept {
  const bucket = zeroBucket(h);
  const upper = hasNegative && !hasPositive ? 0 : bucket.upper;
  const lower = hasPositive && !hasNegative ? 0 : bucket.lower;
  const { count } = bucket;
  if (at <= lower) return keepBelow ? { count: 0, value: 0 } : { count, value: (lower + upper) / 2 };
  if (at >= upper) return keepBelow ? { count, value: (lower + upper) / 2 } : { count: 0, value: 0 };
  const fraction = (keepBelow ? at - lower : upper - at) / (upper - lower);
  return { count: count * fraction, value: (at + (keepBelow ? lower : upper)) / 2 };
}

/** The share of a bucket at or below a value inside it (Bucket.FractionBelow). */
export function fractionBelow({ lower, upper }: Bucket, value: number, linear: boolean): number {
  if (linear) return (value - lower) / (upper - lower);
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  const logValue = Math.log2(Math.abs(value));
  return value > 0 ? (logValue - logLower) / (logUpper - logLower) : 1 - (logValue - logUpper) / (logLower - logUpper);
}

/** computeMidpoint: arithmetic for custom buckets, geometric for exponential ones. */
function middle(lower: number, upper: number, positive: boolean, custom: boolean): number {
  if (!Number.isFinite(lower)) {
    if (!Number.isFinite(upper)) return 0;
    return upper > 0 ? upper / 2 : upper;
  }
  if (!Number.isFinite(upper)) return lower;
  if (custom) return (lower + upper) / 2;
  const geometric = Math.sqrt(Math.abs(lower * upper));
  return positive ? geometric : -geometric;
}
