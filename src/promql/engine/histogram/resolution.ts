import { type Buckets, type FloatHistogram, NO_BUCKETS } from './histogram.ts';

/** The bucket of a lower resolution that holds bucket `index` (targetIdx). */
const targetIndex = (index: number, from: number, to: number): number => ((index - 1) >> (from - to)) + 1;

/** Merges buckets to those of schema `to`, which must not be finer than `from` (reduceResolution). */
export function reduceBuckets(buckets: Buckets, from: number, to: number): Buckets {
  if (from === to || buckets.indexes.length === 0) return buckets.indexes.length === 0 ? NO_BUCKETS : buckets;
  const indexes: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < buckets.indexes.length; i++) {
    const index = targetIndex(buckets.indexes[i] ?? 0, from, to);
    const count = buckets.counts[i] ?? 0;
    const last = counts.length - 1;
    if (indexes[last] === index) counts[last] = (counts[last] ?? 0) + count;
    else {
      indexes.push(index);
      counts.push(count);
    }
  }
  return { indexes, counts };
}

/** FloatHistogram.CopyToSchema; a change of schema forgets the hint. */
export function reduceHistogram(h: FloatHistogram, schema: number): FloatHistogram {
  if (h.schema === schema) return h;
  return {
    ...h,
    hint: 'unknown',
    schema,
    positive: reduceBuckets(h.positive, h.schema, schema),
    negative: reduceBuckets(h.negative, h.schema, schema),
  };
}
