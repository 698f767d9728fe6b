import { KahanSum } from '../numbers.ts';
import { addHistograms, combineHints, intersectBounds, mapToBounds, outsideZero } from './arithmetic.ts';
import { type Buckets, divide, type FloatHistogram, sameBounds, scale, usesCustomBuckets } from './histogram.ts';
import { reduceBuckets } from './resolution.ts';
import { reconcileZero } from './zero.ts';

/** A sum of histograms and, in the same buckets, what rounding has lost of it (FloatHistogram.KahanAdd). */
export interface HistogramSum {
  readonly sum: FloatHistogram;
  /** Undefined before the first addition. */
  readonly lost: FloatHistogram | undefined;
}

export interface Added {
  readonly total: HistogramSum;
  readonly boundsReconciled: boolean;
}

export const startSum = (h: FloatHistogram): HistogramSum => ({ sum: h, lost: undefined });

/** Undefined for exponential with custom buckets. */
export function addToSum(total: HistogramSum, other: FloatHistogram): Added | undefined {
  const { sum } = total;
  if (usesCustomBuckets(sum) !== usesCustomBuckets(other)) return undefined;
  const lost = total.lost ?? zeroed(sum);
  const { hint } = combineHints(sum.hint, other.hint);
  const count = add(sum.count, lost.count, other.count);
  const observed = add(sum.sum, lost.sum, other.sum);
  const done = (
    fields: Partial<FloatHistogram>,
    lostFields: Partial<FloatHistogram>,
    zero: KahanSum,
    boundsReconciled: boolean,
  ): Added => {
    const base = { ...sum, hint, ...fields };
    return {
      total: {
        sum: { ...base, count: count.sum, sum: observed.sum, zeroCount: zero.sum },
        lost: {
          ...base,
          ...lostFields,
          count: count.compensation,
          sum: observed.compensation,
          zeroCount: zero.compensation,
        },
      },
      boundsReconciled,
    };
  };
  if (usesCustomBuckets(sum)) {
    const noZero = new KahanSum();
    if (sameBounds(sum.customValues, other.customValues)) {
      const [positive, lostPositive] = addSide(sum.positive, lost.positive, other.positive);
      return done({ positive }, { positive: lostPositive }, noZero, false);
    }
    const customValues = intersectBounds(sum.customValues, other.customValues);
    const cells = Array.from({ length: customValues.length + 1 }, () => new KahanSum());
    mapToBounds(sum, customValues, (target, value, bucket) => {
      cells[target]?.add(value);
      cells[target]?.add(lost.positive.counts[bucket] ?? 0);
    });
    mapToBounds(other, customValues, (target, value) => cells[target]?.add(value));
    const [positive, lostPositive] = parts(
      cells
        .map((cell, index): Cell => ({ index, cell }))
        .filter(({ cell }) => cell.sum !== 0 || cell.compensation !== 0),
    );
    return done({ positive, customValues }, { positive: lostPositive }, noZero, true);
  }
  const sides = align(sum, lost, other);
  const { h, c, otherZeroCount } = sides;
  const schema = Math.min(h.schema, other.schema);
  const zero = add(h.zeroCount, c.zeroCount, otherZeroCount);
  const side = (name: 'positive' | 'negative'): readonly [Buckets, Buckets] =>
    addSide(
      reduceBuckets(h[name], h.schema, schema),
      reduceBuckets(c[name], h.schema, schema),
      outsideZero(reduceBuckets(other[name], other.schema, schema), schema, h.zeroThreshold),
    );
  const [positive, lostPositive] = side('positive');
  const [negative, lostNegative] = side('negative');
  const layout = { schema, zeroThreshold: h.zeroThreshold };
  return done({ ...layout, positive, negative }, { positive: lostPositive, negative: lostNegative }, zero, false);
}

/** The total with what was lost (the addition that ends a compensated sum). */
export const finishSum = ({ sum, lost }: HistogramSum): FloatHistogram =>
  lost === undefined ? sum : (addHistograms(sum, lost)?.histogram ?? sum);

export const scaleSum = ({ sum, lost }: HistogramSum, factor: number): HistogramSum => ({
  sum: scale(sum, factor),
  lost: lost && scale(lost, factor),
});

export const divideSum = ({ sum, lost }: HistogramSum, divisor: number): HistogramSum => ({
  sum: divide(sum, divisor),
  lost: lost && divide(lost, divisor),
});

/** Brings zero thresholds together; the losses of buckets that go into the zero bucket go with them. */
function align(
  sum: FloatHistogram,
  lost: FloatHistogram,
  other: FloatHistogram,
): { readonly h: FloatHistogram; readonly c: FloatHistogram; readonly otherZeroCount: number } {
  const { h, otherZeroCount } = reconcileZero(sum, other);
  if (h === sum) return { h, c: lost, otherZeroCount };
  let zeroCount = lost.zeroCount;
  const keep = (before: Buckets, losses: Buckets, after: Buckets): Buckets => {
    const kept = new Set(after.indexes);
    const counts: number[] = [];
    for (const [i, index] of before.indexes.entries()) {
      const loss = losses.counts[i] ?? 0;
      if (kept.has(index)) counts.push(loss);
      else zeroCount += loss;
    }
    return { indexes: after.indexes, counts };
  };
  const positive = keep(sum.positive, lost.positive, h.positive);
  const negative = keep(sum.negative, lost.negative, h.negative);
  return { h, c: { ...lost, zeroThreshold: h.zeroThreshold, zeroCount, positive, negative }, otherZeroCount };
}

interface Cell {
  readonly index: number;
  readonly cell: KahanSum;
}

/** Of equal layout in the result: the sums and the losses. */
function addSide(a: Buckets, lost: Buckets, b: Buckets): readonly [Buckets, Buckets] {
  const cells: Cell[] = [];
  let i = 0;
  let j = 0;
  while (i < a.indexes.length || j < b.indexes.length) {
    const left = a.indexes[i] ?? Infinity;
    const right = b.indexes[j] ?? Infinity;
    const cell = new KahanSum();
    if (left <= right) {
      cell.sum = a.counts[i] ?? 0;
      cell.compensation = lost.counts[i] ?? 0;
      i++;
      if (left === right) cell.add(b.counts[j++] ?? 0);
    } else {
      cell.sum = b.counts[j++] ?? 0;
    }
    cells.push({ index: Math.min(left, right), cell });
  }
  return parts(cells);
}

function parts(cells: readonly Cell[]): readonly [Buckets, Buckets] {
  const indexes = cells.map(({ index }) => index);
  return [
    { indexes, counts: cells.map(({ cell }) => cell.sum) },
    { indexes, counts: cells.map(({ cell }) => cell.compensation) },
  ];
}

/** Nothing lost so far, in the same buckets. */
function zeroed(h: FloatHistogram): FloatHistogram {
  const side = ({ indexes }: Buckets): Buckets => ({ indexes, counts: indexes.map(() => 0) });
  return { ...h, zeroCount: 0, count: 0, sum: 0, positive: side(h.positive), negative: side(h.negative) };
}

function add(sum: number, compensation: number, value: number): KahanSum {
  const total = new KahanSum(sum);
  total.compensation = compensation;
  total.add(value);
  return total;
}
