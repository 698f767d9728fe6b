import type { FloatHistogram } from '../promql/engine/histogram/histogram.ts';
import type { LabelSet } from '../promql/engine/labels.ts';

/** What the columns of a series hold besides floats. */
export interface ColumnExtras {
  /** Native histograms; undefined where the sample is a float. */
  readonly histograms?: readonly (FloatHistogram | undefined)[] | undefined;
  /** When the counting of a sample began, milliseconds since the epoch; 0 is unknown. */
  readonly startTimestampsMs?: Float64Array | undefined;
}

/** Takes the samples that a reader finds. A series may come in parts and in any order of time. */
export interface SeriesSink {
  /** How many samples it has taken. */
  readonly sampleCount: number;
  /** The number of a series, by which samples are added; the same for equal label sets. */
  seriesOf(labels: LabelSet): number;
  add(series: number, timestampMs: number, value: number): void;
  addHistogram(series: number, timestampMs: number, histogram: FloatHistogram): void;
  /** The marker that ends the series. */
  addStale(series: number, timestampMs: number): void;
  /** Whole columns of one length, which are copied; staleness markers are bits of `values` (`markStale`). */
  addColumns(labels: LabelSet, timestampsMs: Float64Array, values: Float64Array, extras?: ColumnExtras): void;
  /** Says on which line of the input the next sample stands, and whether those after it stand on the same or a line further each. */
  standsAt(line: number, linesPerSample: 0 | 1): void;
  /** What was left out or mended, in one sentence; said once. */
  note(sentence: string): void;
}
