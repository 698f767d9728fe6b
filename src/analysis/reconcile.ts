import { admitRun } from '../manifest/controller/metrics/admit.ts';
import { retentionLimit } from '../manifest/controller/metrics/rules.ts';
import { isSet, listOf, objectOf, textOf } from '../manifest/controller/read.ts';
import { resolveMetric } from '../manifest/controller/substitute/metric.ts';
import type { Metric } from '../manifest/controller/types.ts';
import { assessRun } from './assess.ts';
import {
  isCompleted,
  isTerminating,
  type Measurement,
  type MetricResult,
  type Run,
  type RunStatus,
  resultOf,
} from './run.ts';
import { dueTasks, nextReconcileMs, type Task } from './schedule.ts';

/** Takes measurements. All times in milliseconds; what it leaves out (start, end) the loop fills in. */
export interface Provider {
  run(metric: Metric, nowMs: number): Measurement;
  /** For a measurement that is not finished; providers that finish at once have none in flight. */
  resume(metric: Metric, inFlight: Measurement, nowMs: number): Measurement;
  terminate(metric: Metric, inFlight: Measurement, nowMs: number): Measurement;
  metadata?(metric: Metric): Readonly<Record<string, string>> | undefined;
}

/** Where arguments of secrets get their values: secret name, then key. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface World {
  /** The provider of a metric, or why there is none: an error that becomes an Error measurement. */
  provider(metric: Metric): Provider | { readonly error: string };
  readonly secrets: Secrets;
}

export interface Reconciled {
  readonly run: Run;
  /** When the controller looks again, in milliseconds; undefined if nothing is to come. */
  readonly requeueAtMs: number | undefined;
}

/**
 * One pass of the controller over an AnalysisRun (argo-rollouts analysis/analysis.go reconcileAnalysisRun). Pure: the same
 * run, time and answers give the same run. A completed run comes back as it is.
 */
export function reconcile(run: Run, nowMs: number, world: World): Reconciled {
  if (isCompleted(run.status.phase)) return { run, requeueAtMs: undefined };
  const started: Run = run.status.phase === '' ? withStatus(run, { ...run.status, phase: 'Pending' }) : run;
  const admitted = admitRun(started.spec);
  // A run that is refused here has no completion time.
  if (!admitted.ok) return { run: ended(started, admitted.message), requeueAtMs: undefined };
  const { metrics, dryRun, retention } = admitted.run;

  const measured = measure(started, dueTasks(started, metrics, nowMs), dryRun, nowMs, world);
  if (!measured.ok) {
    return { run: ended(started, `Unable to resolve metric arguments: ${measured.error}`), requeueAtMs: undefined };
  }
  const assessment = assessRun(measured.run, metrics, dryRun, seconds(nowMs));
  let { status } = assessment;
  if (assessment.phase !== status.phase) {
    status = { ...status, phase: assessment.phase, message: assessment.message };
    if (isCompleted(assessment.phase)) status = { ...status, completedAtMs: status.completedAtMs ?? seconds(nowMs) };
  }
  status = {
    ...status,
    metricResults: status.metricResults.map((result) => ({
      ...result,
      measurements: result.measurements.slice(-retentionLimit(retention.get(result.name))),
    })),
  };
  const next = withStatus(started, status);
  const requeueAtMs = nextReconcileMs(next, metrics, nowMs);
  return { run: next, requeueAtMs: requeueAtMs === undefined ? undefined : Math.max(requeueAtMs, nowMs) };
}

const withStatus = (run: Run, status: RunStatus): Run => ({ ...run, status });

const ended = (run: Run, message: string): Run => withStatus(run, { ...run.status, phase: 'Error', message });

/** What the API server keeps of a time. */
const seconds = (ms: number): number => Math.floor(ms / 1000) * 1000;

type Measured = { readonly ok: true; readonly run: Run } | { readonly ok: false; readonly error: string };

/** analysis.go runMeasurements, with resolveArgs. */
function measure(run: Run, tasks: readonly Task[], dryRun: ReadonlySet<string>, nowMs: number, world: World): Measured {
  const resolved = resolveSecrets(run, world.secrets);
  if (!resolved.ok) return resolved;
  const terminating = isTerminating(run);
  const written = new Map(listOf(run.spec.metrics).map((entry) => [textOf(objectOf(entry)['name']), objectOf(entry)]));
  let { status } = run;
  for (const { metric: admitted, inFlight } of tasks) {
    const name = textOf(admitted.name);
    const filled = resolveMetric(written.get(name) ?? admitted, resolved.args);
    if (!filled.ok) return { ok: false, error: filled.error };
    const { metric } = filled;
    const provider = world.provider(metric);
    const raw = take(provider, metric, inFlight, terminating, nowMs);
    const measurement = finished(redacted(raw, resolved.secrets), nowMs);
    const before = resultOf(status, name) ?? {
      ...newResult(name, dryRun.has(name)),
      ...('error' in provider ? {} : metadataOf(provider, metric)),
    };
    const counted = count(before, measurement);
    const kept = inFlight === undefined ? before.measurements : before.measurements.slice(0, -1);
    const result: MetricResult = { ...counted, measurements: [...kept, measurement] };
    status = { ...status, metricResults: [...status.metricResults.filter((each) => each.name !== name), result] };
  }
  // helpers.go SetResult keeps the place of a result that is there.
  const order = new Map(run.status.metricResults.map(({ name }, index) => [name, index]));
  const metricResults = [...status.metricResults].sort(
    (a, b) => (order.get(a.name) ?? Number.MAX_SAFE_INTEGER) - (order.get(b.name) ?? Number.MAX_SAFE_INTEGER),
  );
  return { ok: true, run: withStatus(run, { ...status, metricResults }) };
}

