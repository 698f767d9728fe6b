import type { RolloutEvent } from '../analysis/rollout/timeline.ts';
import type { Simulation } from '../analysis/simulate.ts';
import { listOf, objectOf, optionalText, textOf } from '../manifest/controller/read.ts';
import { measurementLog } from './measurement/log.ts';
import type { Replay, ReplayedRun, ReplaySubject } from './model.ts';

/** A run that no Rollout has made. */
export interface LoneRun {
  readonly subject: ReplaySubject;
  readonly kind: 'template' | 'run';
  /** Names. */
  readonly templates: readonly string[];
  readonly startMs: number;
  /** When the play ends if the run does not. */
  readonly cutMs: number;
  readonly simulation: Simulation;
}

/** The replay of a run by itself; notes, recording and objects are for the caller to add. */
export function replayOfRun({ subject, kind, templates, startMs, cutMs, simulation }: LoneRun): Replay {
  const { steps, run, isCut } = simulation;
  const endMs = isCut ? cutMs : (steps.at(-1)?.atMs ?? startMs);
  const { phase, message } = run.status;
  const replayed: ReplayedRun = {
    name: subject.name,
    namespace: subject.namespace,
    kind,
    step: undefined,
    analysis: undefined,
    startedMs: startMs,
    endedMs: isCut ? undefined : endMs,
    run,
    templates,
    args: valuesOf(run.spec.args),
    metrics: measurementLog(steps),
  };
  return {
    subject,
    startMs,
    endMs,
    verdict: phase === '' ? 'Pending' : phase,
    message,
    runs: [replayed],
    events: eventsOf(replayed, steps),
    end: undefined,
    hashes: undefined,
    recording: undefined,
    notes: [],
    objects: [],
  };
}

function valuesOf(args: unknown): Record<string, string | undefined> {
  const values = listOf(args).map((entry) => {
    const { name, value } = objectOf(entry);
    return [textOf(name), optionalText(value)] as const;
  });
  return Object.fromEntries(values);
}

function eventsOf(played: ReplayedRun, steps: Simulation['steps']): RolloutEvent[] {
  const run = played.name;
  // Whom the run belongs to means nothing here: it is nobody's step.
  const of = 'step';
  const templates = played.templates.map((name) => ({ name, clusterScope: false }));
  const events: RolloutEvent[] = [{ kind: 'analysis-start', atMs: played.startedMs, run, of, templates }];
  for (const { atMs, taken } of steps) {
    for (const { metric, measurement, result } of taken) {
      events.push({ kind: 'measurement', atMs, run, of, metric: textOf(metric.name), measurement, result });
    }
  }
  if (played.endedMs !== undefined) {
    const { phase, message } = played.run.status;
    events.push({
      kind: 'analysis-end',
      atMs: played.endedMs,
      run,
      of,
      phase: phase === '' ? 'Pending' : phase,
      message,
    });
  }
  return events;
}
