import { buildRolloutArguments } from '../../../manifest/controller/arguments/build.ts';
import { collectTemplates, nameOf } from '../../../manifest/controller/arguments/collect.ts';
import { planAnalysisRun } from '../../../manifest/controller/arguments/run.ts';
import { isObject, type Value } from '../../../manifest/controller/read.ts';
import { traceBuiltArguments } from '../../../manifest/controller/references/analysis.ts';
import type { Argument, RolloutAnalysis, TracedArgument } from '../../../manifest/controller/types.ts';
import type { Json, JsonObject } from '../../../yaml/tree.ts';
import { ReconcileError, type Scene } from '../scene.ts';
import type { UsedTemplate } from '../timeline.ts';
import { LiveRun, type MadeRun, type RunOrigin } from './live-run.ts';

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