function take(
  provider: ReturnType<World['provider']>,
  metric: Metric,
  inFlight: Measurement | undefined,
  terminating: boolean,
  nowMs: number,
): Measurement {
  if ('error' in provider) return { startedAtMs: seconds(nowMs), ...inFlight, phase: 'Error', message: provider.error };
  if (inFlight === undefined) return { startedAtMs: seconds(nowMs), ...provider.run(metric, nowMs) };
  if (!terminating) return provider.resume(metric, inFlight, nowMs);
  const last = provider.terminate(metric, inFlight, nowMs);
  const isQuiet = last.phase === 'Successful' || last.phase === 'Inconclusive';
  return isQuiet ? { ...last, message: 'Metric Terminated' } : last;
}

const finished = (measurement: Measurement, nowMs: number): Measurement =>
  isCompleted(measurement.phase)
    ? { ...measurement, finishedAtMs: measurement.finishedAtMs ?? seconds(nowMs) }
    : measurement;

function redacted(measurement: Measurement, secrets: readonly string[]): Measurement {
  let { message } = measurement;
  for (const secret of secrets) if (secret !== '') message = message?.replaceAll(secret, '*****');
  return message === undefined ? measurement : { ...measurement, message };
}

const newResult = (name: string, dryRun: boolean): MetricResult => ({
  name,
  phase: 'Running',
  measurements: [],
  count: 0,
  successful: 0,
  failed: 0,
  inconclusive: 0,
  error: 0,
  consecutiveError: 0,
  consecutiveSuccess: 0,
  dryRun,
});

function metadataOf(provider: Provider, metric: Metric): Pick<MetricResult, 'metadata'> {
  const metadata = provider.metadata?.(metric);
  return metadata === undefined ? {} : { metadata };
}

/** Errors do not count as measurements; only errors and successes are counted in a row. */
function count(result: MetricResult, { phase }: Measurement): MetricResult {
  switch (phase) {
    case 'Successful':
      return {
        ...result,
        successful: result.successful + 1,
        count: result.count + 1,
        consecutiveError: 0,
        consecutiveSuccess: result.consecutiveSuccess + 1,
      };
    case 'Failed':
      return {
        ...result,
        failed: result.failed + 1,
        count: result.count + 1,
        consecutiveError: 0,
        consecutiveSuccess: 0,
      };
    case 'Inconclusive':
      return {
        ...result,
        inconclusive: result.inconclusive + 1,
        count: result.count + 1,
        consecutiveError: 0,
        consecutiveSuccess: 0,
      };
    case 'Error':
      return {
        ...result,
        error: result.error + 1,
        consecutiveError: result.consecutiveError + 1,
        consecutiveSuccess: 0,
      };
    default:
      return result;
  }
}

type ResolvedSecrets =
  | {
      readonly ok: true;
      readonly args: readonly { readonly name: string; readonly value?: string }[];
      readonly secrets: readonly string[];
    }
  | { readonly ok: false; readonly error: string };

/** analysis.go resolveArgs: a secret's value takes the place of whatever was passed, and is hidden in messages. */
function resolveSecrets(run: Run, secrets: Secrets): ResolvedSecrets {
  const args: { name: string; value?: string }[] = [];
  const hidden: string[] = [];
  for (const entry of listOf(run.spec.args).map(objectOf)) {
    const name = textOf(entry['name']);
    const reference = objectOf(entry['valueFrom'])['secretKeyRef'];
    if (!isSet(reference)) {
      args.push(isSet(entry['value']) ? { name, value: textOf(entry['value']) } : { name });
      continue;
    }
    const secretName = textOf(objectOf(reference)['name']);
    const key = textOf(objectOf(reference)['key']);
    const secret = Object.hasOwn(secrets, secretName) ? secrets[secretName] : undefined;
    if (secret === undefined) return { ok: false, error: `secrets "${secretName}" not found` };
    const value = Object.hasOwn(secret, key) ? secret[key] : undefined;
    if (value === undefined) return { ok: false, error: `key '${key}' does not exist in secret '${secretName}'` };
    args.push({ name, value });
    hidden.push(value);
  }
  return { ok: true, args, secrets: hidden };
}
