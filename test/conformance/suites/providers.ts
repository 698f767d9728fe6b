import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type PrometheusResponse,
  prometheusMeasurement,
  prometheusSetupError,
  queryRange,
} from '../../../src/analysis/providers/prometheus.ts';
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

export const suites: readonly Suite[] = [
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
