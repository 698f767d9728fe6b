import { type Difference, replayRun } from '../analysis/from-run.ts';
import type { ReadRun } from '../analysis/object.ts';
import { applySetting } from '../analysis/settings.ts';
import { prepareExpr } from '../expr/index.ts';
import { type LoneRun, replayOfRun } from './lone-run.ts';
import type { Replay, Verdict } from './model.ts';
import { problem, type Refusal } from './subject/refusal.ts';

/** An AnalysisRun of a cluster, played on its own recorded values. */
export interface RecordedReplay {
  readonly ok: true;
  /** With the settings, where there are any. */
  readonly replay: Replay;
  /** As it was written. */
  readonly settings: readonly string[];
  /** What the controller decided. */
  readonly recorded: { readonly verdict: Verdict; readonly message: string };
  /** Where the play without settings and the controller part; empty if they agree. */
  readonly differences: readonly Difference[];
  /** The play without settings. */
  readonly before: Replay;
  /** What could not be played again, one line each. */
  readonly gaps: readonly string[];
}

/**
 * Decides a recorded run again, and once more with other fields of its metrics (`success-rate.failureLimit=3`). Whatever
 * is measured has been measured by the controller: a run that would go on is cut.
 */
export async function replayRecordedRun(
  read: ReadRun,
  file: string,
  settings: readonly string[],
): Promise<RecordedReplay | Refusal> {
  await prepareExpr();
  let { spec } = read.run;
  for (const setting of settings) {
    const applied = applySetting(spec, setting);
    if (!applied.ok) return problem('setting', applied.error);
    spec = applied.spec;
  }
  const own = await replayRun(read);
  const changed = settings.length === 0 ? own : await replayRun(read, spec);
  const { startedAtMs, phase, message } = read.run.status;
  const lone = (simulation: typeof own.simulation): LoneRun => ({
    subject: {
      kind: 'run',
      manifestKind: 'AnalysisRun',
      name: read.metadata.name,
      namespace: read.metadata.namespace,
      file,
      strategy: undefined,
      steps: [],
    },
    kind: 'run',
    templates: [],
    startMs: startedAtMs ?? simulation.steps[0]?.atMs ?? 0,
    cutMs: simulation.steps.at(-1)?.atMs ?? startedAtMs ?? 0,
    simulation,
  });
  return {
    ok: true,
    replay: replayOfRun(lone(changed.simulation)),
    settings,
    recorded: { verdict: phase === '' ? 'Pending' : phase, message },
    differences: own.differences,
    before: replayOfRun(lone(own.simulation)),
    gaps: [...new Set([...backwards(read), ...own.gaps, ...changed.gaps])],
  };
}

/** Where a status has measurements that ended before the one in front of them. */
function backwards({ run }: ReadRun): string[] {
  return run.status.metricResults.flatMap(({ name, measurements }) =>
    measurements.flatMap(({ finishedAtMs }, index) => {
      const before = measurements[index - 1]?.finishedAtMs;
      if (before === undefined || finishedAtMs === undefined || finishedAtMs >= before) return [];
      const times = [before, finishedAtMs].map((ms) => new Date(ms).toISOString().slice(11, 19));
      return [
        `metric "${name}": the clock goes backwards, from ${times.join(' to ')}; measurements are decided in the order of the status`,
      ];
    }),
  );
}
