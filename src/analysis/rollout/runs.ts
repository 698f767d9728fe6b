import { buildRolloutArguments } from '../../manifest/controller/arguments/build.ts';
import { collectTemplates, nameOf } from '../../manifest/controller/arguments/collect.ts';
import { type AnalysisRunPlan, planAnalysisRun } from '../../manifest/controller/arguments/run.ts';
import { isObject, objectOf, type Value } from '../../manifest/controller/read.ts';
import { traceBuiltArguments } from '../../manifest/controller/references/analysis.ts';
import type { Argument, RolloutAnalysis, TracedArgument } from '../../manifest/controller/types.ts';
import type { Json, JsonObject } from '../../yaml/tree.ts';
import { reconcile } from '../reconcile.ts';
import { isCompleted, NEW_STATUS, type Phase, type Run } from '../run.ts';
import type { Step } from '../simulate.ts';
import { ReconcileError, type Scene } from './scene.ts';
import type { PlayedRun, RunKind, TerminationReason, UsedTemplate } from './timeline.ts';

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

interface MadeRun {
  readonly templates: readonly UsedTemplate[];
  readonly plan: AnalysisRunPlan;
  readonly spec: Run['spec'];
}

export interface RunSource {
  /** `templates` of the user: entries with templateName and clusterScope. */
  readonly refs: Value;
  readonly args: readonly TracedArgument[];
  readonly dryRun?: Value;
  readonly measurementRetention?: Value;
}

/** What the API server says of an object that is not there. */
export const notFound = (clusterScope: boolean, name: string): string =>
  `${clusterScope ? 'clusteranalysistemplate' : 'analysistemplate'}.argoproj.io "${name}" not found`;

/**
 * argo-rollouts rollout/analysis.go newAnalysisRunFromRollout, experiments/experiment.go newAnalysisRun. Throws a
 * ReconcileError with the controller's words where a template or an argument is missing.
 */
function makeRun(scene: Scene, source: RunSource): MadeRun {
  const collected = collectTemplates<JsonObject>(source.refs, (name, scope) => scene.input.template(name, scope));
  const [missing] = collected.missing;
  if (missing !== undefined) throw new ReconcileError(notFound(missing.clusterScope, missing.name));
  const { templates, clusterTemplates } = collected;
  const planned = planAnalysisRun({
    templates,
    clusterTemplates,
    args: source.args,
    ...(source.dryRun === undefined ? {} : { dryRun: source.dryRun }),
    ...(source.measurementRetention === undefined ? {} : { measurementRetention: source.measurementRetention }),
  });
  if (!planned.ok) throw new ReconcileError(planned.error);
  const plan = planned.value;
  const used = (list: readonly JsonObject[], clusterScope: boolean): UsedTemplate[] =>
    list.map((template) => ({ name: nameOf(template), clusterScope }));
  return {
    templates: [...used(templates, false), ...used(clusterTemplates, true)],
    plan,
    spec: {
      metrics: plan.metrics.map(({ value }) => toJson(value)),
      args: plan.args.map(argumentJson),
      dryRun: plan.dryRun.map(({ value }) => toJson(value)),
      measurementRetention: plan.measurementRetention.map(({ value }) => toJson(value)),
    },
  };
}

const toJson = (value: unknown): JsonObject => (isObject(value) ? value : {});

function argumentJson({ name, value, valueFrom }: Argument): Json {
  const source: Record<string, Json> = {};
  if (valueFrom?.secretKeyRef !== undefined) source['secretKeyRef'] = { ...valueFrom.secretKeyRef };
  if (valueFrom?.fieldRef !== undefined) source['fieldRef'] = { ...valueFrom.fieldRef };
  return {
    name,
    ...(value === undefined ? {} : { value }),
    ...(valueFrom === undefined ? {} : { valueFrom: source }),
  };
}

/** rollout/analysis.go createAnalysisRun; the arguments as the controller builds them. */
export function createRolloutRun(scene: Scene, of: RunOrigin, analysis: RolloutAnalysis, infix: string): LiveRun {
  const args = builtArguments(scene, analysis.args);
  const parts = [scene.name, scene.canary.hash, `${scene.revision}`, ...(infix === '' ? [] : [infix])];
  const source: RunSource = {
    refs: analysis.templates,
    args,
    dryRun: analysis.dryRun,
    measurementRetention: analysis.measurementRetention,
  };
  return createRun(scene, of, parts.join('-'), source);
}

/** utils/analysis/factory.go BuildArgumentsForRolloutAnalysisRun, whose error ends the pass. */
export function builtArguments(scene: Scene, args: Value): readonly TracedArgument[] {
  const hashes = { stable: scene.stable?.hash ?? '', latest: scene.canary.hash };
  const built = buildRolloutArguments(args, hashes, scene.rollout);
  if (built.error !== undefined) throw new ReconcileError(built.error);
  return traceBuiltArguments(built);
}

/** utils/analysis/helpers.go CreateWithCollisionCounter. */
export function createRun(scene: Scene, of: RunOrigin, baseName: string, source: RunSource): LiveRun {
  const made = makeRun(scene, source);
  let name = baseName;
  for (let count = 1; scene.run(name) !== undefined; count++) name = `${baseName}.${count}`;
  const run = new LiveRun(of, name, made, scene.nowMs);
  scene.runs.push(run);
  scene.changed = true;
  scene.tell({ kind: 'analysis-start', run: name, of: of.kind, templates: made.templates });
  return run;
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
    while (live.nextMs !== undefined && live.nextMs <= scene.nowMs) {
      const before = live.run;
      const pass = await reconcile(before, scene.nowMs, scene.input.world);
      live.run = pass.run;
      if (pass.run.status === before.status) {
        // The controller waits for more than an interval.
        live.nextMs = pass.requeueAtMs === undefined ? undefined : Math.max(pass.requeueAtMs, scene.nowMs) + 1;
        continue;
      }
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

export const analysisOf = (value: Value): RolloutAnalysis => objectOf(value);
