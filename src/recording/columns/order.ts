import { equalHistograms, type FloatHistogram } from '../../promql/engine/histogram/histogram.ts';
import { bitsOf, isStale, type SampleSeries } from '../../promql/engine/storage.ts';

interface Samples {
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

/** What few samples have, by their place among the samples of all series. */
interface Extras {
  /** The place of the first sample. */
  readonly from: number;
  readonly histograms: ReadonlyMap<number, FloatHistogram>;
  readonly startTimes: ReadonlyMap<number, number>;
}

interface Ordered {
  readonly columns: Omit<SampleSeries, 'labels'>;
  /** True if they came in another order. */
  readonly moved: boolean;
  /** `has 1 and 2 at 1970-01-01T00:00:00.000Z`. */
  readonly conflict: string | undefined;
}

/** One series in order of time, each time once. The arrays are changed where the order was another. */
export function inOrder({ timesMs, values }: Samples, { from, histograms, startTimes }: Extras): Ordered {
  const picked = isRising(timesMs) ? undefined : pick(timesMs, values, (i) => histograms.get(from + i));
  const places = picked?.places;
  const count = places?.length ?? timesMs.length;
  const place = (i: number): number => from + (places?.[i] ?? i);
  const columns = {
    timestampsMs: places === undefined ? timesMs : rearrange(timesMs, places),
    values: places === undefined ? values : rearrange(values, places),
    ...column('histograms', histograms, count, (i) => histograms.get(place(i))),
    ...startsOf(startTimes, count, place),
  };
  return { columns, moved: picked?.moved === true, conflict: picked?.conflict };
}

function column<T>(
  name: 'histograms',
  all: ReadonlyMap<number, T>,
  count: number,
  at: (i: number) => T | undefined,
): { readonly histograms?: (T | undefined)[] } {
  if (all.size === 0) return {};
  const made = Array.from({ length: count }, (_, i) => at(i));
  return made.some((one) => one !== undefined) ? { [name]: made } : {};
}

function startsOf(
  all: ReadonlyMap<number, number>,
  count: number,
  place: (i: number) => number,
): { readonly startTimestampsMs?: Float64Array } {
  if (all.size === 0) return {};
  const made = Float64Array.from({ length: count }, (_, i) => all.get(place(i)) ?? 0);
  return made.some((start) => start !== 0) ? { startTimestampsMs: made } : {};
}

function isRising(times: Float64Array): boolean {
  for (let i = 1; i < times.length; i++) {
    if ((times[i] ?? 0) <= (times[i - 1] ?? 0)) return false;
  }
  return true;
}

interface Picked {
  /** Where the samples to keep stand, in order of time. */
  readonly places: Uint32Array;
  readonly moved: boolean;
  readonly conflict: string | undefined;
}

function pick(
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
        const time = timeText(times[place] ?? NaN);
        return { places: order, moved, conflict: `has ${sampleText(last)} and ${sampleText(place)} at ${time}` };
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
function rearrange(numbers: Float64Array, places: Uint32Array): Float64Array {
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
