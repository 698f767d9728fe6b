import { readFileSync } from 'node:fs';
import path from 'node:path';
import { assessMetric, assessRun, exceededLimit } from '../../../src/analysis/assess.ts';
import type { Provider, World } from '../../../src/analysis/reconcile.ts';
import {
  isTerminating,
  isWorse,
  type Measurement,
  type MetricResult,
  NEW_STATUS,
  type Phase,
  type Run,
  type Summary,
  worst,
} from '../../../src/analysis/run.ts';
import { simulate } from '../../../src/analysis/simulate.ts';
import { matchDryRun } from '../../../src/manifest/controller/metrics/rules.ts';
import { effectiveCount } from '../../../src/manifest/controller/scalars/int-or-string.ts';
import type { Metric, MetricRule } from '../../../src/manifest/controller/types.ts';
import type { Failure, Suite } from '../suite.ts';

interface WrittenMeasurement {
  readonly phase: Phase;
  readonly message?: string;
  readonly finishedAt?: string | null;
}

type WrittenResult = Partial<Omit<MetricResult, 'measurements'>> & {
  readonly name: string;
  readonly measurements?: readonly WrittenMeasurement[];
};

function resultFrom({ measurements = [], ...written }: WrittenResult): MetricResult {
  return {
    phase: 'Running',
    count: 0,
    successful: 0,
    failed: 0,
    inconclusive: 0,
    error: 0,
    consecutiveError: 0,
    consecutiveSuccess: 0,
    dryRun: false,
    ...written,
    measurements: measurements.map(({ phase, message, finishedAt }) => ({
      phase,
      ...(message === undefined ? {} : { message }),
      ...(finishedAt == null ? {} : { finishedAtMs: Date.parse(finishedAt) }),
    })),
  };
}

/** Counters as Go writes them: zeros left out. */
const sparse = (counters: object): object =>
  Object.fromEntries(
    Object.entries(counters).filter(([, value]) => value !== 0 && value !== '' && value !== undefined),
  );

interface Compared {
  readonly expected: unknown;
  readonly actual: unknown;
}

function suite<V extends { readonly id: string }>(
  name: string,
  compare: (vector: V) => Compared | Promise<Compared>,
): Suite {
  return {
    name,
    async run(dir) {
      const { vectors }: { readonly vectors: readonly V[] } = JSON.parse(readFileSync(path.join(dir, name), 'utf8'));
      const failures: Failure[] = [];
      for (const vector of vectors) {
        const { expected, actual } = await compare(vector);
        const [want, got] = [canonical(expected), canonical(actual)];
        if (want !== got) failures.push({ id: vector.id, expected: want, actual: got });
      }
      return { total: vectors.length, failures };
    },
  };
}

/** JSON with sorted keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

interface MetricVector {
  readonly id: string;
  readonly metric: Metric;
  readonly result: WrittenResult;
  readonly expect: object;
}

interface RunVector {
  readonly id: string;
  readonly run: {
    readonly spec: {
      readonly metrics?: readonly Metric[];
      readonly dryRun?: readonly MetricRule[];
      readonly terminate?: boolean;
    };
    readonly status?: {
      readonly phase?: Phase;
      readonly message?: string;
      readonly metricResults?: readonly WrittenResult[];
    };
  };
  /** Only in vectors about two phases. */
  readonly current?: Phase;
  readonly new: Phase;
  readonly worse: boolean;
  readonly worst: Phase;
  readonly expect: { readonly error?: string; readonly terminating?: boolean };
}

function compareRun(vector: RunVector) {
  if (vector.current !== undefined) {
    const actual = { worse: isWorse(vector.current, vector.new), worst: worst(vector.current, vector.new) };
    const { worse, worst: expected } = vector.expect as unknown as { worse?: boolean; worst?: Phase };
    return { expected: { worse: worse ?? vector.worse, worst: expected ?? vector.worst }, actual };
  }
  const { spec, status = {} } = vector.run;
  const run = {
    spec,
    status: {
      ...NEW_STATUS,
      phase: status.phase ?? '',
      message: status.message ?? '',
      metricResults: (status.metricResults ?? []).map(resultFrom),
    },
  } as unknown as Run;
  if (vector.expect.terminating !== undefined)
    return { expected: vector.expect, actual: { terminating: isTerminating(run) } };
  const metrics = spec.metrics ?? [];
  const { matched, error } = matchDryRun(spec.dryRun ?? [], metrics);
  if (vector.expect.error !== undefined) return { expected: vector.expect.error, actual: error };
  const dryRun = new Set(matched.keys());
  const assessed = assessRun(run, metrics, dryRun);
  return {
    expected: vector.expect,
    actual: {
      phase: assessed.phase,
      message: assessed.message,
      runSummary: sparse(assessed.runSummary),
      dryRunSummary: sparse(assessed.dryRunSummary),
      metricResults: assessed.metricResults.map(({ name, phase, message }) => ({
        name,
        phase,
        message: message ?? '',
      })),
    },
  };
}

