import { listOf, objectOf, textOf } from '../manifest/controller/read.ts';
import type { Metric } from '../manifest/controller/types.ts';
import { type Difference, differencesOf } from './from-run/compare.ts';
import { type Kept, keptMeasurements, rejudge } from './from-run/kept.ts';
import type { ReadRun } from './object.ts';
import { type Provider, reconcile, type Secrets, type World } from './reconcile.ts';
import { isCompleted, isTerminating, type MetricResult, NEW_STATUS, type Run, resultOf } from './run.ts';
import type { Task } from './schedule.ts';
import type { Simulation, Step } from './simulate.ts';

export type { Difference } from './from-run/compare.ts';

/** A run of the cluster, decided again. */
export interface RunReplay {
  readonly simulation: Simulation;
  /** Where this run and the recorded one part, in order of time; empty if they agree. */
  readonly differences: readonly Difference[];
  /** What could not be played again, one line each: measurements that are not kept, values that cannot be told. */
  readonly gaps: readonly string[];
}

/**
 * Decides a recorded AnalysisRun again, on its own values and at their times: each measurement is judged by the
 * conditions of `spec` (those of the run if it is not given; `applySetting` changes them), counted and held against the
 * limits. Nothing is measured that the controller did not measure: if the run would have gone on, it is cut. Needs
 * `prepareExpr`.
 */
export async function replayRun({ run: recorded }: ReadRun, spec: Run['spec'] = recorded.spec): Promise<RunReplay> {
  const kept = keptMeasurements(recorded);
  const gaps = new Set(kept.flatMap(gapOf));
  const { terminate, ...playedSpec } = { terminate: undefined, ...spec };
  const seeds = kept.flatMap(({ seed, missing }) => (missing > 0 ? [seed] : []));
  const startedAtMs = recorded.status.startedAtMs;
  let run: Run = {
    spec: playedSpec,
    status: { ...NEW_STATUS, metricResults: seeds, ...(startedAtMs === undefined ? {} : { startedAtMs }) },
  };
  const steps: Step[] = [];
  let terminatingSinceMs = Number.POSITIVE_INFINITY;
  const pass = async (atMs: number, current: ReadonlyMap<string, Kept>): Promise<void> => {
    const due = (_run: Run, metrics: readonly Metric[]): Task[] =>
      metrics.flatMap((metric, index): Task[] => {
        const name = textOf(metric.name);
        const entry = current.get(name);
        const result = resultOf(run.status, name);
        const isOver = result !== undefined && isCompleted(result.phase);
        // What was in flight when the run began to end still counts.
        const isLate = entry === undefined || (entry.measurement.startedAtMs ?? atMs) > terminatingSinceMs;
        return isOver || isLate ? [] : [{ metric, index, inFlight: undefined }];
      });
    const reconciled = await reconcile(run, atMs, replayWorld(spec, current, gaps), due);
    if (reconciled.run.status !== run.status) steps.push({ ...reconciled, atMs });
    run = reconciled.run;
    if (isTerminating(run)) terminatingSinceMs = Math.min(terminatingSinceMs, atMs);
  };

  const times = new Map<number, Map<string, Kept>>();
  for (const { entries } of kept) {
    for (const entry of entries) {
      const group = times.get(entry.atMs) ?? new Map<string, Kept>();
      times.set(entry.atMs, group.set(entry.metric, entry));
    }
  }
  let lastMs = startedAtMs ?? 0;
  for (const [atMs, current] of [...times].sort(([a], [b]) => a - b)) {
    if (isCompleted(run.status.phase)) break;
    lastMs = atMs;
    await pass(atMs, current);
  }
  if (terminate === true) run = { ...run, spec };
  // The pass after the last measurement ends a run that is ending; there may be nothing else to do.
  if (!isCompleted(run.status.phase)) await pass(recorded.status.completedAtMs ?? lastMs, new Map());
  const simulation = { steps, run, isCut: !isCompleted(run.status.phase) };
  return { simulation, differences: differencesOf(recorded, run, steps, kept), gaps: [...gaps] };
}

function gapOf({ name, missing, entries }: ReturnType<typeof keptMeasurements>[number]): string[] {
  if (missing === 0) return [];
  const total = missing + entries.length;
  return [
    `metric "${name}": the first ${missing} of ${total} measurements are not kept in the status; ` +
      'they are in the counters, and cannot be decided again',
  ];
}

/** Each metric answers with what is recorded for this time. */
function replayWorld(spec: Run['spec'], current: ReadonlyMap<string, Kept>, gaps: Set<string>): World {
  const provider: Provider = {
    run(metric) {
      const entry = current.get(textOf(metric.name));
      if (entry === undefined) return { phase: 'Error', message: 'no measurement is recorded' };
      const { measurement, gap } = rejudge(metric, entry);
      if (gap !== undefined) gaps.add(gap);
      return measurement;
    },
    resume: (_, inFlight) => inFlight,
    terminate: (_, inFlight) => inFlight,
    metadata: (metric) => metadataOf(current.get(textOf(metric.name))?.result),
  };
  return { provider: () => provider, secrets: unknownSecrets(spec) };
}

const metadataOf = (result: MetricResult | undefined): MetricResult['metadata'] => result?.metadata;

/** A status holds no secrets; conditions that need one cannot be told anyway. */
function unknownSecrets(spec: Run['spec']): Secrets {
  const secrets: Record<string, Record<string, string>> = {};
  for (const entry of listOf(spec.args).map(objectOf)) {
    const reference = objectOf(objectOf(entry['valueFrom'])['secretKeyRef']);
    const name = textOf(reference['name']);
    secrets[name] = { ...secrets[name], [textOf(reference['key'])]: '' };
  }
  return secrets;
}
