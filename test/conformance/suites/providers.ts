import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type PrometheusResponse,
  prometheusMeasurement,
  prometheusSetupError,
  queryRange,
} from '../../../src/analysis/providers/prometheus.ts';
import { webMeasurement, webSetupError } from '../../../src/analysis/providers/web.ts';
import type { Measurement } from '../../../src/analysis/run.ts';
import { prepareExpr } from '../../../src/expr/index.ts';
import type { JsonObject } from '../../../src/yaml/tree.ts';
import type { Failure, Suite } from '../suite.ts';

type Sample = number | string;

interface WrittenResponse {
  readonly resultType: 'scalar' | 'vector' | 'matrix' | 'string' | 'none';
  readonly value?: Sample;
  readonly values?: readonly Sample[];
  readonly vector?: readonly Sample[];
  readonly matrix?: readonly (readonly Sample[])[];
  readonly series?: readonly (readonly Sample[])[];
}

interface Vector {
  readonly id: string;
  readonly input?: {
    readonly response: WrittenResponse;
    readonly successCondition?: string;
    readonly failureCondition?: string;
  };
  readonly provider?: JsonObject & {
    readonly apiWarnings?: readonly string[];
    readonly apiError?: string;
    readonly response?: unknown;
    readonly env?: Readonly<Record<string, string>>;
  };
  readonly expect: {
    readonly phase?: string;
    readonly value?: string;
    readonly message?: string;
    readonly providerError?: string | null;
    readonly metadata?: Readonly<Record<string, string>>;
    readonly metricResultMetadata?: Readonly<Record<string, string>>;
  };
}

const numberOf = (sample: Sample): number =>
  typeof sample === 'number' ? sample : Number(sample.replace('Inf', 'Infinity'));

function responseFrom(written: WrittenResponse): PrometheusResponse {
  switch (written.resultType) {
    case 'scalar':
      return { type: 'scalar', value: numberOf(written.value ?? 0) };
    case 'vector':
      return { type: 'vector', values: (written.values ?? written.vector ?? []).map(numberOf) };
    case 'matrix':
      return {
        type: 'matrix',
        series: (written.series ?? written.matrix ?? (written.values as unknown as Sample[][]) ?? []).map((values) =>
          values.map(numberOf),
        ),
      };
    case 'string':
    case 'none':
      return { type: 'string' };
  }
}

function actualOf({ input, provider, expect }: Vector): object {
  if (input !== undefined) {
    const { response, ...metric } = input;
    return shown(prometheusMeasurement(metric, responseFrom(response)));
  }
  const metric = { provider: { prometheus: provider ?? {} } };
  if (expect.providerError !== undefined)
    return { providerError: prometheusSetupError(metric, provider?.env?.['ARGO_ROLLOUTS_PROMETHEUS_ADDRESS']) ?? null };
  if (expect.metricResultMetadata !== undefined)
    return { metricResultMetadata: { ResolvedPrometheusQuery: provider?.['query'] } };
  const range = queryRange(metric, Date.UTC(2026, 0, 1));
  if (!range.ok) return shown({ phase: 'Error', message: range.error });
  const { apiWarnings, apiError, response } = provider ?? {};
  if (apiError !== undefined) return shown(prometheusMeasurement(metric, { type: 'error', message: apiError }));
  return shown(prometheusMeasurement(metric, responseFrom(response as WrittenResponse), apiWarnings));
}

const shown = ({ phase, value, message, metadata }: Measurement): object => ({
  phase,
  value: value ?? '',
  message: message ?? '',
  metadata: metadata ?? {},
});

const sorted = (value: object): string =>
  JSON.stringify(value, Object.keys({ ...value, warnings: 0, ResolvedPrometheusQuery: 0 }).sort());

interface WebVector {
  readonly id: string;
  readonly response: { readonly status: number; readonly body: string };
  readonly metric: JsonObject & { readonly provider: { readonly web: JsonObject } };
  readonly expect: {
    readonly phase?: string;
    readonly value?: string;
    readonly message?: string;
    readonly providerError?: string;
    readonly panic?: string;
    /** What the server saw. */
    readonly sent?: unknown;
  };
}

/** The server of the vectors stood somewhere. */
const SERVER = 'http://127.0.0.1:8080';

function webActual({ response, metric, expect }: WebVector): object {
  const { web } = metric.provider;
  const url = typeof web['url'] === 'string' ? web['url'].replace('<URL>', SERVER) : SERVER;
  const complete = { ...metric, provider: { web: { ...web, url } } };
  const providerError = webSetupError(complete);
  if (providerError !== undefined) return { providerError };
  const measurement = webMeasurement(complete, response, 0);
  if (expect.panic !== undefined) return { panic: measurement.message?.replace(/^panic: /, '') };
  const { phase, value, message } = measurement;
  return { phase, value: value ?? '', message: message ?? '' };
}

const inOrder = (value: object): string =>
  JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))));

export const suites: readonly Suite[] = [
  {
    name: 'argo/provider-web.json',
    async run(dir) {
      await prepareExpr();
      const file = readFileSync(path.join(dir, 'argo/provider-web.json'), 'utf8');
      const { vectors }: { readonly vectors: readonly WebVector[] } = JSON.parse(file);
      const failures: Failure[] = [];
      for (const vector of vectors) {
        const { sent: _, ...want } = vector.expect;
        const [expected, actual] = [inOrder(want), inOrder(webActual(vector))];
        if (expected !== actual) failures.push({ id: vector.id, expected, actual });
      }
      return { total: vectors.length, failures };
    },
  },
  {
    name: 'argo/provider-prometheus.json',
    async run(dir) {
      await prepareExpr();
      const file = readFileSync(path.join(dir, 'argo/provider-prometheus.json'), 'utf8');
      const { vectors }: { readonly vectors: readonly Vector[] } = JSON.parse(file);
      const failures: Failure[] = [];
      for (const vector of vectors) {
        const got = actualOf(vector);
        // A vector leaves out what it does not speak of.
        const want = 'phase' in got ? { value: '', message: '', metadata: {}, ...vector.expect } : vector.expect;
        if (sorted(got) !== sorted(want)) failures.push({ id: vector.id, expected: sorted(want), actual: sorted(got) });
      }
      return { total: vectors.length, failures };
    },
  },
];
