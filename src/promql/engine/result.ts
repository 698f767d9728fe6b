import type { EvaluationErrorType } from './errors.ts';
import type { FloatHistogram } from './histogram/histogram.ts';
import type { LabelSet } from './labels.ts';

/** One element of an instant vector: a float, or a histogram (its value is then 0). */
export interface VectorSample {
  readonly labels: LabelSet;
  readonly timestampMs: number;
  readonly value: number;
  readonly histogram: FloatHistogram | undefined;
}

export interface HistogramPoint {
  readonly timestampMs: number;
  readonly histogram: FloatHistogram;
}

/** A series of a result: floats in columns, histograms one by one, each in order of time. */
export interface MatrixSeries {
  readonly labels: LabelSet;
  readonly timestampsMs: Float64Array;
  readonly values: Float64Array;
  readonly histograms: readonly HistogramPoint[];
}

export type QueryValue =
  | { readonly type: 'scalar'; readonly timestampMs: number; readonly value: number }
  | { readonly type: 'string'; readonly timestampMs: number; readonly value: string }
  /** In the order that the query defines, which is none but for sorting functions and `topk`. */
  | { readonly type: 'vector'; readonly samples: readonly VectorSample[] }
  /** Sorted by labels. */
  | { readonly type: 'matrix'; readonly series: readonly MatrixSeries[] };

/**
 * `bad-data`: the query does not parse, or is of the wrong type for what is asked. `unavailable`: no word on the query,
 * since the server that should answer it cannot be asked; an engine never says so.
 */
export type QueryErrorType = EvaluationErrorType | 'bad-data' | 'unavailable';

export interface QueryError {
  readonly type: QueryErrorType;
  /** Upstream's text. */
  readonly message: string;
}

interface Remarks {
  /** `PromQL warning: … (1:5)`, in no particular order. */
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/** What a server answers: a value or an error, and what it remarks on the way there. */
export type QueryResult = Remarks &
  (
    | { readonly value: QueryValue; readonly error: undefined }
    | { readonly value: undefined; readonly error: QueryError }
  );
