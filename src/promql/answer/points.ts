import type { FloatHistogram } from '../engine/histogram/histogram.ts';
import { histogramsAt } from './histogram.ts';
import { numberAt, timeAt } from './numbers.ts';
import { itemsAt, listAt, ShapeProblem } from './shape.ts';

/** `[time, value]`. */
export function pairAt(value: unknown, place: string): readonly [unknown, unknown] {
  const pair = itemsAt(value, place);
  if (pair.length !== 2) throw new ShapeProblem(`${place} has ${pair.length} elements, not a time and a value`);
  return [pair[0], pair[1]];
}

export interface FloatPoints {
  readonly timestampsMs: Float64Array;
  readonly values: Float64Array;
}

/** The `values` of a series, in their order. */
export function floatPointsAt(value: unknown, place: string): FloatPoints {
  const points = listAt(value, place);
  const timestampsMs = new Float64Array(points.length);
  const values = new Float64Array(points.length);
  let i = 0;
  try {
    for (; i < points.length; i++) {
      const [time, text] = pairAt(points[i], '');
      timestampsMs[i] = timeAt(time, '[0]');
      values[i] = numberAt(text, '[1]');
    }
  } catch (problem) {
    if (!(problem instanceof ShapeProblem)) throw problem;
    // To name each point before it is read would take longer than reading it.
    throw new ShapeProblem(`${place}[${i}]${problem.message}`);
  }
  return { timestampsMs, values };
}

export interface HistogramPoints {
  readonly timestampsMs: Float64Array;
  readonly histograms: readonly FloatHistogram[];
}

/** The `histograms` of a series, in their order. */
export function histogramPointsAt(value: unknown, place: string): HistogramPoints {
  const pairs = listAt(value, place).map((pair, i) => pairAt(pair, `${place}[${i}]`));
  return {
    timestampsMs: Float64Array.from(pairs, ([time], i) => timeAt(time, `${place}[${i}][0]`)),
    histograms: histogramsAt(
      pairs.map(([, histogram]) => histogram),
      (i) => `${place}[${i}][1]`,
    ),
  };
}
