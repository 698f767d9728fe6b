import { floatSlice, fromJson, type GoValue, METRIC_DATA_RESULT, NRDB_RESULT } from '../../expr/index.ts';
import { FLOAT64, pointerTo, sliceOf } from '../../expr/types/go-type.ts';
import { formatValue } from '../../expr/values/format.ts';
import { toCompactJson } from '../../expr/values/to-json.ts';
import { anySlice, type GoStruct, isObject, makeSlice, stringMap, zeroOf } from '../../expr/values/value.ts';
import { formatFloat } from '../../go/float.ts';
import { parseFloat64 } from '../../go/strconv.ts';
import { isObject as isMap, listOf, objectOf, optionalInteger, optionalText } from '../../manifest/controller/read.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import type { ProviderName } from '../../manifest/metric.ts';
import type { Json } from '../../yaml/tree.ts';
import { judge } from '../providers/judge.ts';
import { prometheusMeasurement } from '../providers/prometheus.ts';
import { webResult } from '../providers/web.ts';
import type { Measurement } from '../run.ts';

const error = (message: string): Measurement => ({ phase: 'Error', message });

const noValue = (provider: ProviderName, value: Json, expected: string): Measurement =>
  error(`the recorded value of a ${provider} metric must be ${expected}, not ${JSON.stringify(value)}`);

/**
 * A recorded value as the provider would have given it: `result` of its type, and its text (src/manifest/result/shape.ts
 * has the types). `null` and an empty list are an answer without data. Needs `prepareExpr`.
 */
export function judgeValue(provider: ProviderName, metric: Metric, value: Json, nowMs: number): Measurement {
  switch (provider) {
    case 'prometheus':
      return judgePrometheus(metric, value, nowMs);
    case 'web':
      return webResult(metric, fromJson(value), nowMs);
    case 'datadog':
      return judgeDatadog(metric, value, nowMs);
    case 'wavefront':
      return judgeWavefront(metric, value, nowMs);
    case 'graphite':
      return judgeGraphite(metric, value, nowMs);
    case 'newRelic':
      return judgeNewRelic(metric, value, nowMs);
    case 'cloudWatch':
      return judgeCloudWatch(metric, value, nowMs);
    case 'influxdb': {
      const items = isList(value) ? value : value === null ? [] : [value];
      if (items.length === 0) return error('no results returned from flux query');
      const result = anySlice(items.map(fromJson));
      return judge(metric, { result, value: formatValue(result) }, nowMs);
    }
    case 'skywalking':
      if (value === null) return error('no results returned from SkyWalking query');
      return judgeJson(metric, fromJson(value), nowMs);
    case 'plugin':
      // A plugin judges by its own code; those that are published evaluate the conditions as the controller does.
      return judgeJson(metric, fromJson(value), nowMs);
    case 'kayenta':
      return judgeKayenta(metric, value);
    case 'job':
      return noValue(provider, value, 'a phase (phase: Successful)');
  }
}

const judgeJson = (metric: Metric, result: GoValue, nowMs: number): Measurement =>
  judge(metric, { result, value: toCompactJson(result) }, nowMs);

function judgePrometheus(metric: Metric, value: Json, nowMs: number): Measurement {
  const scalar = numberOf(value);
  if (scalar !== undefined) return prometheusMeasurement(metric, { type: 'scalar', value: scalar }, [], nowMs);
  const values = numbersOf(value ?? []);
  return values === undefined
    ? noValue('prometheus', value, 'a number or a list of numbers')
    : prometheusMeasurement(metric, { type: 'vector', values }, [], nowMs);
}

const decimal = (value: number): string => formatFloat(value, 'f', -1);

/** metricproviders/datadog: a nil pointer where there is no data, a list for a grouped query. */
function judgeDatadog(metric: Metric, value: Json, nowMs: number): Measurement {
  const single = numberOf(value);
  if (single !== undefined) return judge(metric, { result: single, value: decimal(single) }, nowMs);
  const values = numbersOf((isList(value) ? value.filter((each) => each !== null) : value) ?? []);
  if (values === undefined) return noValue('datadog', value, 'a number or a list of numbers');
  if (values.length === 0) {
    return judge(metric, { result: { kind: 'pointer', type: pointerTo(FLOAT64), target: null }, value: '[]' }, nowMs);
  }
  return judge(metric, { result: floatSlice(values), value: `[${values.map(decimal).join(',')}]` }, nowMs);
}

