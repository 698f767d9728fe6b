import type { AnalysisRunPlan } from '../../../manifest/controller/arguments/run.ts';
import { reconcile } from '../../reconcile.ts';
import { isCompleted, NEW_STATUS, type Phase, type Run } from '../../run.ts';
import { MOST_CHANGES_AT_ONCE, type Step } from '../../simulate.ts';
import type { Scene } from '../scene.ts';
import type { PlayedRun, RunKind, TerminationReason, UsedTemplate } from '../timeline.ts';

/** An AnalysisRun of the rollout while it is played. */
export class LiveRun {
  readonly name: string;
  readonly kind: RunKind;
  readonly step: number | undefined;
  readonly analysis: string | undefined;
  readonly templates: readonly UsedTemplate[];
  readonly plan: AnalysisRunPlan;
  readonly startedMs: number;
  readonly steps: Step[] = [];
  run: Run;
  endedMs: number | undefined;
  /** When it is looked at again; undefined where nothing but its being ended would change it. */
  nextMs: number | undefined;

  constructor(of: RunOrigin, name: string, made: MadeRun, nowMs: number) {
    this.name = name;
    this.kind = of.kind;
    this.step = of.step;
    this.analysis = of.analysis;
    this.templates = made.templates;
    this.plan = made.plan;
    this.startedMs = nowMs;
    this.nextMs = nowMs;
    this.run = { spec: made.spec, status: NEW_STATUS };
  }

  get phase(): Phase | '' {
    return this.run.status.phase;
  }

  get message(): string {
    return this.run.status.message;
  }

  get played(): PlayedRun {
    const { name, kind, step, analysis, startedMs, endedMs, run, steps, templates, plan } = this;
    return {
      name,
      kind,
      ...(step === undefined ? {} : { step }),
      ...(analysis === undefined ? {} : { analysis }),
      startedMs,
      endedMs,
      run,
      steps,
      templates,
      plan,
      args: Object.fromEntries(
        plan.args.map((argument) => [
          argument.name,
          argument.valueFrom?.secretKeyRef === undefined ? argument.value : undefined,
        ]),
      ),
    };
  }
}

/** Whom a run is made for. */
export interface RunOrigin {
  readonly kind: RunKind;
  readonly step?: number;
  readonly analysis?: string;
}

export interface MadeRun {
  readonly templates: readonly UsedTemplate[];
  readonly plan: AnalysisRunPlan;
  readonly spec: Run['spec'];
}

/** rollout/analysis.go cancelAnalysisRuns. */
export function terminate(scene: Scene, runs: readonly (LiveRun | undefined)[], why: TerminationReason): void {
  for (const live of runs) {
    if (live === undefined || live.run.spec.terminate === true || isCompleted(live.phase)) continue;
    live.run = { ...live.run, spec: { ...live.run.spec, terminate: true } };
    live.nextMs = scene.nowMs;
    scene.changed = true;
    scene.tell({ kind: 'analysis-terminate', run: live.name, of: live.kind, why });
  }
}

/** Looks at every run that is due, until none has anything to do at this time. True if the phase of one has changed. */
export async function advanceRuns(scene: Scene): Promise<boolean> {
  let hasChanged = false;
  for (const live of scene.runs) {
    let changes = 0;
    while (live.nextMs !== undefined && live.nextMs <= scene.nowMs) {
      // The controller looks at a run again at once for ever where its interval is less than a second.
      if (changes === MOST_CHANGES_AT_ONCE) {
        live.nextMs = Math.floor(scene.nowMs / 1000) * 1000 + 1000;
        break;
      }
      const before = live.run;
      const pass = await reconcile(before, scene.nowMs, scene.input.world);
      live.run = pass.run;
      if (pass.run.status === before.status) {
        // The controller waits for more than an interval.
        live.nextMs = pass.requeueAtMs === undefined ? undefined : Math.max(pass.requeueAtMs, scene.nowMs) + 1;
        continue;
      }
      changes++;
      live.steps.push({ ...pass, atMs: scene.nowMs });
      for (const { metric, measurement, result } of pass.taken) {
        if (!isCompleted(measurement.phase)) continue;
        const name = String(metric.name);
        scene.tell({ kind: 'measurement', run: live.name, of: live.kind, metric: name, measurement, result });
      }
      hasChanged ||= before.status.phase !== pass.run.status.phase;
      if (isCompleted(live.phase)) {
        live.nextMs = undefined;
        live.endedMs = scene.nowMs;
        const { message } = live;
        scene.tell({
          kind: 'analysis-end',
          run: live.name,
          of: live.kind,
          phase: pass.run.status.phase || 'Error',
          message,
        });
      }
    }
  }
  return hasChanged;
}
