import type { SampleSeries, Storage } from '../promql/engine/storage.ts';

/** Samples in memory, asked by label. */
export interface Recording extends Storage {
  /** In the order of their labels; each label set once. */
  readonly series: readonly SampleSeries[];
  readonly sampleCount: number;
  /** The times of the first and the last sample, milliseconds since the epoch; undefined where there is none. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** What its readers left out or mended, one sentence each: `tsdb/: the write-ahead log is not read, …`. */
  readonly notes: readonly string[];
  /** Sorted. */
  labelNames(): readonly string[];
  /** The values of a label over all series, sorted; without the empty one. */
  labelValues(label: string): readonly string[];
}
