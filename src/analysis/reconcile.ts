import { type Admission, type AdmittedRun, admitRun } from '../manifest/controller/metrics/admit.ts';
import { retentionLimit } from '../manifest/controller/metrics/rules.ts';
import { textOf } from '../manifest/controller/read.ts';
import type { Metric } from '../manifest/controller/types.ts';
import { assessRun } from './assess.ts';
import {
  isCompleted,
  isTerminating,
  type Measurement,
  type MetricResult,
  type Phase,
  type Run,
  type RunStatus,
  type Summary,
} from './run.ts';
import { dueTasks, nextReconcileMs, type Task } from './schedule.ts';
import { type KnownSecrets, type Secrets, secretsOf } from './secrets.ts';
import type { Trace } from './trace.ts';

export type { Secrets } from './secrets.ts';

/** What a provider may want to know besides the metric. */
export interface Visit {
  /** The run before this pass; `finishedCount` of the metric's result tells which measurement is being taken. */
  readonly run: Run;
  /** Keeps what people ask about a measurement and the controller's object has no place for. */
  readonly note: (trace: Trace) => void;
}

/**
 * Takes measurements. All times in milliseconds; what it leaves out (start, end) the loop fills in. The measurements of
 * one pass are taken at the same time, so an answer must not depend on those to other metrics.
 */
export interface Provider {
  run(metric: Metric, nowMs: number, visit: Visit): Measurement | Promise<Measurement>;
  /** For a measurement that is not finished; providers that finish at once have none in flight. */
  resume(metric: Metric, inFlight: Measurement, nowMs: number, visit: Visit): Measurement | Promise<Measurement>;
  terminate(metric: Metric, inFlight: Measurement, nowMs: number, visit: Visit): Measurement | Promise<Measurement>;
  metadata?(metric: Metric): Readonly<Record<string, string>> | undefined;
}

export interface World {
  /** The provider of a metric, or why there is none: an error that becomes an Error measurement. */
  provider(metric: Metric): Provider | { readonly error: string };
  readonly secrets: Secrets;
}

/** A measurement that a pass took, went on with or ended. */
export interface Taken {
  /** As the controller measures it, arguments filled in; a secret's place is taken by its placeholder. */
  readonly metric: Metric;
  readonly measurement: Measurement;
  /** The result of its metric after it. */
  readonly result: MetricResult;
  /** What the provider noted. */
  readonly traces: readonly Trace[];
}

export interface Reconciled {
  readonly run: Run;
  /** In the order of the metrics. */
  readonly taken: readonly Taken[];
  /** When the last measurement was finished: the time of the pass, but for one that waited in vain. */
  readonly endedAtMs: number;
  /** When the controller looks again, in milliseconds; undefined if nothing is to come. */
  readonly requeueAtMs: number | undefined;
}

/**
 * One pass of the controller over an AnalysisRun (argo-rollouts analysis/analysis.go reconcileAnalysisRun). Pure but for
 * the providers: the same run, time and answers give the same run. A pass that changes nothing gives the same status
 * object; a completed run comes back as it is. `tasksDue` says what is measured now, if not the controller's schedule.
 */
export async function reconcile(
  run: Run,
  nowMs: number,
  world: World,
  tasksDue: typeof dueTasks = dueTasks,
): Promise<Reconciled> {
  if (isCompleted(run.status.phase)) return { run, taken: [], endedAtMs: nowMs, requeueAtMs: undefined };
  const started: Run = run.status.phase === '' ? withStatus(run, { ...run.status, phase: 'Pending' }) : run;
  const admitted = admissionOf(started.spec);
  // A run that is refused here has no completion time.
  if (!admitted.ok) return refused(started, admitted.message, nowMs);
  const { metrics, dryRun } = admitted.run;

  const secrets = secretsOf(run.spec, world.secrets);
  if (!secrets.ok) return refused(started, `Unable to resolve metric arguments: ${secrets.error}`, nowMs);
  const tasks = tasksDue(started, metrics, nowMs);
  const measured: Measured =
    tasks.length === 0
      ? { ok: true, run: started, taken: [] }
      : await measure(started, tasks, admitted.run, secrets, nowMs, world);
  if (!measured.ok) {
    return refused(started, `Unable to resolve metric arguments: ${measured.error}`, nowMs);
  }
  let endedAtMs = nowMs;
  for (const { measurement } of measured.taken) endedAtMs = Math.max(endedAtMs, measurement.finishedAtMs ?? nowMs);
  const assessment = assessRun(measured.run, metrics, dryRun);
  const status: Changing<RunStatus> = { ...started.status };
  status.startedAtMs ??= seconds(endedAtMs);
  status.runSummary = sameSummary(status.runSummary, assessment.runSummary);
  status.dryRunSummary = sameSummary(status.dryRunSummary, assessment.dryRunSummary);
  status.metricResults = collected(assessment.metricResults, admitted.run, world);
  if (assessment.phase !== status.phase) {
    status.phase = assessment.phase;
    status.message = assessment.message;
    if (isCompleted(assessment.phase)) status.completedAtMs ??= seconds(endedAtMs);
  }
  const next = isSameStatus(run.status, status) ? run : withStatus(started, status);
  const requeueAtMs = nextReconcileMs(next, metrics, endedAtMs);
  return {
    run: next,
    taken: measured.taken,
    endedAtMs,
    requeueAtMs: requeueAtMs === undefined ? undefined : Math.max(requeueAtMs, endedAtMs),
  };
}

