import { equalHistograms, type FloatHistogram } from '../../promql/engine/histogram/histogram.ts';
import { bitsOf, isStale } from '../../promql/engine/storage.ts';

/** Two samples of one time, by their places, and what they are as people read it. */
export interface Conflict {
  readonly places: readonly [first: number, second: number];
  readonly texts: readonly [first: string, second: string];
  readonly timestampMs: number;
}

export interface Picked {
  /** Where the samples to keep stand, in order of time. */
  readonly places: Uint32Array;
  /** True if they came in another order. */
  readonly moved: boolean;
  readonly conflict: Conflict | undefined;
}

export function isRising(times: Float64Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) {
    if ((times[i] ?? 0) <= (times[i - 1] ?? 0)) return false;
  }
  return true;
}

/** The samples of one series in order of time, each time once. */
export function pickInOrder(
  times: Float64Array,
  values: Float64Array,
  histogramAt: (i: number) => FloatHistogram | undefined,
): Picked {
  const order = Uint32Array.from({ length: times.length }, (_, i) => i);
  order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  const moved = order.some((place, i) => place !== i);
  const bits = bitsOf(values);
  let kept = 0;
  for (const place of order) {
    const last = order[kept - 1];
    if (kept > 0 && last !== undefined && times[last] === times[place]) {
      if (!sameSample(last, place)) {
        const texts = [sampleText(last), sampleText(place)] as const;
        const conflict = { places: [last, place] as const, texts, timestampMs: times[place] ?? NaN };
        return { places: order, moved, conflict };
      }
    } else {
      order[kept++] = place;
    }
  }
  return { places: order.subarray(0, kept), moved, conflict: undefined };

  function sameSample(a: number, b: number): boolean {
    const [one, other] = [histogramAt(a), histogramAt(b)];
    if (one !== undefined || other !== undefined) {
      return one !== undefined && other !== undefined && equalHistograms(one, other);
    }
    return isStale(bits, a) === isStale(bits, b) && Object.is(values[a], values[b]);
  }

  function sampleText(place: number): string {
    const histogram = histogramAt(place);
    if (histogram !== undefined) return `a histogram of count ${histogram.count} and sum ${histogram.sum}`;
    return isStale(bits, place) ? 'the staleness marker' : String(values[place]);
  }
}

/** Bits and all. */
export function rearranged(numbers: Float64Array, places: Uint32Array): Float64Array {
  const made = new Float64Array(places.length);
  const [from, to] = [bitsOf(numbers), bitsOf(made)];
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? 0;
    to[2 * i] = from[2 * place] ?? 0;
    to[2 * i + 1] = from[2 * place + 1] ?? 0;
  }
  return made;
}

/** A time as people read it, where the calendar reaches it. */
export function timeText(timestampMs: number): string {
  const date = new Date(timestampMs);
  return Number.isNaN(date.getTime()) ? `${timestampMs} ms` : date.toISOString();
}
