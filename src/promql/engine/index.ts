/** Evaluates PromQL over recorded series with the answers of Prometheus 3.14. */
export { type PreparedQuery, PromqlEngine, type RangeTimes, type RunOptions } from './engine.ts';
export type { EvaluationErrorType } from './errors.ts';
export {
  type Buckets,
  CUSTOM_SCHEMA,
  EMPTY_HISTOGRAM,
  type FloatHistogram,
  type ResetHint,
} from './histogram/histogram.ts';
export { type StoredSample, storedHints } from './histogram/stored.ts';
export { histogramText } from './histogram/text.ts';
export { compareLabels, LabelSet } from './labels.ts';
export type {
  HistogramPoint,
  MatrixSeries,
  QueryError,
  QueryErrorType,
  QueryResult,
  QueryValue,
  VectorSample,
} from './result.ts';
export type { EngineSettings } from './settings.ts';
export { markStale, memoryStorage, type SampleSeries, type SeriesMatcher, type Storage } from './storage.ts';
