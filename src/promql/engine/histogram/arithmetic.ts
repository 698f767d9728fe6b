import {
  type Buckets,
  boundOf,
  type FloatHistogram,
  isExponential,
  type ResetHint,
  sameBounds,
  usesCustomBuckets,
} from './histogram.ts';
import { reduceBuckets } from './resolution.ts';
import { reconcileZero } from './zero.ts';

/** What came of an addition; undefined where the schemas cannot be brought together. */
export interface Combined {
  readonly histogram: FloatHistogram;
  /** One operand says that there was a counter reset, the other that there was none. */
  readonly hintsCollide: boolean;
  /** Custom bounds differed; only those that both have are left. */
  readonly boundsReconciled: boolean;
}

/** FloatHistogram.Add. The result is not compacted. Undefined for exponential with custom buckets. */
export const addHistograms = (a: FloatHistogram, b: FloatHistogram): Combined | undefined => combine(a, b, 1);

/** FloatHistogram.Sub. */
export const subtractHistograms = (a: FloatHistogram, b: FloatHistogram): Combined | undefined => combine(a, b, -1);

function combine(left: FloatHistogram, right: FloatHistogram, sign: 1 | -1): Combined | undefined {
  if (usesCustomBuckets(left) !== usesCustomBuckets(right)) return undefined;
  const { hint, collide } = combineHints(left.hint, right.hint);
  const totals = { hint, count: left.count + sign * right.count, sum: left.sum + sign * right.sum };
  if (usesCustomBuckets(left)) {
    if (sameBounds(left.customValues, right.customValues)) {
      const positive = mergeBuckets(left.positive, right.positive, sign);
      return { histogram: { ...left, ...totals, positive }, hintsCollide: collide, boundsReconciled: false };
    }
    const customValues = intersectBounds(left.customValues, right.customValues);
    const counts = new Array<number>(customValues.length + 1).fill(0);
    mapToBounds(left, customValues, (target, count) => {
      counts[target] = (counts[target] ?? 0) + count;
    });
    mapToBounds(right, customValues, (target, count) => {
      counts[target] = (counts[target] ?? 0) + sign * count;
    });
    const histogram = { ...left, ...totals, customValues, positive: nonEmpty(counts) };
    return { histogram, hintsCollide: collide, boundsReconciled: true };
  }
  const { h, otherZeroCount } = reconcileZero(left, right);
  const schema = Math.min(h.schema, right.schema);
  const side = (mine: Buckets, theirs: Buckets): Buckets =>
    mergeBuckets(
      reduceBuckets(mine, h.schema, schema),
      outsideZero(reduceBuckets(theirs, right.schema, schema), schema, h.zeroThreshold),
      sign,
    );
  const histogram: FloatHistogram = {
    ...h,
    ...totals,
    schema,
    zeroCount: h.zeroCount + sign * otherZeroCount,
    positive: side(h.positive, right.positive),
    negative: side(h.negative, right.negative),
  };
  return { histogram, hintsCollide: collide, boundsReconciled: false };
}

/** adjustCounterReset: what the sum of two counters still says of resets. */
export function combineHints(a: ResetHint, b: ResetHint): { readonly hint: ResetHint; readonly collide: boolean } {
  if (a === b) return { hint: a, collide: false };
  if (a === 'gauge' || b === 'gauge') return { hint: 'gauge', collide: false };
  return { hint: 'unknown', collide: a !== 'unknown' && b !== 'unknown' };
}

/** Without the leading buckets that end inside the zero bucket, whose counts are in the zero count. */
export function outsideZero(buckets: Buckets, schema: number, threshold: number): Buckets {
  if (threshold === 0 || !isExponential(schema)) return buckets;
  const first = buckets.indexes.findIndex((index) => boundOf(index, schema, []) > threshold);
  if (first === 0) return buckets;
  const from = first < 0 ? buckets.indexes.length : first;
  return { indexes: buckets.indexes.slice(from), counts: buckets.counts.slice(from) };
}

function mergeBuckets(a: Buckets, b: Buckets, sign: 1 | -1): Buckets {
  const indexes: number[] = [];
  const counts: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.indexes.length || j < b.indexes.length) {
    const left = a.indexes[i] ?? Infinity;
    const right = b.indexes[j] ?? Infinity;
    indexes.push(Math.min(left, right));
    const mine = left <= right ? (a.counts[i++] ?? 0) : undefined;
    const theirs = right <= left ? sign * (b.counts[j++] ?? 0) : undefined;
    counts.push(mine === undefined ? (theirs ?? 0) : theirs === undefined ? mine : mine + theirs);
  }
  return { indexes, counts };
}

/** The bounds that both have. */
export function intersectBounds(a: readonly number[], b: readonly number[]): number[] {
  const known = new Set(b);
  return a.filter((bound) => known.has(bound));
}

/** Hands every bucket on, with the place of the coarser bounds that it falls into. */
export function mapToBounds(
  h: FloatHistogram,
  bounds: readonly number[],
  visit: (target: number, count: number, bucket: number) => void,
): void {
  let target = 0;
  for (const [i, index] of h.positive.indexes.entries()) {
    const upper = h.customValues[index];
    if (upper === undefined) target = bounds.length;
    else while (target < bounds.length && (bounds[target] ?? Infinity) < upper) target++;
    visit(target, h.positive.counts[i] ?? 0, i);
  }
}

function nonEmpty(dense: readonly number[]): Buckets {
  const indexes = [...dense.keys()].filter((i) => dense[i] !== 0);
  return { indexes, counts: indexes.map((i) => dense[i] ?? 0) };
}
