import { almostEqual, searchFirst } from '../numbers.ts';

/** A bucket of a classic histogram: how many observations are at most `upperBound`. */
export interface ClassicBucket {
  readonly upperBound: number;
  count: number;
}

export interface ClassicQuantile {
  readonly value: number;
  /** Where counts fell from one bucket to the next and were lifted; undefined where they rise as they should. */
  readonly forced: ForcedRise | undefined;
}

interface ForcedRise {
  readonly minBucket: number;
  readonly maxBucket: number;
  readonly maxDifference: number;
}

/** Differences this small between neighbours come from rounding. */
const SMALL_DIFFERENCE = 1e-12;

/** BucketQuantile: linear inside a bucket; the buckets are taken over and changed. At least one bucket. */
export function classicQuantile(q: number, buckets: ClassicBucket[]): ClassicQuantile {
  const only = (value: number): ClassicQuantile => ({ value, forced: undefined });
  if (Number.isNaN(q)) return only(NaN);
  if (q < 0) return only(-Infinity);
  if (q > 1) return only(Infinity);
  const merged = sortAndMerge(buckets);
  if (merged[merged.length - 1]?.upperBound !== Infinity) return only(NaN);
  const forced = forceRise(merged);
  const value = merged.length < 2 ? NaN : interpolateQuantile(q, merged);
  return { value, forced };
}

function interpolateQuantile(q: number, buckets: readonly ClassicBucket[]): number {
  const bound = (i: number): number => buckets[i]?.upperBound ?? NaN;
  const count = (i: number): number => buckets[i]?.count ?? NaN;
  const last = buckets.length - 1;
  const observations = count(last);
  if (observations === 0) return NaN;
  const rank = q * observations;
  const b = searchFirst(last, (i) => count(i) >= rank);
  if (b === last) return bound(last - 1);
  if (b === 0) return bound(0) <= 0 ? bound(0) : bound(0) * (rank / count(0));
  const start = bound(b - 1);
  return start + (bound(b) - start) * ((rank - count(b - 1)) / (count(b) - count(b - 1)));
}

/** BucketFraction: the share of observations between two values. */
export function classicFraction(lower: number, upper: number, buckets: ClassicBucket[]): number {
  const merged = sortAndMerge(buckets);
  const last = merged[merged.length - 1];
  if (last?.upperBound !== Infinity) return NaN;
  const total = last.count;
  if (total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return NaN;
  if (lower >= upper) return 0;
  const rankOf = (value: number): number => {
    let start = (merged[0]?.upperBound ?? 0) <= 0 ? -Infinity : 0;
    let rank = 0;
    for (const { upperBound, count } of merged) {
      if (start >= value) return rank;
      if (upperBound > value) {
        return start === -Infinity ? count : rank + ((count - rank) * (value - start)) / (upperBound - start);
      }
      start = upperBound;
      rank = count;
    }
    return total;
  };
  const limit = (rank: number): number => Math.min(rank, total);
  return (limit(rankOf(upper)) - limit(rankOf(lower))) / total;
}

function sortAndMerge(buckets: ClassicBucket[]): ClassicBucket[] {
  buckets.sort((a, b) => (a.upperBound < b.upperBound ? -1 : a.upperBound > b.upperBound ? 1 : 0));
  const merged: ClassicBucket[] = [];
  for (const bucket of buckets) {
    const last = merged[merged.length - 1];
    if (last?.upperBound === bucket.upperBound) last.count += bucket.count;
    else merged.push(bucket);
  }
  return merged;
}

/** Makes counts rise from bucket to bucket (ensureMonotonicAndIgnoreSmallDeltas). */
function forceRise(buckets: readonly ClassicBucket[]): ForcedRise | undefined {
  let previous = buckets[0]?.count ?? NaN;
  let forced: ForcedRise | undefined;
  for (const bucket of buckets.slice(1)) {
    const { count, upperBound } = bucket;
    if (count === previous) continue;
    if (almostEqual(previous, count, SMALL_DIFFERENCE)) {
      bucket.count = previous;
    } else if (count < previous) {
      bucket.count = previous;
      forced = {
        minBucket: Math.min(upperBound, forced?.minBucket ?? Infinity),
        maxBucket: Math.max(upperBound, forced?.maxBucket ?? -Infinity),
        maxDifference: Math.max(previous - count, forced?.maxDifference ?? 0),
      };
    } else {
      previous = count;
    }
  }
  return forced;
}
