import { KahanSum } from '../numbers.ts';
import { type Bucket, type Buckets, bucketsOf, compact, type FloatHistogram } from './histogram.ts';

export interface ZeroCount {
  readonly zeroCount: number;
  readonly threshold: number;
}

/**
 * The zero count that `h` would have with a larger threshold. A threshold inside a populated bucket moves out to that
 * bucket's end (zeroCountForLargerThreshold).
 */
export function zeroCountForThreshold(h: FloatHistogram, wanted: number): ZeroCount {
  if (wanted === h.zeroThreshold) return { zeroCount: h.zeroCount, threshold: wanted };
  let threshold = wanted;
  const positive = bucketsOf(h, 'positive');
  const negative = bucketsOf(h, 'negative');
  for (;;) {
    const sum = new KahanSum(h.zeroCount);
    for (const { lower, upper, count } of positive) {
      if (lower >= threshold) break;
      sum.add(count);
      if (upper > threshold) {
        if (count !== 0) threshold = upper;
        break;
      }
    }
    let again = false;
    for (const { lower, upper, count } of negative) {
      if (upper <= -threshold) break;
      sum.add(count);
      if (lower < -threshold) {
        if (count !== 0) {
          threshold = -lower;
          again = true;
        }
        break;
      }
    }
    // Farther out on the negative side is farther out on the positive side too.
    if (!again) return { zeroCount: sum.sum, threshold };
  }
}

/** Both histograms with one zero threshold: `h` changed to it, of `other` the zero count (reconcileZeroBuckets). */
export function reconcileZero(
  h: FloatHistogram,
  other: FloatHistogram,
): { readonly h: FloatHistogram; readonly otherZeroCount: number } {
  let changed = h;
  let theirs: ZeroCount = { zeroCount: other.zeroCount, threshold: other.zeroThreshold };
  while (theirs.threshold !== changed.zeroThreshold) {
    if (changed.zeroThreshold > theirs.threshold) theirs = zeroCountForThreshold(other, changed.zeroThreshold);
    if (theirs.threshold > changed.zeroThreshold) changed = widenZero(changed, theirs.threshold);
  }
  return { h: changed, otherZeroCount: theirs.zeroCount };
}

function widenZero(h: FloatHistogram, wanted: number): FloatHistogram {
  const { zeroCount, threshold } = zeroCountForThreshold(h, wanted);
  const inside = (buckets: readonly Bucket[], original: Buckets): Buckets => {
    const first = buckets.findIndex(({ lower, upper }) => lower >= threshold || upper <= -threshold);
    const from = first < 0 ? buckets.length : first;
    return { indexes: original.indexes.slice(from), counts: original.counts.slice(from) };
  };
  return compact({
    ...h,
    zeroCount,
    zeroThreshold: threshold,
    positive: inside(bucketsOf(h, 'positive'), h.positive),
    negative: inside(bucketsOf(h, 'negative'), h.negative),
  });
}
