import { type ApiHistogram, apiHistogram, histogramAt } from '../promql/answer/histogram.ts';
import { labelsAt } from '../promql/answer/labels.ts';
import { numberAt, numberText, timeAt } from '../promql/answer/numbers.ts';
import { floatPointsAt, histogramPointsAt, pairAt } from '../promql/answer/points.ts';
import { fieldOf, kindOf, listAt, objectAt, ShapeProblem, textAt } from '../promql/answer/shape.ts';
import { compareLabels } from '../promql/engine/labels.ts';
import type { HistogramPoint, MatrixSeries, QueryResult, QueryValue, VectorSample } from '../promql/engine/result.ts';
import { readEnvelope, shapeError } from './answer/envelope.ts';

type ApiPoint = readonly [seconds: number, value: string];
type ApiLabels = Readonly<Record<string, string>>;

interface ApiSample {
  readonly metric: ApiLabels;
  readonly value?: ApiPoint;
  readonly histogram?: readonly [seconds: number, histogram: ApiHistogram];
}

interface ApiSeries {
  readonly metric: ApiLabels;
  readonly values?: readonly ApiPoint[];
  readonly histograms?: readonly (readonly [seconds: number, histogram: ApiHistogram])[];
}

/** The `data` of an answer of `/api/v1/query` and `/api/v1/query_range`. */
export type ApiData =
  | { readonly resultType: 'scalar' | 'string'; readonly result: ApiPoint }
  | { readonly resultType: 'vector'; readonly result: readonly ApiSample[] }
  | { readonly resultType: 'matrix'; readonly result: readonly ApiSeries[] };

/** A value in the form of the HTTP API, in its order (web/api/v1 json_codec.go). */
export function dataOf(value: QueryValue): ApiData {
  switch (value.type) {
    case 'scalar':
      return { resultType: 'scalar', result: [value.timestampMs / 1000, numberText(value.value)] };
    case 'string':
      return { resultType: 'string', result: [value.timestampMs / 1000, value.value] };
    case 'vector':
      return { resultType: 'vector', result: value.samples.map(apiSample) };
    case 'matrix':
      return { resultType: 'matrix', result: value.series.map(apiSeries) };
  }
}

function apiSample({ labels, timestampMs, value, histogram }: VectorSample): ApiSample {
  const seconds = timestampMs / 1000;
  const metric = labels.toObject();
  if (histogram !== undefined) return { metric, histogram: [seconds, apiHistogram(histogram)] };
  return { metric, value: [seconds, numberText(value)] };
}

function apiSeries({ labels, timestampsMs, values, histograms }: MatrixSeries): ApiSeries {
  return {
    metric: labels.toObject(),
    ...(timestampsMs.length > 0 && {
      values: Array.from(timestampsMs, (timeMs, i): ApiPoint => [timeMs / 1000, numberText(values[i] ?? NaN)]),
    }),
    ...(histograms.length > 0 && {
      histograms: histograms.map(
        ({ timestampMs, histogram }) => [timestampMs / 1000, apiHistogram(histogram)] as const,
      ),
    }),
  };
}

/** An answer of `/api/v1/query` or `/api/v1/query_range`; what is none is an error of type `unavailable`. */
export function readAnswer(json: unknown): QueryResult {
  try {
    const { data, error, warnings, infos } = readEnvelope(json);
    if (error !== undefined) return { value: undefined, error, warnings, infos };
    return { value: queryValueAt(data), error: undefined, warnings, infos };
  } catch (problem) {
    if (!(problem instanceof ShapeProblem)) throw problem;
    return { value: undefined, error: shapeError(problem), warnings: [], infos: [] };
  }
}

/** The `data` of such an answer. @throws {ShapeProblem} */
export function queryValueAt(value: unknown): QueryValue {
  const data = objectAt(value, 'data');
  const type = fieldOf(data, 'resultType');
  const result = fieldOf(data, 'result');
  const place = 'data.result';
  switch (type) {
    case 'scalar': {
      const [time, text] = pairAt(result, place);
      return { type, timestampMs: timeAt(time, `${place}[0]`), value: numberAt(text, `${place}[1]`) };
    }
    case 'string': {
      const [time, text] = pairAt(result, place);
      return { type, timestampMs: timeAt(time, `${place}[0]`), value: textAt(text, `${place}[1]`) };
    }
    case 'vector':
      return { type, samples: listAt(result, place).map((sample, i) => sampleAt(sample, `${place}[${i}]`)) };
    case 'matrix': {
      const series = listAt(result, place).map((one, i) => seriesAt(one, `${place}[${i}]`));
      return { type, series: series.sort((a, b) => compareLabels(a.labels, b.labels)) };
    }
    default:
      throw new ShapeProblem(
        `data.resultType is ${typeof type === 'string' ? JSON.stringify(type.slice(0, 40)) : kindOf(type)}`,
      );
  }
}

function sampleAt(value: unknown, place: string): VectorSample {
  const sample = objectAt(value, place);
  const labels = labelsAt(fieldOf(sample, 'metric'), `${place}.metric`);
  const point = fieldOf(sample, 'value');
  if (point !== undefined) {
    const [time, text] = pairAt(point, `${place}.value`);
    const timestampMs = timeAt(time, `${place}.value[0]`);
    return { labels, timestampMs, value: numberAt(text, `${place}.value[1]`), histogram: undefined };
  }
  const [time, histogram] = pairAt(fieldOf(sample, 'histogram'), `${place}.histogram`);
  const timestampMs = timeAt(time, `${place}.histogram[0]`);
  return { labels, timestampMs, value: 0, histogram: histogramAt(histogram, `${place}.histogram[1]`) };
}

function seriesAt(value: unknown, place: string): MatrixSeries {
  const series = objectAt(value, place);
  const labels = labelsAt(fieldOf(series, 'metric'), `${place}.metric`);
  const { timestampsMs, values } = floatPointsAt(fieldOf(series, 'values'), `${place}.values`);
  let last = -1;
  for (let i = 0; i < timestampsMs.length; i++) {
    const timeMs = timestampsMs[i] ?? NaN;
    if (isLater(timestampsMs[last], timeMs, () => `${place}.values[${i}]`)) last++;
    timestampsMs[last] = timeMs;
    values[last] = values[i] ?? NaN;
  }
  const read = histogramPointsAt(fieldOf(series, 'histograms'), `${place}.histograms`);
  const histograms: HistogramPoint[] = [];
  for (const [i, histogram] of read.histograms.entries()) {
    const timestampMs = read.timestampsMs[i] ?? NaN;
    if (!isLater(histograms.at(-1)?.timestampMs, timestampMs, () => `${place}.histograms[${i}]`)) histograms.pop();
    histograms.push({ timestampMs, histogram });
  }
  return { labels, timestampsMs: timestampsMs.subarray(0, last + 1), values: values.subarray(0, last + 1), histograms };
}

/** False for a second sample of the same time, which VictoriaMetrics keeps unless it is told not to: the last one counts. */
function isLater(before: number | undefined, timeMs: number, place: () => string): boolean {
  if (before !== undefined && timeMs < before) throw new ShapeProblem(`${place()} is older than the point before it`);
  return timeMs !== before;
}
