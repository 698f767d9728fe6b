import * as texts from '../annotation-texts.ts';
import type { Annotations } from '../annotations.ts';
import { ascendingBuckets, type Bucket, type FloatHistogram, usesCustomBuckets } from './histogram.ts';
import { fractionBelow } from './trim.ts';

/** HistogramQuantile: custom and zero buckets are interpolated linearly, exponential ones exponentially. */
export function histogramQuantile(
  q: number,
  h: FloatHistogram,
  metricName: string,
  position: number,
  annotations: Annotations,
): number {
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  if (h.count === 0 || Number.isNaN(q)) return NaN;
  const forward = Number.isNaN(h.sum) || q < 0.5;
  const buckets = ascendingBuckets(h);
  if (!forward) buckets.reverse();
  let rank = (forward ? q : 1 - q) * h.count;
  let bucket: Bucket = { lower: 0, upper: 0, count: 0 };
  let count = 0;
  let next = 0;
  while (next < buckets.length) {
    const candidate = buckets[next++] ?? bucket;
    bucket = candidate;
    if (candidate.count === 0) continue;
    count += candidate.count;
    if (count >= rank) break;
  }
  let { lower, upper } = bucket;
  const custom = usesCustomBuckets(h);
  if (!custom && lower < 0 && upper > 0) {
    const { positive, negative } = h;
    if (negative.counts.length === 0 && positive.counts.length > 0) lower = 0;
    else if (positive.counts.length === 0 && negative.counts.length > 0) upper = 0;
  } else if (custom) {
    if (lower === -Infinity) {
      if (upper <= 0) return upper;
      lower = 0;
    } else if (upper === Infinity) {
      return lower;
    }
  }
  if (count > h.count) count = h.count;
  if (count < rank) {
    if (!Number.isNaN(h.sum)) return upper;
    annotations.info(texts.named(texts.QUANTILE_NAN_RESULT, metricName), position);
    return NaN;
  }
  rank = forward ? rank - (count - bucket.count) : count - rank;
  let inBucket = bucket.count;
  if (Number.isNaN(h.sum)) {
    // NaN observations are in no bucket.
    for (; next < buckets.length; next++) {
      const rest = buckets[next];
      if (rest === undefined) break;
      count += rest.count;
      ({ lower, upper, count: inBucket } = rest);
    }
    if (count < h.count) annotations.info(texts.named(texts.QUANTILE_NAN_SKEW, metricName), position);
  }
  const fraction = rank / inBucket;
  if (custom || (lower <= 0 && upper >= 0)) return lower + (upper - lower) * fraction;
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  if (lower > 0) return 2 ** (logLower + (logUpper - logLower) * fraction);
  return -(2 ** (logUpper + (logLower - logUpper) * (1 - fraction)));
}

/** HistogramFraction: the share of observations between two values. */
export function histogramFraction(
  lower: number,
  upper: number,
  h: FloatHistogram,
  metricName: string,
  position: number,
  annotations: Annotations,
): number {
  if (h.count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return NaN;
  if (lower >= upper) return 0;
  const custom = usesCustomBuckets(h);
  const buckets = ascendingBuckets(h);
  let rank = 0;
  let seen = 0;
  let lowerRank: number | undefined;
  let upperRank: number | undefined;
  let next = 0;
  while (next < buckets.length && (lowerRank === undefined || upperRank === undefined)) {
    const original = buckets[next++];
    if (original === undefined) break;
    seen += original.count;
    let bucket = original;
    const zero = bucket.lower <= 0 && bucket.upper >= 0;
    if (zero) {
      if (h.negative.counts.length === 0 && h.positive.counts.length > 0) bucket = { ...bucket, lower: 0 };
      else if (h.positive.counts.length === 0 && h.negative.counts.length > 0) bucket = { ...bucket, upper: 0 };
    }
    const rankOf = (value: number): number | undefined => {
      if (bucket.lower >= value) return rank;
      if (!(bucket.upper > value)) return undefined;
      const linear = custom || zero;
      if (linear && bucket.lower === -Infinity) return bucket.count;
      return rank + bucket.count * fractionBelow(bucket, value, linear);
    };
    lowerRank ??= rankOf(lower);
    upperRank ??= rankOf(upper);
    if (lowerRank === undefined || upperRank === undefined) rank += bucket.count;
  }
  let count = h.count;
  if (Number.isNaN(h.sum)) {
    count = seen;
    for (; next < buckets.length; next++) count += buckets[next]?.count ?? 0;
    if (count < h.count) annotations.info(texts.named(texts.FRACTION_NAN, metricName), position);
  }
  const from = lowerRank === undefined || lowerRank > count ? count : lowerRank;
  const to = upperRank === undefined || upperRank > count ? count : upperRank;
  return (to - from) / h.count;
}
