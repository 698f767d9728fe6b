import {
  ANY_MAP,
  ANY_SLICE,
  BOOL,
  FLOAT_SLICE,
  FLOAT64,
  METRIC_DATA_RESULT,
  NRDB_RESULT,
  type ResultType,
  STRING,
} from '../../expr/index.ts';
import { sliceOf } from '../../expr/types/go-type.ts';
import type { Cardinality, EmptyReason, Facts, Inference, NanReason, ValueRange } from '../../promql/index.ts';
import type { JsonObject } from '../../yaml/tree.ts';
import { objectOf, textOf } from '../controller/read.ts';
import { parseJsonPath } from '../jsonpath/parse.ts';
import type { ProviderName } from '../metric.ts';

/** What is known, before any measurement, of the `result` that a metric's conditions see. */
export interface ResultShape {
  readonly provider: ProviderName;
  /**
   * The Go types that `result` may have, the likeliest first. `unknown` alone where nothing is known; `nil` is the
   * answer without data of the providers that have one. Empty where the provider reads no condition.
   */
  readonly types: readonly ResultType[];
  /** How many elements it has if it is a list. */
  readonly count: Cardinality;
  /** Why a list may be empty; no reasons are given where only the provider's nature says so. */
  readonly mayBeEmpty: readonly EmptyReason[];
  /** Why a number may be NaN. */
  readonly mayBeNaN: readonly NanReason[];
  /** Bounds of every number that is not NaN. */
  readonly values: ValueRange;
  /** About the PromQL query; undefined for other providers and for a query that does not parse. */
  readonly query: Facts | undefined;
}

export interface ResultSource {
  readonly provider: ProviderName;
  /** The provider's own block, with the values that its user passes filled in where they matter. */
  readonly block: JsonObject;
  /** Of the PromQL query; undefined where it does not parse. */
  readonly inference?: Inference | undefined;
}

const ANY_VALUE: ValueRange = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY, zero: true };
const ANY_COUNT: Cardinality = { min: 0, max: Number.POSITIVE_INFINITY };

const METRIC_DATA = sliceOf(METRIC_DATA_RESULT);
const NRDB_ROWS = sliceOf(NRDB_RESULT);

/** The result of a metric (argo-rollouts metricproviders): its Go types and, for Prometheus, what the query says of its values. */
export function resultShape({ provider, block, inference }: ResultSource): ResultShape {
  const shape = (types: readonly ResultType[], count: Cardinality = ANY_COUNT): ResultShape => ({
    provider,
    types,
    count,
    mayBeEmpty: [],
    mayBeNaN: [],
    values: ANY_VALUE,
    query: undefined,
  });
  switch (provider) {
    case 'prometheus':
      return prometheusShape(shape, block, inference);
    case 'web':
      return shape(webTypes(textOf(block['jsonPath'])));
    case 'datadog':
      return shape(datadogTypes(block));
    case 'wavefront':
      return shape([FLOAT64, FLOAT_SLICE], { min: 1, max: Number.POSITIVE_INFINITY });
    case 'newRelic':
      return shape([NRDB_RESULT, NRDB_ROWS], { min: 1, max: Number.POSITIVE_INFINITY });
    case 'cloudWatch':
      return shape([METRIC_DATA]);
    case 'graphite':
      return shape([FLOAT_SLICE]);
    case 'influxdb':
      return shape([ANY_SLICE], { min: 1, max: Number.POSITIVE_INFINITY });
    case 'skywalking':
    case 'plugin':
      return shape(['unknown']);
    case 'job':
    case 'kayenta':
      return shape([]);
  }
}

type Shape = (types: readonly ResultType[], count?: Cardinality) => ResultShape;

/** metricproviders/prometheus processResponse: a scalar is a float64; a vector or a matrix is a []float64, even of one. */
function prometheusShape(shape: Shape, block: JsonObject, inference: Inference | undefined): ResultShape {
  if (inference === undefined) return shape(['unknown']);
  const { root } = inference;
  const known = (types: readonly ResultType[], count: Cardinality): ResultShape => ({
    ...shape(types, count),
    mayBeEmpty: root.mayBeEmpty,
    mayBeNaN: root.mayBeNaN,
    values: root.values,
    query: root,
  });
  if (root.expr.kind === 'HoleExpr') return shape([FLOAT_SLICE, FLOAT64]);
  // A range query answers with one value for each of its steps.
  if (block['rangeQuery'] !== undefined && block['rangeQuery'] !== null && root.type !== 'string')
    return known([FLOAT_SLICE], { min: root.count.min, max: Number.POSITIVE_INFINITY });
  if (root.type === 'scalar') return known([FLOAT64], root.count);
  return root.type === 'vector' ? known([FLOAT_SLICE], root.count) : shape(['unknown']);
}

/** metricproviders/webmetric getValue: the first match of the path; a number of JSON is a float64. */
function webTypes(path: string): readonly ResultType[] {
  const parsed = parseJsonPath(path === '' ? '{$}' : path);
  // Text without braces is the result itself, and a path that does not parse gives none: rules of the provider say so.
  if (!parsed.ok || path.includes('{{') || parsed.nodes.every(({ kind }) => kind === 'text')) return ['unknown'];
  const whole = path === '' || /^\{\s*[$.@]?\s*\}$/.test(path);
  return whole ? [ANY_MAP, ANY_SLICE, STRING, FLOAT64, BOOL] : [FLOAT64, STRING, BOOL, ANY_MAP, ANY_SLICE];
}

/** metricproviders/datadog: a nil *float64 where there is no data; a list for a grouped query of the second API. */
function datadogTypes(block: JsonObject): readonly ResultType[] {
  const isSecond = textOf(block['apiVersion']).toLowerCase() === 'v2';
  const queries = [block['query'], ...Object.values(objectOf(block['queries']))].map(textOf);
  const isGrouped = isSecond && queries.some((query) => /\bby\s*\{/.test(query) || query.includes('{{'));
  return isGrouped ? [FLOAT64, FLOAT_SLICE, 'nil'] : [FLOAT64, 'nil'];
}
