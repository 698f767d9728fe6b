import { toCompactJson } from '../../expr/values/to-json.ts';
import { quote } from '../../go/quote.ts';
import { byteLength, fromBytes, toBytes } from '../../go/utf8.ts';
import { objectOf, textOf } from '../../manifest/controller/read.ts';
import type { Metric } from '../../manifest/controller/types.ts';
import type { QueryError, QueryResult } from '../../promql/engine/result.ts';
import type { Evaluator } from '../../promql/evaluator.ts';
import { parsePromql } from '../../promql/parse/parse.ts';
import { preparePromql } from '../../promql/prepare.ts';
import type { Provider } from '../reconcile.ts';
import type { QueryTrace } from '../trace.ts';
import { type PrometheusResponse, prometheusMeasurement, queryRange } from './prometheus.ts';

/**
 * Prometheus, answered by an evaluator (argo-rollouts metricproviders/prometheus Run). Errors read as
 * prometheus/client_golang gives them to the controller. Needs `prepareExpr`.
 */
export function queryProvider(evaluator: Evaluator, signal?: AbortSignal): Provider {
  const options = signal === undefined ? {} : { signal };
  return {
    async run(metric, nowMs, { note }) {
      const query = queryOf(metric);
      const planned = queryRange(metric, nowMs);
      if (!planned.ok) return { phase: 'Error', message: planned.error };
      const { range } = planned;
      const result =
        range === undefined
          ? await evaluator.instant(query, nowMs, options)
          : await evaluator.range(query, range, options);
      if (result.error?.type === 'bad-data') await preparePromql();
      const response = responseOf(query, result);
      note({
        kind: 'query',
        query,
        atMs: nowMs,
        ...(range === undefined ? {} : { range }),
        ...seriesOf(result),
        infos: [...result.infos].sort(),
        ...(response.type === 'error' ? { error: response.message } : {}),
      });
      return prometheusMeasurement(metric, response, [...result.warnings].sort(), nowMs);
    },
    resume: (_, inFlight) => inFlight,
    terminate: (_, inFlight) => inFlight,
    metadata: queryMetadata,
  };
}

const queryOf = (metric: Metric): string => textOf(objectOf(objectOf(metric.provider)['prometheus'])['query']);

/** prometheus.go GetMetadata. */
export function queryMetadata(metric: Metric): Readonly<Record<string, string>> | undefined {
  const query = queryOf(metric);
  return query === '' ? undefined : { ResolvedPrometheusQuery: query };
}

/** prometheus/common model: a histogram's sample has the value 0, and the histograms of a matrix are not looked at. */
function responseOf(query: string, { value, error }: QueryResult): PrometheusResponse {
  if (error !== undefined) return { type: 'error', message: clientError(query, error) };
  switch (value.type) {
    case 'scalar':
      return { type: 'scalar', value: value.value };
    case 'vector':
      return {
        type: 'vector',
        values: value.samples.map((sample) => (sample.histogram === undefined ? sample.value : 0)),
      };
    case 'matrix':
      return { type: 'matrix', series: value.series.map(({ values }) => [...values]) };
    case 'string':
      return { type: 'error', message: stringError(value.timestampMs, value.value) };
  }
}

/**
 * client_golang api/prometheus/v1 queryResult knows no strings, so the controller never sees one; its decoder
 * (json-iterator) tells the end of what it has read.
 */
function stringError(timestampMs: number, text: string): string {
  const data = toBytes(`{"resultType":"string","result":[${timestampMs / 1000},${toCompactJson(text)}]}`);
  const last = (count: number): string => fromBytes(data.slice(-count));
  return (
    `unmarshalerDecoder: unexpected value type "string", error found in #10 byte of ...|${last(10)}|..., ` +
    `bigger context ...|${last(50)}|...`
  );
}

/** client_golang api/prometheus/v1 Error, of what web/api/v1 answers to each kind of error. */
function clientError(query: string, { type, message }: QueryError): string {
  switch (type) {
    case 'bad-data':
      return `bad_data: ${withParameter(query, message)}`;
    case 'execution':
    case 'too-many-samples':
      return `execution: ${message}`;
    case 'timeout':
      return 'server_error: server error: 503';
    case 'canceled':
      return 'client_error: client error: 499';
    case 'unavailable':
      return message;
  }
}

/** An engine does not know by which parameter it was asked; a server says so. */
function withParameter(query: string, message: string): string {
  if (message.startsWith('invalid parameter ') || message.startsWith('exceeded maximum resolution ')) return message;
  const parameter = message.startsWith('zero or negative query resolution')
    ? 'step'
    : message.startsWith('end timestamp must not')
      ? 'end'
      : 'query';
  const detail = parameter === 'query' ? withPosition(query, message) : message;
  return `invalid parameter ${quote(parameter)}: ${detail}`;
}

/** promql/parser ParseErr.Error, of an error that an engine tells without its place. */
function withPosition(query: string, message: string): string {
  if (/^(?:\d+:\d+|unknown position): parse error: |^invalid expression type /.test(message)) return message;
  if (query === '') return `unknown position: parse error: ${message}`;
  const [error] = parsePromql(query).errors;
  if (error === undefined || (error.upstream ?? error.message) !== message) return message;
  const before = query.slice(0, (error.upstreamSpan ?? error.span).start);
  const lines = before.split('\n');
  return `${lines.length}:${byteLength(lines.at(-1) ?? '') + 1}: parse error: ${message}`;
}

const SHOWN_SERIES = 20;

function seriesOf({ value }: QueryResult): Pick<QueryTrace, 'seriesCount' | 'series'> {
  const list = value?.type === 'vector' ? value.samples : value?.type === 'matrix' ? value.series : [];
  return { seriesCount: list.length, series: list.slice(0, SHOWN_SERIES).map(({ labels }) => labels.toString()) };
}
