import type { JsonPath } from '../../../yaml/tree.ts';
import { type BuiltArguments, buildRolloutArguments, DUMMY_HASHES } from '../arguments/build.ts';
import { nameOf } from '../arguments/collect.ts';
import { readArguments } from '../arguments/read.ts';
import { planAnalysisRun } from '../arguments/run.ts';
import { child, type Field, invalid, item, shown } from '../kubernetes/field-error.ts';
import { listOf, objectOf, optionalList, optionalObject, textOf, type Value } from '../read.ts';
import { blueGreenOf, canaryOf } from '../rollout/defaults.ts';
import { effectiveCount, formatIntOrString } from '../scalars/int-or-string.ts';
import { resolveMetric } from '../substitute/metric.ts';
import type {
  AnalysisTemplate,
  AnalysisTemplateSpec,
  Metric,
  Place,
  Rollout,
  RolloutAnalysis,
  TracedArgument,
} from '../types.ts';
import { BLUE_GREEN, CANARY, type ReferenceFailure } from './failure.ts';

export type AnalysisKind = 'inline' | 'background' | 'prePromotion' | 'postPromotion';

/** An analysis that a Rollout asks for. */
export interface AnalysisReference {
  readonly kind: AnalysisKind;
  /** The index of the step of an inline analysis. */
  readonly stepIndex?: number;
  readonly analysis: RolloutAnalysis;
  /** Where `analysis` stands. */
  readonly path: JsonPath;
  /** Its `templates`, at which the controller points. */
  readonly field: Field;
}

/** argo-rollouts rollout/controller.go getReferencedRolloutAnalyses: the analyses of a Rollout in its order. */
export function analysisReferences(rollout: Rollout): readonly AnalysisReference[] {
  const blueGreen = blueGreenOf(rollout);
  if (blueGreen !== undefined) {
    return [
      ...reference('prePromotion', blueGreen.prePromotionAnalysis, child(BLUE_GREEN, 'prePromotionAnalysis')),
      ...reference('postPromotion', blueGreen.postPromotionAnalysis, child(BLUE_GREEN, 'postPromotionAnalysis')),
    ];
  }
  const canary = canaryOf(rollout);
  return [
    ...listOf(canary?.steps).flatMap((step, stepIndex) => {
      const at = child(item(child(CANARY, 'steps'), stepIndex), 'analysis');
      return reference('inline', objectOf(step)['analysis'], at, stepIndex);
    }),
    ...reference('background', canary?.analysis, child(CANARY, 'analysis')),
  ];
}

function reference(kind: AnalysisKind, analysis: Value, at: Field, stepIndex?: number): AnalysisReference[] {
  const written = optionalObject(analysis);
  if (written === undefined) return [];
  return [
    {
      kind,
      analysis: written,
      path: at.path,
      field: child(at, 'templates'),
      ...(stepIndex === undefined ? {} : { stepIndex }),
    },
  ];
}

/**
 * argo-rollouts validation_references.go ValidateAnalysisTemplatesWithType: whether the templates of one analysis fit
 * together and, unless it runs in the background, whether each by itself ends. `templates` and `clusterTemplates`
 * are all those that collectTemplates finds, in its order.
 */
export function validateAnalysis(
  rollout: Rollout,
  { kind, analysis, field }: AnalysisReference,
  templates: readonly AnalysisTemplate[],
  clusterTemplates: readonly AnalysisTemplate[],
): readonly ReferenceFailure[] {
  const built = buildRolloutArguments(analysis.args, DUMMY_HASHES, rollout);
  const args = traceBuiltArguments(built);
  const lists = [{}, ...ruleLists(rollout)];
  for (const rules of lists) {
    const plan = planAnalysisRun({ templates, clusterTemplates, args, ...rules });
    if (plan.ok) continue;
    const names = [...templates, ...clusterTemplates].map(nameOf).join(' ');
    const error = invalid(field, plan.code, shown(`templateNames: [${names}]`), plan.error);
    return [{ ...error, places: plan.places }];
  }
  const validateOne = kind === 'background' ? validateBackgroundTemplate : validateEndingTemplate;
  return [
    ...templates.flatMap((template, index) => validateOne(rollout, template, field, place('template', index))),
    ...clusterTemplates.flatMap((template, index) =>
      validateOne(rollout, template, field, place('clusterTemplate', index)),
    ),
  ];
}

