import type { FloatHistogram } from './histogram/histogram.ts';
import type { LabelSet } from './labels.ts';

/**
 * A recorded series in columns of one length, in order of time. The columns must not change once they are handed out:
 * the engine remembers what it has derived from them for as long as the object lives, so a storage does well to hand
 * out the same object again.
 */
export interface SampleSeries {
  readonly labels: LabelSet;
  /** Milliseconds since the epoch, strictly rising. */
  readonly timestampsMs: Float64Array;
  /** NaN where a histogram stands at the same place. See `markStale` for the marker that ends a series. */
  readonly values: Float64Array;
  /** Native histograms; undefined where the sample is a float, and as a whole where all are. */
  readonly histograms?: readonly (FloatHistogram | undefined)[] | undefined;
  /** When the counting of a sample began, milliseconds since the epoch; 0 is unknown. */
  readonly startTimestampsMs?: Float64Array | undefined;
}

/** One condition on a label; an absent label has the empty string as its value. */
export interface SeriesMatcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  matches(value: string): boolean;
}

/** Where the series come from. */
export interface Storage {
  /**
   * The series that meet all conditions. Samples before `minTimeMs` and after `maxTimeMs` (both inclusive) are not
   * needed, but do no harm. The order of the series decides where PromQL leaves it open: of equal elements `topk`
   * keeps the first.
   */
  select(matchers: readonly SeriesMatcher[], minTimeMs: number, maxTimeMs: number): readonly SampleSeries[];
}

/** The high and the low half of the NaN that says "this series ends here" (model/value StaleNaN). */
const STALE_HIGH = 0x7ff00000;
const STALE_LOW = 2;

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Writes the staleness marker. Numbers that pass through JavaScript may lose it: it lives in the column only. */
export function markStale(values: Float64Array, index: number): void {
  const view = new DataView(values.buffer, values.byteOffset + index * 8, 8);
  view.setUint32(LITTLE_ENDIAN ? 4 : 0, STALE_HIGH, LITTLE_ENDIAN);
  view.setUint32(LITTLE_ENDIAN ? 0 : 4, STALE_LOW, LITTLE_ENDIAN);
}

/** The bits of a column, two halves a value. */
export const bitsOf = (values: Float64Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, values.length * 2);

/** True for the staleness marker, false for every other NaN and number. */
export function isStale(bits: Uint32Array, index: number): boolean {
  const high = bits[2 * index + (LITTLE_ENDIAN ? 1 : 0)];
  const low = bits[2 * index + (LITTLE_ENDIAN ? 0 : 1)];
  return high === STALE_HIGH && low === STALE_LOW;
}

/** A storage over a fixed list of series. */
export function memoryStorage(series: readonly SampleSeries[]): Storage {
  const byName = new Map<string, SampleSeries[]>();
  for (const one of series) {
    const name = one.labels.metricName;
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [one]);
    else same.push(one);
  }
  return {
    select(matchers) {
      const name = matchers.find(({ label, op, value }) => label === '__name__' && op === '=' && value !== '');
      const candidates = name === undefined ? series : (byName.get(name.value) ?? []);
      const rest = name === undefined ? matchers : matchers.filter((matcher) => matcher !== name);
      if (rest.length === 0) return candidates;
      return candidates.filter(({ labels }) => rest.every((matcher) => matcher.matches(labels.get(matcher.label))));
    },
  };
}
