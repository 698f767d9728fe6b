import {
  ascendingBuckets,
  type Buckets,
  boundOf,
  CUSTOM_SCHEMA,
  EMPTY_HISTOGRAM,
  type FloatHistogram,
  NO_BUCKETS,
  usesCustomBuckets,
} from '../engine/histogram/histogram.ts';
import { numberAt, numberText } from './numbers.ts';
import { fieldOf, listAt, objectAt, ShapeProblem } from './shape.ts';

/** 0: `(lower, upper]`, 1: `[lower, upper)`, 2: `(lower, upper)`, 3: `[lower, upper]`. */
type ApiBucket = readonly [boundaries: number, lower: string, upper: string, count: string];

/** A native histogram in an answer; buckets without observations are left out. */
export interface ApiHistogram {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly ApiBucket[];
}

/** util/jsonutil MarshalHistogram. */
export function apiHistogram(h: FloatHistogram): ApiHistogram {
  const custom = usesCustomBuckets(h);
  const buckets = ascendingBuckets(h)
    .filter(({ count }) => count !== 0)
    .map(({ lower, upper, count }): ApiBucket => {
      const zero = !custom && lower <= 0 && upper >= 0;
      const lowerInclusive = custom ? lower === -Infinity : zero || lower < 0;
      const upperInclusive = custom || zero || upper > 0;
      const boundaries = lowerInclusive ? (upperInclusive ? 3 : 1) : upperInclusive ? 0 : 2;
      return [boundaries, numberText(lower), numberText(upper), numberText(count)];
    });
  const { count, sum } = h;
  return { count: numberText(count), sum: numberText(sum), ...(buckets.length > 0 && { buckets }) };
}

interface Range {
  readonly boundaries: number;
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

interface Shown {
  readonly count: number;
  readonly sum: number;
  readonly ranges: readonly Range[];
}

/**
 * The native histograms of one series. The API does not tell the schema: it is taken from the widths of the buckets, and
 * where none of the exponential ones has such buckets they are custom ones, with the bounds that occur anywhere in the
 * series, so that its samples fit each other. A histogram that shows no bucket by which to tell has the finest schema of
 * the others. The zero threshold of a histogram whose zero bucket is empty, and bounds between custom buckets that are
 * always empty, cannot be known.
 */
export function histogramsAt(values: readonly unknown[], placeOf: (i: number) => string): FloatHistogram[] {
  const shown = values.map((value, i) => shownAt(value, placeOf(i)));
  const exponential = shown.map((one) => exponentialOf(one));
  if (!exponential.every((histogram) => histogram !== undefined)) return customOf(shown);
  const told = exponential.filter(tellsSchema).map(({ schema }) => schema);
  const finest = told.length === 0 ? EMPTY_HISTOGRAM.schema : Math.max(...new Set(told));
  return exponential.map((histogram) => (tellsSchema(histogram) ? histogram : { ...histogram, schema: finest }));
}

const tellsSchema = ({ positive, negative }: FloatHistogram): boolean =>
  positive.indexes.length + negative.indexes.length > 0;

/** The histogram of a sample that stands alone. */
export function histogramAt(value: unknown, place: string): FloatHistogram {
  const [histogram = EMPTY_HISTOGRAM] = histogramsAt([value], () => place);
  return histogram;
}

function shownAt(value: unknown, place: string): Shown {
  const object = objectAt(value, place);
  return {
    count: numberAt(fieldOf(object, 'count'), `${place}.count`),
    sum: numberAt(fieldOf(object, 'sum'), `${place}.sum`),
    ranges: listAt(fieldOf(object, 'buckets'), `${place}.buckets`).map((bucket, i) =>
      rangeAt(bucket, `${place}.buckets[${i}]`),
    ),
  };
}

function rangeAt(value: unknown, place: string): Range {
  const [boundaries, lower, upper, count] = listAt(value, place);
  if (boundaries !== 0 && boundaries !== 1 && boundaries !== 2 && boundaries !== 3) {
    throw new ShapeProblem(`${place}[0] does not say which boundaries are inclusive (0 to 3)`);
  }
  const range = {
    boundaries,
    lower: numberAt(lower, `${place}[1]`),
    upper: numberAt(upper, `${place}[2]`),
    count: numberAt(count, `${place}[3]`),
  };
  if (!(range.lower <= range.upper)) throw new ShapeProblem(`${place} ends before it starts`);
  return range;
}

function exponentialOf({ count, sum, ranges }: Shown): FloatHistogram | undefined {
  const zero = ranges.find(({ lower, upper }) => lower <= 0 && upper >= 0);
  // Only the zero bucket reaches over zero, and it does so evenly.
  if (zero !== undefined && !(zero.boundaries === 3 && zero.lower === -zero.upper)) return undefined;
  const zeroThreshold = zero?.upper ?? 0;
  const outside = ranges.filter((range) => range !== zero);
  for (let schema = 8; schema >= -4; schema--) {
    const positive = bucketsIn(
      outside.filter(({ lower }) => lower >= 0),
      schema,
      zeroThreshold,
    );
    const negative = bucketsIn(
      outside
        .filter(({ lower }) => lower < 0)
        .map((range) => ({ ...range, lower: -range.upper, upper: -range.lower }))
        .reverse(),
      schema,
      zeroThreshold,
    );
    if (positive === undefined || negative === undefined) continue;
    return { ...EMPTY_HISTOGRAM, count, sum, schema, zeroThreshold, zeroCount: zero?.count ?? 0, positive, negative };
  }
  return undefined;
}

/** Buckets in order away from zero, or undefined where the schema has none such. */
function bucketsIn(ranges: readonly Range[], schema: number, zeroThreshold: number): Buckets | undefined {
  if (ranges.length === 0) return NO_BUCKETS;
  const indexes: number[] = [];
  for (const { lower, upper } of ranges) {
    const index = indexOf(upper, schema);
    if (index === undefined || !(index > (indexes.at(-1) ?? -Infinity))) return undefined;
    const inner = boundOf(index - 1, schema, []);
    const cut = indexes.length === 0 && lower === zeroThreshold && inner < zeroThreshold;
    if (!near(inner, lower) && !cut) return undefined;
    indexes.push(index);
  }
  return { indexes, counts: ranges.map(({ count }) => count) };
}

/** Which bucket of a schema ends at a bound. */
function indexOf(upper: number, schema: number): number | undefined {
  if (upper <= 0) return undefined;
  const last = 1024 * 2 ** schema;
  const index = upper === Infinity ? last + 1 : Math.round(Math.log2(upper) * 2 ** schema);
  return near(boundOf(index, schema, []), upper) ? index : undefined;
}

/** Versions differ in the last digit of their table of bounds. */
const near = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 1e-14 * Math.abs(b);

function customOf(shown: readonly Shown[]): FloatHistogram[] {
  const bounds = new Set(shown.flatMap(({ ranges }) => ranges.flatMap(({ lower, upper }) => [lower, upper])));
  const customValues = [...bounds].filter(Number.isFinite).sort((a, b) => a - b);
  const indexes = new Map(customValues.map((bound, i) => [bound, i]));
  return shown.map(({ count, sum, ranges }) => ({
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