/** analysis.go garbageCollectMeasurements, which leaves alone what it has no provider for. */
function collected(
  results: readonly MetricResult[],
  { metrics, retention }: AdmittedRun,
  world: World,
): readonly MetricResult[] {
  const limitOf = ({ name }: MetricResult): number => retentionLimit(retention.get(name));
  if (!results.some((result) => result.measurements.length > limitOf(result))) return results;
  return results.map((result) => {
    const limit = limitOf(result);
    if (result.measurements.length <= limit) return result;
    const metric = metrics.find(({ name }) => textOf(name) === result.name);
    if (metric === undefined || 'error' in world.provider(metric)) return result;
    return { ...result, measurements: result.measurements.slice(-limit) };
  });
}

const admissions = new WeakMap<Run['spec'], Admission>();

/** Specs do not change, and a run is looked at thousands of times. */
function admissionOf(spec: Run['spec']): Admission {
  let admission = admissions.get(spec);
  if (admission === undefined) {
    admission = admitRun(spec);
    admissions.set(spec, admission);
  }
  return admission;
}

/** Results and summaries that did not change are the same objects. */
const isSameStatus = (a: RunStatus, b: RunStatus): boolean =>
  a.phase === b.phase &&
  a.message === b.message &&
  a.startedAtMs === b.startedAtMs &&
  a.completedAtMs === b.completedAtMs &&
  a.metricResults.length === b.metricResults.length &&
  a.metricResults.every((result, index) => result === b.metricResults[index]) &&
  a.runSummary === b.runSummary &&
  a.dryRunSummary === b.dryRunSummary;

/** `after`, or `before` if it says the same: thousands of steps are kept. */
const sameSummary = (before: Summary | undefined, after: Summary): Summary =>
  before !== undefined &&
  before.count === after.count &&
  before.successful === after.successful &&
  before.failed === after.failed &&
  before.inconclusive === after.inconclusive &&
  before.error === after.error
    ? before
    : after;

const withStatus = (run: Run, status: RunStatus): Run => ({ ...run, status });

const refused = (run: Run, message: string, nowMs: number): Reconciled => ({
  run: withStatus(run, { ...run.status, phase: 'Error', message }),
  taken: [],
  endedAtMs: nowMs,
  requeueAtMs: undefined,
});

/** What the API server keeps of a time. */
const seconds = (ms: number): number => Math.floor(ms / 1000) * 1000;

type Measured =
  | { readonly ok: true; readonly run: Run; readonly taken: readonly Taken[] }
  | { readonly ok: false; readonly error: string };

interface FilledTask extends Task {
  /** With the values of secrets. */
  readonly filled: Metric;
}

