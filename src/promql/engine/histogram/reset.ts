import { intersectBounds, mapToBounds } from './arithmetic.ts';
import {
  type Buckets,
  boundOf,
  type FloatHistogram,
  isExponential,
  sameBounds,
  usesCustomBuckets,
} from './histogram.ts';
import { reduceBuckets } from './resolution.ts';
import { zeroCountForThreshold } from './zero.ts';

/** True if counting began anew between `previous` and `current` (FloatHistogram.DetectReset). */
export function detectReset(current: FloatHistogram, previous: FloatHistogram): boolean {
  if (current.hint === 'reset') return true;
  if (current.hint === 'not_reset') return false;
  if (current.count < previous.count) return true;
  if (usesCustomBuckets(current)) {
    if (!usesCustomBuckets(previous)) return true;
    if (!sameBounds(current.customValues, previous.customValues)) return shrunkInSharedBounds(current, previous);
  }
  if (current.schema > previous.schema) return true;
  if (current.zeroThreshold < previous.zeroThreshold) return true;
  const before = zeroCountForThreshold(previous, current.zeroThreshold);
  if (before.threshold !== current.zeroThreshold || current.zeroCount < before.zeroCount) return true;
  return shrunk(current, previous, 'positive') || shrunk(current, previous, 'negative');
}

/** True if a populated bucket of `previous` has fewer observations now. */
function shrunk(current: FloatHistogram, previous: FloatHistogram, side: 'positive' | 'negative'): boolean {
  const now = current[side];
  const then = visible(reduceBuckets(previous[side], previous.schema, current.schema), current);
  let i = 0;
  for (const [j, index] of then.indexes.entries()) {
    while (i < now.indexes.length && (now.indexes[i] ?? 0) < index) i++;
    const before = then.counts[j] ?? 0;
    if (now.indexes[i] === index ? (now.counts[i] ?? 0) < before : before !== 0) return true;
  }
  return false;
}

/** Leading buckets inside the zero bucket do not count. */
function visible(buckets: Buckets, { schema, zeroThreshold }: FloatHistogram): Buckets {
  if (zeroThreshold === 0 || !isExponential(schema)) return buckets;
  const first = buckets.indexes.findIndex((index) => boundOf(index, schema, []) > zeroThreshold);
  const from = first < 0 ? buckets.indexes.length : first;
  return { indexes: buckets.indexes.slice(from), counts: buckets.counts.slice(from) };
}

function shrunkInSharedBounds(current: FloatHistogram, previous: FloatHistogram): boolean {
  const bounds = intersectBounds(current.customValues, previous.customValues);
  const counts = (h: FloatHistogram): number[] => {
    const dense = new Array<number>(bounds.length + 1).fill(0);
    mapToBounds(h, bounds, (target, count) => {
      dense[target] = (dense[target] ?? 0) + count;
    });
    return dense;
  };
  const before = counts(previous);
  return counts(current).some((count, i) => count < (before[i] ?? 0));
}
