import type { FloatHistogram } from '../promql/engine/histogram/histogram.ts';
import type { MatrixSeries } from '../promql/engine/result.ts';
import type { SampleSeries } from '../promql/engine/storage.ts';

/** The raw samples of a selector from `startMs` to `endMs`, both inclusive. */
export interface SampleChunk {
  readonly startMs: number;
  readonly endMs: number;
  readonly series: readonly SampleSeries[];
}

const LONGEST_MS = 24 * 3_600_000;
const SHORTEST_MS = 1_000;
/** More than this in an answer, and the next one is not made larger. */
const MANY_SAMPLES = 250_000;

/** How much time to ask for at once: half of it after too much, twice of it while answers are small. */
export class ChunkLength {
  #ms: number;
  #tooMuchMs = Infinity;

  constructor(firstMs: number) {
    this.#ms = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, firstMs));
  }

  get ms(): number {
    return this.#ms;
  }

  answered(samples: number): void {
    const double = this.#ms * 2;
    if (samples < MANY_SAMPLES / 2 && double < this.#tooMuchMs && double <= LONGEST_MS) this.#ms = double;
  }

  /** False where there is nothing left to halve. */
  wasTooMuch(askedMs: number): boolean {
    const length = Math.min(this.#ms, askedMs);
    if (length <= SHORTEST_MS) return false;
    this.#tooMuchMs = length;
    this.#ms = Math.max(SHORTEST_MS, Math.floor(length / 2));
    return true;
  }
}

/**
 * Asks for the samples from `startMs` to `endMs` at `endMs`. Ranges are left-open since 3.0 and closed before: the one
 * sample too many that a closed range may have is cut off by `samplesWithin`.
 */
export const rangeSelector = (selector: string, startMs: number, endMs: number): string =>
  `${selector}[${endMs - startMs + 1}ms]`;

/** The samples of an answer that lie between two times, both inclusive; undefined where there are none. */
export function samplesWithin(series: MatrixSeries, startMs: number, endMs: number): SampleSeries | undefined {
  const inside = (timeMs: number): boolean => timeMs >= startMs && timeMs <= endMs;
  const histograms = new Map<number, FloatHistogram>();
  for (const { timestampMs, histogram } of series.histograms) {
    if (inside(timestampMs)) histograms.set(timestampMs, histogram);
  }
  const floats = new Map<number, number>();
  for (let i = 0; i < series.timestampsMs.length; i++) {
    const timeMs = series.timestampsMs[i] ?? NaN;
    if (inside(timeMs) && !histograms.has(timeMs)) floats.set(timeMs, series.values[i] ?? NaN);
  }
  if (floats.size + histograms.size === 0) return undefined;
  const timestampsMs = Float64Array.from([...floats.keys(), ...histograms.keys()]).sort();
  return {
    labels: series.labels,
    timestampsMs,
    values: timestampsMs.map((timeMs) => floats.get(timeMs) ?? NaN),
    ...(histograms.size > 0 && { histograms: Array.from(timestampsMs, (timeMs) => histograms.get(timeMs)) }),
  };
}
