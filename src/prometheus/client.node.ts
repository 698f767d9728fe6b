import { ShapeProblem } from '../promql/answer/shape.ts';
import type { RangeTimes } from '../promql/engine/engine.ts';
import { compareLabels, type LabelSet } from '../promql/engine/labels.ts';
import type { MatrixSeries, QueryError, QueryResult, QueryValue } from '../promql/engine/result.ts';
import type { EvaluateOptions, Evaluator } from '../promql/evaluator.ts';
import { buildInfoAt, labelSetsAt, labelValuesAt, type MetricMetadata, metadataAt } from './answer/lookups.ts';
import { queryValueAt } from './api.ts';
import type { PrometheusConnection } from './connection.ts';
import { type Failure, failure } from './http/failure.ts';
import { Transport, type TransportOptions } from './http/transport.node.ts';
import { ChunkLength, rangeSelector, type SampleChunk, samplesWithin } from './samples.ts';
import { joinSeries, MAX_POINTS, seriesByLabels, splitSteps, stepCount } from './steps.ts';

export interface PrometheusOptions extends TransportOptions {
  readonly connection: PrometheusConnection;
}

/** What a server says of itself and of its series. */
export type Lookup<T> = { readonly warnings: readonly string[] } & (
  | { readonly value: T; readonly error: undefined }
  | { readonly value: undefined; readonly error: QueryError }
);

/** A server with the HTTP API of Prometheus: Prometheus, Thanos, Mimir, Cortex, VictoriaMetrics. Nothing here rejects. */
export interface PrometheusClient extends Evaluator {
  /** The label sets that match any of the selectors and have samples in the time, milliseconds since the epoch. */
  series(
    selectors: readonly string[],
    startMs: number,
    endMs: number,
    options?: EvaluateOptions,
  ): Promise<Lookup<readonly LabelSet[]>>;
  /** The values of a label, of the series that match any of the selectors or of all. */
  labelValues(
    label: string,
    selectors: readonly string[],
    startMs: number,
    endMs: number,
    options?: EvaluateOptions,
  ): Promise<Lookup<readonly string[]>>;
  /** By metric. */
  metadata(options?: EvaluateOptions): Promise<Lookup<ReadonlyMap<string, readonly MetricMetadata[]>>>;
  /** `version` and others; VictoriaMetrics says `2.24.0` for all versions of it. */
  buildInfo(options?: EvaluateOptions): Promise<Lookup<ReadonlyMap<string, string>>>;
  /**
   * The raw samples of a selector (no `offset`, no `@`) from `startMs` to `endMs`, both inclusive, in chunks that follow
   * each other in time, each sample once. Chunks are as long as the server bears. Ends after an error. The API does not
   * show staleness markers, nor the schema of a native histogram without observations.
   */
  samples(
    selector: string,
    startMs: number,
    endMs: number,
    options?: EvaluateOptions,
  ): AsyncGenerator<Lookup<SampleChunk>, void, undefined>;
  /** Ends the connections that are kept for later. */
  close(): Promise<void>;
}

/** Answers queries by asking a server. */
export function prometheusEvaluator({ connection, ...options }: PrometheusOptions): PrometheusClient {
  return new Client(new Transport(connection, options));
}

type Params = readonly (readonly [name: string, value: string])[];
type Outcome = { readonly result: QueryResult; readonly failure: Failure | undefined };

/** How often a question is halved that the server finds too large. */
const HALVINGS = 6;
const FIRST_CHUNK_MS = 2 * 3_600_000;

