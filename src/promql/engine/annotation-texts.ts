import { quote } from '../../go/quote.ts';
import { general } from './annotations.ts';

/** Upstream's texts (util/annotations), without `PromQL warning: ` and position. */
export const QUANTILE_NAN_RESULT = 'input to histogram_quantile has NaN observations, result is NaN';
export const QUANTILE_NAN_SKEW = 'input to histogram_quantile has NaN observations, result is skewed higher';
export const FRACTION_NAN = 'input to histogram_fraction has NaN observations, which are excluded from all fractions';
export const FORCED_MONOTONICITY =
  'input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)';
export const MIXED_CLASSIC_NATIVE = 'vector contains a mix of classic and native histograms';
export const SORT_IN_RANGE_QUERY = 'sort is ineffective for range queries since results are always ordered by labels';
export const MIXED_IN_AGGREGATION = 'encountered a mix of histograms and floats for aggregation';

/** With the metric's name where there is one. */
export const named = (text: string, metricName: string): string =>
  metricName === '' ? text : `${text} for metric name ${quote(metricName)}`;

export const invalidQuantile = (q: number): string => `quantile value should be between 0 and 1, got ${general(q)}`;

export const invalidRatio = (ratio: number, limit: number): string =>
  `ratio value should be between -1 and 1, got ${general(ratio)}, capping to ${general(limit)}`;

export const badBucketLabel = (value: string, metricName: string): string =>
  named(`bucket label "le" is missing or has a malformed value of ${quote(value)}`, metricName);

export const mixedFloatsHistograms = (metricName: string): string =>
  `encountered a mix of histograms and floats for metric name ${quote(metricName)}`;

export const notCounter = (metricName: string): string =>
  `this native histogram metric is not a counter: ${quote(metricName)}`;

export const notGauge = (metricName: string): string =>
  `this native histogram metric is not a gauge: ${quote(metricName)}`;

export const mixedSchemas = (metricName: string): string =>
  `vector contains a mix of histograms with exponential and custom buckets schemas for metric name ${quote(metricName)}`;

export const incompatibleBuckets = (operator: string): string =>
  `incompatible bucket layout encountered for binary operator ${operator}`;

export const incompatibleTypes = (operator: string, left: string, right: string): string =>
  `incompatible sample types encountered for binary operator ${quote(operator)}: ${left} ${operator} ${right}`;

export const histogramIgnored = (aggregation: string): string => `ignored histogram in ${aggregation} aggregation`;

export const histogramIgnoredInRange = (metricName: string): string =>
  `ignored histograms in a range containing both floats and histograms for metric name ${quote(metricName)}`;

export const hintCollision = (operation: HistogramOperation): string =>
  `conflicting counter resets during histogram ${operation}`;

export const boundsReconciled = (operation: HistogramOperation): string =>
  `mismatched custom buckets were reconciled during ${operation}`;

export type HistogramOperation = 'addition' | 'subtraction' | 'aggregation';

export const possibleNonCounter = (metricName: string): string =>
  `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${quote(metricName)}`;

export const possibleNonCounterType = (metricName: string, type: string): string =>
  `metric might not be a counter, __type__ label is not set to "counter" or "histogram", got ${quote(type)}: ${quote(metricName)}`;

export const startTimeOverlap = (metricName: string): string =>
  `sample has start time that overlaps with previous sample timestamp for metric ${quote(metricName)}`;