type Scripted =
  | Phase
  | {
      readonly phase: Phase;
      readonly message?: string;
      readonly resumeAfterSeconds?: number;
      readonly resume?: Phase;
      readonly terminate?: Phase;
    };

interface TraceVector {
  readonly id: string;
  readonly input: {
    readonly spec: { readonly metrics?: readonly { readonly provider?: unknown }[] };
    readonly script: Readonly<Record<string, readonly Scripted[]>>;
    readonly terminateAtSeconds?: number;
    readonly horizonSeconds?: number;
    readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  readonly expect: { readonly events: readonly unknown[]; readonly final: unknown };
}

const START_MS = Date.UTC(2026, 0, 1);
const DEFAULT_HORIZON_SECONDS = 3600;

async function compareTrace({ input, expect }: TraceVector): Promise<Compared> {
  const taken = new Map<string, number>();
  const scripts = new Map<string, Exclude<Scripted, string>>();
  const provider: Provider = {
    run(metric, nowMs) {
      const name = String(metric.name);
      const script = input.script[name] ?? [];
      const index = taken.get(name) ?? 0;
      taken.set(name, index + 1);
      const outcome = script[Math.min(index, script.length - 1)] ?? 'Successful';
      if (typeof outcome === 'string') return { phase: outcome };
      scripts.set(name, outcome);
      return {
        phase: outcome.phase,
        ...(outcome.message === undefined ? {} : { message: outcome.message }),
        ...(outcome.resumeAfterSeconds === undefined
          ? {}
          : { resumeAtMs: floor(nowMs) + outcome.resumeAfterSeconds * 1000 }),
      };
    },
    resume: (metric, inFlight) => ({ ...inFlight, phase: scripts.get(String(metric.name))?.resume ?? inFlight.phase }),
    terminate: (metric, inFlight): Measurement => ({
      ...inFlight,
      phase: scripts.get(String(metric.name))?.terminate ?? inFlight.phase,
    }),
  };
  const world: World = { provider: () => provider, secrets: input.secrets ?? {} };
  const metrics = (input.spec.metrics ?? []).map((metric) => ({
    ...metric,
    provider: metric.provider === 'fake' ? { prometheus: { query: 'fake' } } : metric.provider,
  }));
  const run = { spec: { ...input.spec, metrics }, status: NEW_STATUS } as unknown as Run;
  const simulation = await simulate(run, world, {
    startMs: START_MS,
    horizonMs: START_MS + (input.horizonSeconds ?? DEFAULT_HORIZON_SECONDS) * 1000,
    ...(input.terminateAtSeconds === undefined ? {} : { terminateAtMs: START_MS + input.terminateAtSeconds * 1000 }),
  });
  const { status } = simulation.run;
  const isRefused = status.dryRunSummary === undefined;
  return {
    expected: expect,
    actual: {
      events: simulation.steps.map(({ atMs, run: after, requeueAtMs }) => ({
        t: Math.floor((atMs - START_MS) / 1000),
        phase: after.status.phase,
        metrics: Object.fromEntries(after.status.metricResults.map((result) => [result.name, eventOf(result)])),
        ...sparse({ message: after.status.message }),
        ...(requeueAtMs === undefined ? {} : { requeueAfterSeconds: Math.round((requeueAtMs - floor(atMs)) / 1000) }),
      })),
      final: {
        phase: status.phase,
        message: status.message,
        measurementsTaken: Object.fromEntries(taken),
        runSummary: sparse(status.runSummary satisfies Summary),
        dryRunSummary: isRefused ? null : sparse(status.dryRunSummary),
      },
    },
  };
}

const floor = (ms: number): number => Math.floor(ms / 1000) * 1000;

const eventOf = ({ name: _, measurements, dryRun: __, metadata: ___, ...result }: MetricResult): object => ({
  ...sparse(result),
  measurements: measurements.length,
});

export const suites: readonly Suite[] = [
  suite<MetricVector>('argo/metric-assessment.json', ({ metric, result: written, expect }) => {
    const result = resultFrom(written);
    const exceeded = exceededLimit(metric, result);
    return {
      expected: expect,
      actual: {
        effectiveCount: effectiveCount(metric) ?? null,
        limitPhase: exceeded?.phase ?? '',
        limitMessage: exceeded?.reason ?? '',
        phase: assessMetric(metric, result, false),
        phaseWhenTerminating: assessMetric(metric, result, true),
      },
    };
  }),
  suite<RunVector>('argo/run-assessment.json', compareRun),
  suite<TraceVector>('argo/run-traces.json', compareTrace),
];