class Client implements PrometheusClient {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async instant(query: string, timeMs: number, { signal }: EvaluateOptions = {}): Promise<QueryResult> {
    return (
      await this.#query(
        'query',
        [
          ['query', query],
          ['time', seconds(timeMs)],
        ],
        signal,
      )
    ).result;
  }

  async range(query: string, times: RangeTimes, { signal }: EvaluateOptions = {}): Promise<QueryResult> {
    const steps = stepCount(times);
    // What makes no sense is the server's to refuse.
    const parts = steps > MAX_POINTS && Number.isFinite(steps) ? splitSteps(times, MAX_POINTS) : [times];
    return joinResults(await Promise.all(parts.map((part) => this.#range(query, part, HALVINGS, signal))));
  }

  async #range(
    query: string,
    times: RangeTimes,
    halvings: number,
    signal: AbortSignal | undefined,
  ): Promise<QueryResult> {
    const params: Params = [
      ['query', query],
      ['start', seconds(times.startMs)],
      ['end', seconds(times.endMs)],
      ['step', seconds(times.stepMs)],
      // VictoriaMetrics moves start and end to multiples of the step otherwise.
      ['nocache', '1'],
    ];
    const { result, failure: why } = await this.#query('query_range', params, signal);
    const steps = stepCount(times);
    if (why?.tooMuch !== true || halvings === 0 || !(steps > 1)) return result;
    const results: QueryResult[] = [];
    // One after the other: if the first half is too much as well, the second need not be asked.
    for (const half of splitSteps(times, Math.ceil(steps / 2))) {
      const part = await this.#range(query, half, halvings - 1, signal);
      if (part.error !== undefined) return part;
      results.push(part);
    }
    return joinResults(results);
  }

  async #query(path: 'query' | 'query_range', params: Params, signal: AbortSignal | undefined): Promise<Outcome> {
    const { timeoutMs } = this.#transport;
    const timeout = timeoutMs % 1000 === 0 ? `${timeoutMs / 1000}s` : `${Math.ceil(timeoutMs)}ms`;
    const reply = await this.#transport.ask({ path, params: [...params, ['timeout', timeout]], post: true, signal });
    if (reply.failure !== undefined) return failedQuery(reply.failure);
    const { data, warnings, infos } = reply.envelope;
    const value = read(data, queryValueAt);
    if ('problem' in value) return failedQuery(value.problem);
    return { result: { value: value.read, error: undefined, warnings, infos }, failure: undefined };
  }

  series(
    selectors: readonly string[],
    startMs: number,
    endMs: number,
    { signal }: EvaluateOptions = {},
  ): Promise<Lookup<readonly LabelSet[]>> {
    const params = [...matches(selectors), ...spanOf(startMs, endMs)];
    return this.#look('series', params, true, signal, labelSetsAt);
  }

  labelValues(
    label: string,
    selectors: readonly string[],
    startMs: number,
    endMs: number,
    { signal }: EvaluateOptions = {},
  ): Promise<Lookup<readonly string[]>> {
    const params = [...matches(selectors), ...spanOf(startMs, endMs)];
    return this.#look(`label/${encodeURIComponent(label)}/values`, params, false, signal, labelValuesAt);
  }

  metadata({ signal }: EvaluateOptions = {}): Promise<Lookup<ReadonlyMap<string, readonly MetricMetadata[]>>> {
    return this.#look('metadata', [], false, signal, metadataAt);
  }

  buildInfo({ signal }: EvaluateOptions = {}): Promise<Lookup<ReadonlyMap<string, string>>> {
    return this.#look('status/buildinfo', [], false, signal, buildInfoAt);
  }

  async #look<T>(
    path: string,
    params: Params,
    post: boolean,
    signal: AbortSignal | undefined,
    reader: (data: unknown) => T,
  ): Promise<Lookup<T>> {
    const reply = await this.#transport.ask({ path, params, post, signal });
    if (reply.failure !== undefined) return { value: undefined, error: reply.failure.error, warnings: [] };
    const { data, warnings } = reply.envelope;
    const value = read(data, reader);
    if ('problem' in value) return { value: undefined, error: value.problem.error, warnings };
    return { value: value.read, error: undefined, warnings };
  }

  async *samples(
    selector: string,
    startMs: number,
    endMs: number,
    { signal }: EvaluateOptions = {},
  ): AsyncGenerator<Lookup<SampleChunk>, void, undefined> {
    const length = new ChunkLength(FIRST_CHUNK_MS);
    let from = startMs;
    while (from <= endMs) {
      const to = Math.min(endMs, from + length.ms - 1);
      const params: Params = [
        ['query', rangeSelector(selector, from, to)],
        ['time', seconds(to)],
      ];
      const { result, failure: why } = await this.#query('query', params, signal);
      if (result.error !== undefined) {
        if (why?.tooMuch === true && length.wasTooMuch(to - from + 1)) continue;
        yield { value: undefined, error: result.error, warnings: result.warnings };
        return;
      }
      if (result.value.type !== 'matrix') {
        const error: QueryError = {
          type: 'bad-data',
          message: `\`${selector}[…]\` has a ${result.value.type} for an answer`,
        };
        yield { value: undefined, error, warnings: result.warnings };
        return;
      }
      const { series, samples } = within(result.value.series, from, to);
      yield { value: { startMs: from, endMs: to, series }, error: undefined, warnings: result.warnings };
      length.answered(samples);
      from = to + 1;
    }
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

function within(all: readonly MatrixSeries[], startMs: number, endMs: number) {
  const series = all.flatMap((one) => samplesWithin(one, startMs, endMs) ?? []);
  return { series, samples: series.reduce((sum, { values }) => sum + values.length, 0) };
}

const failedQuery = (why: Failure): Outcome => ({
  result: { value: undefined, error: why.error, warnings: [], infos: [] },
  failure: why,
});

function read<T>(data: unknown, reader: (data: unknown) => T): { readonly read: T } | { readonly problem: Failure } {
  try {
    return { read: reader(data) };
  } catch (error) {
    if (!(error instanceof ShapeProblem)) throw error;
    return { problem: failure('unavailable', `not an answer of the Prometheus API: ${error.message}`) };
  }
}

/** The API takes seconds; `String` writes times of this size without an exponent. */
const seconds = (ms: number): string => String(ms / 1000);

const matches = (selectors: readonly string[]): Params => selectors.map((selector) => ['match[]', selector]);
const spanOf = (startMs: number, endMs: number): Params => [
  ['start', seconds(startMs)],
  ['end', seconds(endMs)],
];

function joinResults(results: readonly QueryResult[]): QueryResult {
  const [first] = results;
  const broken = results.find(({ error }) => error !== undefined);
  if (broken !== undefined) return broken;
  if (first !== undefined && results.length === 1) return first;
  const answers = results.map(({ value }) => seriesOf(value));
  const series = [...seriesByLabels(answers).values()].flatMap((parts) => joinSeries(parts) ?? []);
  return {
    value: { type: 'matrix', series: series.sort((a, b) => compareLabels(a.labels, b.labels)) },
    error: undefined,
    warnings: [...new Set(results.flatMap(({ warnings }) => warnings))],
    infos: [...new Set(results.flatMap(({ infos }) => infos))],
  };
}

const seriesOf = (value: QueryValue | undefined): readonly MatrixSeries[] =>
  value?.type === 'matrix' ? value.series : [];