const place = (source: Place['source'], index: number): Place => ({ source, index, path: ['spec'] });

/** The rules of every inline analysis of a canary: each analysis is tried with those of all steps. */
const ruleLists = (rollout: Rollout): readonly Pick<RolloutAnalysis, 'dryRun' | 'measurementRetention'>[] =>
  listOf(canaryOf(rollout)?.steps).flatMap((step) => {
    const analysis = optionalObject(objectOf(step)['analysis']);
    return analysis === undefined
      ? []
      : [{ dryRun: analysis['dryRun'], measurementRetention: analysis['measurementRetention'] }];
  });

/** Built arguments with the entries of `args` that they come from; places start at the analysis. */
export function traceBuiltArguments({ args }: BuiltArguments): readonly TracedArgument[] {
  return (args ?? []).map((argument, index) => {
    const declaredAt: Place = { source: 'user', index: 0, path: ['args', index] };
    return { ...argument, declaredAt, valueAt: declaredAt };
  });
}

const DUMMY_VALUE = 'dummy-value';

/** validation_references.go ValidateAnalysisTemplateWithType for analyses that have to end. */
function validateEndingTemplate(
  _rollout: Rollout,
  template: AnalysisTemplate,
  field: Field,
  at: Place,
): ReferenceFailure[] {
  const name = nameOf(template);
  const spec: AnalysisTemplateSpec = objectOf(template.spec);
  const args = readArguments(spec.args, at.source, at.index, [...at.path, 'args']);
  const refuse = (code: string, detail: string, places: readonly Place[]): ReferenceFailure => ({
    ...invalid(field, code, shown(name), detail),
    places,
  });
  const ambiguous = args.find(({ value, valueFrom }) => value !== undefined && valueFrom !== undefined);
  if (ambiguous !== undefined) {
    const detail = `AnalysisTemplate ${name}: arg '${ambiguous.name}' has both Value and ValueFrom fields`;
    return [refuse('argument-value-and-source', detail, [ambiguous.declaredAt])];
  }
  // The controller fills in what templates say, never what the Rollout passes.
  const values = args.map((argument) => ({ name: argument.name, value: argument.value ?? DUMMY_VALUE }));
  const errors: ReferenceFailure[] = [];
  for (const [index, entry] of listOf(spec.metrics).entries()) {
    const metric: Metric = objectOf(entry);
    const metricPlace: Place = { ...at, path: [...at.path, 'metrics', index] };
    const resolved = resolveMetric(metric, values);
    if (!resolved.ok) {
      const culprit = resolved.unresolved?.at(-1)?.from ?? resolved.unclosed;
      const where = culprit === undefined ? metricPlace : { ...at, path: [...metricPlace.path, ...culprit.path] };
      return [refuse(resolved.code, `AnalysisTemplate ${name}: ${resolved.error}`, [where])];
    }
    if (effectiveCount(resolved.metric) !== undefined) continue;
    const count = formatIntOrString(resolved.metric.count);
    const metricName = textOf(resolved.metric.name);
    const detail = `AnalysisTemplate ${name} has metric ${metricName} which runs indefinitely. Invalid value for count: ${count}`;
    errors.push(refuse('metric-indefinite', detail, [{ ...metricPlace, path: [...metricPlace.path, 'count'] }]));
  }
  return errors;
}

/** validation_references.go ValidateAnalysisTemplateWithType for background analysis. */
function validateBackgroundTemplate(
  rollout: Rollout,
  template: AnalysisTemplate,
  field: Field,
  at: Place,
): ReferenceFailure[] {
  const name = nameOf(template);
  const spec: AnalysisTemplateSpec = objectOf(template.spec);
  const passed = optionalList(objectOf(canaryOf(rollout)?.analysis)['args']);
  return readArguments(spec.args, at.source, at.index, [...at.path, 'args'])
    .filter(({ value, valueFrom }) => value === undefined && valueFrom === undefined)
    .filter(
      (argument) => passed === undefined || !passed.some((entry) => textOf(objectOf(entry)['name']) === argument.name),
    )
    .map((argument) => {
      const detail = passed === undefined ? 'missing analysis arguments in rollout spec' : argument.name;
      return { ...invalid(field, 'argument-not-passed', shown(name), detail), places: [argument.declaredAt] };
    });
}
