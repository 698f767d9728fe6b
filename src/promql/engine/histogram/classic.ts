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

/** BucketQuantile: linear inside a bucket; counts of the buckets are changed. At least one bucket. */
export function classicQuantile(q: number, buckets: readonly ClassicBucket[]): ClassicQuantile {
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
export function classicFraction(lower: number, upper: number, buckets: readonly ClassicBucket[]): number {
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

function sortAndMerge(buckets: readonly ClassicBucket[]): readonly ClassicBucket[] {
  // As a rule they come in order, each bound once.
  if (isRising(buckets)) return buckets;
  const sorted = [...buckets].sort((a, b) => compareBounds(a.upperBound, b.upperBound));
  const merged: ClassicBucket[] = [];
  for (const bucket of sorted) {
    const last = merged[merged.length - 1];
    if (last?.upperBound === bucket.upperBound) last.count += bucket.count;
    else merged.push(bucket);
  }
  return merged;
}

function isRising(buckets: readonly ClassicBucket[]): boolean {
  for (let i = 1; i < buckets.length; i++) {
    if (!((buckets[i - 1]?.upperBound ?? NaN) < (buckets[i]?.upperBound ?? NaN))) return false;
  }
  return true;
}

/** In order of size; what is no number is equal to everything. */
export const compareBounds = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Makes counts rise from bucket to bucket (ensureMonotonicAndIgnoreSmallDeltas). */
function forceRise(buckets: readonly ClassicBucket[]): ForcedRise | undefined {
  let previous = buckets[0]?.count ?? NaN;
  let forced: ForcedRise | undefined;
  for (let i = 1; i < buckets.length; i++) {
    const bucket = buckets[i];
    if (bucket === undefined) continue;
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
