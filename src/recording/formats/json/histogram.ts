import {
  type Buckets,
  boundOf,
  CUSTOM_SCHEMA,
  EMPTY_HISTOGRAM,
  type FloatHistogram,
} from '../../../promql/engine/histogram/histogram.ts';
import { fieldOf, listIn, numberIn, objectIn, ShapeError } from './shape.ts';

interface Range {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

interface Answered {
  readonly count: number;
  readonly sum: number;
  readonly ranges: readonly Range[];
}

/**
 * The native histograms of one series as the API shows them: without schema, without empty buckets. The schema is taken
 * from the widths of the buckets; where none of the exponential ones has such buckets they are custom ones, with the
 * bounds that occur anywhere in the series, so that its samples fit each other.
 */
export function histogramsIn(values: readonly unknown[]): FloatHistogram[] {
  const answered = values.map(answeredIn);
  const exponential = answered.map(exponentialOf);
  if (exponential.every((histogram) => histogram !== undefined)) return exponential;
  const bounds = new Set(answered.flatMap(({ ranges }) => ranges.flatMap(({ lower, upper }) => [lower, upper])));
  const customValues = [...bounds].filter(Number.isFinite).sort((a, b) => a - b);
  const indexes = new Map(customValues.map((bound, i) => [bound, i]));
  return answered.map(({ count, sum, ranges }) => ({
    ...EMPTY_HISTOGRAM,
    schema: CUSTOM_SCHEMA,
    count,
    sum,
    customValues,
    positive: {
      indexes: ranges.map(({ upper }) => indexes.get(upper) ?? customValues.length),
      counts: ranges.map((range) => range.count),
    },
  }));
}

function answeredIn(value: unknown): Answered {
  const object = objectIn(value, 'a histogram');
  const buckets = fieldOf(object, 'buckets') ?? [];
  return {
    count: numberIn(fieldOf(object, 'count'), '`count` of a histogram'),
    sum: numberIn(fieldOf(object, 'sum'), '`sum` of a histogram'),
    ranges: listIn(buckets, '`buckets` of a histogram').map((bucket) => {
      const [, lower, upper, count] = listIn(bucket, 'a bucket');
      const range = {
        lower: numberIn(lower, 'the lower bound of a bucket'),
        upper: numberIn(upper, 'the upper bound of a bucket'),
        count: numberIn(count, 'the count of a bucket'),
      };
      if (!(range.lower <= range.upper)) throw new ShapeError('a bucket ends before it starts');
      return range;
    }),
  };
}

function exponentialOf({ count, sum, ranges }: Answered): FloatHistogram | undefined {
  const zero = ranges.find(({ lower, upper }) => lower <= 0 && upper >= 0 && lower === -upper);
  const zeroThreshold = zero?.upper ?? 0;
  const outside = ranges.filter((range) => range !== zero);
  const above = outside.filter(({ lower }) => lower >= 0);
  const below = outside
    .filter(({ lower }) => lower < 0)
    .map((range) => ({ ...range, lower: -range.upper, upper: -range.lower }))
    .reverse();
  for (let schema = 8; schema >= -4; schema--) {
    const positive = bucketsOf(above, schema, zeroThreshold);
    const negative = bucketsOf(below, schema, zeroThreshold);
    if (positive === undefined || negative === undefined) continue;
    return { ...EMPTY_HISTOGRAM, schema, zeroThreshold, zeroCount: zero?.count ?? 0, count, sum, positive, negative };
  }
  return undefined;
}

/** Outwards from zero; undefined where the schema has no such buckets. */
function bucketsOf(ranges: readonly Range[], schema: number, zeroThreshold: number): Buckets | undefined {
  const indexes: number[] = [];
  for (const { lower, upper } of ranges) {
    if (upper <= 0) return undefined;
    const index = upper === Infinity ? 1024 * 2 ** schema + 1 : Math.round(Math.log2(upper) * 2 ** schema);
    const inner = boundOf(index - 1, schema, []);
    const cut = lower === zeroThreshold && inner < zeroThreshold;
    if (!near(boundOf(index, schema, []), upper) || !(near(inner, lower) || cut)) return undefined;
    if (index <= (indexes.at(-1) ?? -Infinity)) return undefined;
    indexes.push(index);
  }
  return { indexes, counts: ranges.map(({ count }) => count) };
}

/** Versions differ in the last digit of their bounds. */
const near = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 1e-14 * Math.abs(b);