/** metricproviders/wavefront: of one series its value, of more a list. */
function judgeWavefront(metric: Metric, value: Json, nowMs: number): Measurement {
  const single = numberOf(value);
  const values = single === undefined ? numbersOf(value ?? []) : [single];
  if (values === undefined) return noValue('wavefront', value, 'a number or a list of numbers');
  const [first] = values;
  if (first === undefined) return error('No TimeSeries found in response from Wavefront');
  const texts = values.map((each) => formatFloat(each, 'f', 2));
  return values.length === 1
    ? judge(metric, { result: first, value: texts.join() }, nowMs)
    : judge(metric, { result: floatSlice(values), value: `[${texts.join(',')}]` }, nowMs);
}

/** metricproviders/graphite: the points of the first target, those without a value left out. */
function judgeGraphite(metric: Metric, value: Json, nowMs: number): Measurement {
  const points = isList(value) ? value : value === null ? [] : [value];
  if (points.length === 0) return error('no values found');
  const values = numbersOf(points.filter((point) => point !== null));
  if (values === undefined) return noValue('graphite', value, 'a list of numbers');
  const texts = values.map((each) => formatFloat(each, 'f', 6));
  return judge(metric, { result: floatSlice(values), value: `[${texts.join(',')}]`, keepsValue: true }, nowMs);
}

/** metricproviders/newrelic: of one row a map, of more a list of maps. */
function judgeNewRelic(metric: Metric, value: Json, nowMs: number): Measurement {
  const rows = isList(value) ? value : value === null ? [] : [value];
  if (!rows.every(isMap)) return noValue('newRelic', value, 'a row (a map) or a list of rows');
  const results = rows.map((row) =>
    stringMap(
      Object.entries(row).map(([key, member]) => [key, fromJson(member)] as const),
      NRDB_RESULT,
    ),
  );
  const [first] = results;
  if (first === undefined || (results.length === 1 && first.entries.size === 0)) {
    return error('no results returned from NRQL query');
  }
  return judgeJson(metric, results.length === 1 ? first : makeSlice(sliceOf(NRDB_RESULT), results), nowMs);
}

/** metricproviders/cloudwatch: a list with the values of each query, the newest first. */
function judgeCloudWatch(metric: Metric, value: Json, nowMs: number): Measurement {
  const queries = isList(value) && !value.every(isNumber) ? value : value === null ? [] : [value];
  const lists = queries.map((query) => {
    const written = isMap(query) ? (query['values'] ?? query['Values'] ?? []) : query;
    const single = numberOf(written);
    return single === undefined ? numbersOf(written) : [single];
  });
  if (lists.some((list) => list === undefined)) {
    return noValue('cloudWatch', value, 'a list of numbers for each query');
  }
  const values = lists.map((list) => floatSlice(list ?? []));
  const results = values.map((slice, index): GoStruct => {
    const zero = zeroOf(METRIC_DATA_RESULT);
    const fields = isObject(zero) && zero.kind === 'struct' ? zero.fields : [];
    const written = objectOf(queries[index]);
    const texts = new Map<string, GoValue>();
    for (const [field, key] of [
      ['Id', 'id'],
      ['Label', 'label'],
    ] as const) {
      const target = optionalText(written[key] ?? written[field]);
      const type = METRIC_DATA_RESULT.fields?.get(field);
      if (target !== undefined && type !== undefined) texts.set(field, { kind: 'pointer', type, target });
    }
    return { kind: 'struct', type: METRIC_DATA_RESULT, fields: new Map([...fields, ...texts, ['Values', slice]]) };
  });
  return judge(
    metric,
    {
      result: makeSlice(sliceOf(METRIC_DATA_RESULT), results),
      value: formatValue(anySlice(values)),
      keepsValue: true,
    },
    nowMs,
  );
}

/** metricproviders/kayenta evaluateResult: the score, cut to a whole number, against the thresholds. */
function judgeKayenta(metric: Metric, value: Json): Measurement {
  const written = numberOf(value);
  if (written === undefined || !Number.isFinite(written)) return noValue('kayenta', value, 'a score');
  const { pass, marginal } = objectOf(objectOf(objectOf(metric.provider)['kayenta'])['threshold']);
  const score = Math.trunc(written);
  const text = { value: String(score) };
  if (score >= (optionalInteger(pass) ?? 0)) return { phase: 'Successful', ...text };
  return { phase: score >= (optionalInteger(marginal) ?? 0) ? 'Inconclusive' : 'Failed', ...text };
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isNumber = (value: Json): boolean => numberOf(value) !== undefined;

/** A number, or the text of one: NaN and the infinities have no number in YAML's and JSON's common part. */
function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const parsed = parseFloat64(value);
  return parsed.ok ? parsed.value : undefined;
}

function numbersOf(value: Json): readonly number[] | undefined {
  if (!isList(value)) return undefined;
  const numbers = listOf(value).map(numberOf);
  return numbers.some((number) => number === undefined) ? undefined : numbers.flatMap((number) => number ?? []);
}
