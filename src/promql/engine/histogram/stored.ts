import {
  type Buckets,
  type FloatHistogram,
  type ResetHint,
  sameBounds,
  usesCustomBuckets,
  withHint,
} from './histogram.ts';

/** A sample of a series in order of time; undefined for a float, `stale` for the marker that ends the series. */
export type StoredSample = FloatHistogram | 'stale' | undefined;

/**
 * The reset hints that histograms have once they have been through Prometheus's storage: it keeps counters in chunks
 * without resets, and knows of a sample whether the one before is in the same chunk (tsdb/chunkenc counterResetHint).
 * Of a chunk's first sample it says nothing, not even what it was told.
 */
export function storedHints(samples: readonly StoredSample[]): StoredSample[] {
  let last: StoredSample;
  return samples.map((sample) => {
    const before = last;
    last = sample;
    if (sample === undefined || sample === 'stale' || sample.hint === 'gauge') return sample;
    const continues = before !== undefined && before !== 'stale' && before.hint !== 'gauge' && fits(before, sample);
    const hint: ResetHint = continues ? 'not_reset' : 'unknown';
    return withHint(sample, hint);
  });
}

/** True if `next` can stand in the same chunk (FloatHistogramAppender.appendable). */
function fits(last: FloatHistogram, next: FloatHistogram): boolean {
  if (next.hint === 'reset' || next.count < last.count) return false;
  if (next.schema !== last.schema || next.zeroThreshold !== last.zeroThreshold) return false;
  if (usesCustomBuckets(next) && !sameBounds(next.customValues, last.customValues)) return false;
  if (next.zeroCount < last.zeroCount) return false;
  return grew(last.positive, next.positive) && grew(last.negative, next.negative);
}

function grew(last: Buckets, next: Buckets): boolean {
  const counts = new Map(next.indexes.map((index, i) => [index, next.counts[i] ?? 0]));
  return last.indexes.every((index, i) => (counts.get(index) ?? 0) >= (last.counts[i] ?? 0));
}