/** analysis.go runMeasurements: all tasks at once. Their results are applied in the order of the metrics. */
async function measure(
  run: Run,
  tasks: readonly Task[],
  { dryRun, retention }: AdmittedRun,
  secrets: KnownSecrets,
  nowMs: number,
  world: World,
): Promise<Measured> {
  const filledTasks: FilledTask[] = [];
  for (const task of tasks) {
    const filled = secrets.filled(task);
    if (!filled.ok) return { ok: false, error: filled.error };
    filledTasks.push({ ...task, filled: filled.metric });
  }
  const terminating = isTerminating(run);
  const asked = filledTasks.map((task) => {
    const traces: Trace[] = [];
    const provider = world.provider(task.filled);
    const answer = take(provider, task, terminating, nowMs, { run, note: (trace) => traces.push(trace) });
    return { task, provider, traces, answer };
  });
  const pending = asked.map(({ answer }) => answer);
  // Recorded values are there at once, and a replay has thousands of them.
  const answers = pending.every(isThere) ? pending : await Promise.all(pending);

  const results = [...run.status.metricResults];
  const taken: Taken[] = [];
  for (const [at, { task, provider, traces }] of asked.entries()) {
    const { metric, filled, inFlight } = task;
    const raw = answers[at];
    if (raw === undefined) continue;
    const measurement = settled(raw, terminating && inFlight !== undefined, secrets.hidden, nowMs);
    const name = textOf(metric.name);
    const index = results.findIndex((result) => result.name === name);
    const known = results[index];
    const before = known ?? {
      ...newResult(name, dryRun.has(name)),
      ...('error' in provider ? {} : metadataOf(provider, filled)),
    };
    // What will not be kept need not be copied; a metric without a provider keeps all.
    const end = before.measurements.length - (inFlight === undefined ? 0 : 1);
    const tooMany = 'error' in provider ? 0 : end + 1 - retentionLimit(retention.get(name));
    const kept = before.measurements.slice(Math.max(0, tooMany), end).concat(measurement);
    const isUnchanged = inFlight !== undefined && isSameMeasurement(inFlight, measurement);
    const result = isUnchanged ? before : counted(before, measurement.phase, kept);
    // helpers.go SetResult keeps the place of a result that is there.
    if (known === undefined) results.push(result);
    else results[index] = result;
    taken.push({ metric, measurement, result, traces });
  }
  return { ok: true, run: withStatus(run, { ...run.status, metricResults: results }), taken };
}

const isThere = (answer: Measurement | Promise<Measurement>): answer is Measurement => !(answer instanceof Promise);

function take(
  provider: ReturnType<World['provider']>,
  { filled: metric, inFlight }: FilledTask,
  terminating: boolean,
  nowMs: number,
  visit: Visit,
): Measurement | Promise<Measurement> {
  if ('error' in provider) return { ...inFlight, phase: 'Error', message: provider.error };
  if (inFlight === undefined) return provider.run(metric, nowMs, visit);
  return terminating
    ? provider.terminate(metric, inFlight, nowMs, visit)
    : provider.resume(metric, inFlight, nowMs, visit);
}

type Changing<T> = { -readonly [field in keyof T]: T[field] };

/** The measurement with its times, and without secrets. */
function settled(raw: Measurement, isTerminated: boolean, hidden: readonly string[], nowMs: number): Measurement {
  const { phase, value, metadata, resumeAtMs } = raw;
  let { message } = raw;
  if (isTerminated && (phase === 'Successful' || phase === 'Inconclusive')) message = 'Metric Terminated';
  for (const secret of hidden) if (secret !== '') message = message?.replaceAll(secret, '*****');
  const finishedAtMs = raw.finishedAtMs ?? (isCompleted(phase) ? seconds(nowMs) : undefined);
  // Written out, all measurements have one shape, which is what makes long replays cheap.
  return { phase, message, startedAtMs: raw.startedAtMs ?? seconds(nowMs), finishedAtMs, value, metadata, resumeAtMs };
}

/** The same to the API server, which keeps no empty texts. */
const isSameMeasurement = (a: Measurement, b: Measurement): boolean =>
  a.phase === b.phase &&
  (a.message ?? '') === (b.message ?? '') &&
  (a.value ?? '') === (b.value ?? '') &&
  a.startedAtMs === b.startedAtMs &&
  a.finishedAtMs === b.finishedAtMs &&
  a.resumeAtMs === b.resumeAtMs &&
  JSON.stringify(a.metadata) === JSON.stringify(b.metadata);

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
function counted(result: MetricResult, phase: Phase, measurements: readonly Measurement[]): MetricResult {
  const next: Changing<MetricResult> = { ...result };
  next.measurements = measurements;
  if (!isCompleted(phase)) return next;
  if (phase === 'Error') next.error++;
  else next.count++;
  if (phase === 'Successful') next.successful++;
  if (phase === 'Failed') next.failed++;
  if (phase === 'Inconclusive') next.inconclusive++;
  next.consecutiveError = phase === 'Error' ? result.consecutiveError + 1 : 0;
  next.consecutiveSuccess = phase === 'Successful' ? result.consecutiveSuccess + 1 : 0;
  return next;
}
