import { listOf, objectOf, textOf, type Value } from '../read.ts';
import type {
  AnalysisTemplate,
  AnalysisTemplateSpec,
  ControllerError,
  Metric,
  MetricRule,
  Outcome,
  Place,
  Traced,
  TracedArgument,
} from '../types.ts';
import { readArguments } from './read.ts';

/** Several templates as one. */
export interface FlattenedTemplate {
  readonly metrics: readonly Traced<Metric>[];
  readonly dryRun: readonly Traced<MetricRule>[];
  readonly measurementRetention: readonly Traced<MetricRule>[];
  readonly args: readonly TracedArgument[];
}

/**
 * argo-rollouts utils/analysis/helpers.go FlattenTemplates: namespaced templates first, then cluster templates.
 * Metrics, rules and arguments are checked in that order; the first collision is the error.
 */
export function flattenTemplates(
  templates: readonly AnalysisTemplate[],
  clusterTemplates: readonly AnalysisTemplate[],
): Outcome<FlattenedTemplate> {
  const flattened = collect(templates, clusterTemplates);
  const error =
    duplicateMetric(flattened.metrics) ??
    duplicateDryRun(flattened.dryRun) ??
    duplicateRetention(flattened.measurementRetention);
  if (error !== undefined) return { ok: false, ...error };
  const args = combineArguments(flattened.args);
  return args.ok ? { ok: true, value: { ...flattened, args: args.value } } : args;
}

/** Everything of all templates in the controller's order, arguments not yet combined. */
function collect(
  templates: readonly AnalysisTemplate[],
  clusterTemplates: readonly AnalysisTemplate[],
): FlattenedTemplate {
  const sources = [
    ...templates.map((template, index) => ({ source: 'template' as const, index, template })),
    ...clusterTemplates.map((template, index) => ({ source: 'clusterTemplate' as const, index, template })),
  ].map(({ source, index, template }) => {
    const spec: AnalysisTemplateSpec = objectOf(template.spec);
    return { source, index, spec };
  });
  const traced = (field: 'metrics' | 'dryRun' | 'measurementRetention'): readonly Traced<Metric & MetricRule>[] =>
    sources.flatMap(({ source, index, spec }) => tracedEntries(spec[field], { source, index, path: ['spec', field] }));
  return {
    metrics: traced('metrics'),
    dryRun: traced('dryRun'),
    measurementRetention: traced('measurementRetention'),
    args: sources.flatMap(({ source, index, spec }) => readArguments(spec.args, source, index, ['spec', 'args'])),
  };
}

/** The entries of a list that stands at `at`. */
export const tracedEntries = (list: Value, at: Place): readonly Traced<Metric & MetricRule>[] =>
  listOf(list).map((entry, index) => ({ value: objectOf(entry), at: { ...at, path: [...at.path, index] } }));

function duplicateMetric(metrics: readonly Traced<Metric>[]): ControllerError | undefined {
  return duplicate(metrics, ({ name }) => textOf(name), 'metric-name-collision', 'two metrics have the same name');
}

/** helpers.go validateDryRunMetrics. */
export const duplicateDryRun = (rules: readonly Traced<MetricRule>[]): ControllerError | undefined =>
  duplicate(rules, ruleName, 'dry-run-collision', 'two Dry-Run metric rules have the same name');

/** helpers.go validateMeasurementRetentionMetrics. */
export const duplicateRetention = (rules: readonly Traced<MetricRule>[]): ControllerError | undefined =>
  duplicate(rules, ruleName, 'retention-collision', 'two Measurement Retention metric rules have the same name');

const ruleName = ({ metricName }: MetricRule): string => textOf(metricName);

function duplicate<T>(
  entries: readonly Traced<T>[],
  nameOf: (value: T) => string,
  code: string,
  problem: string,
): ControllerError | undefined {
  const seen = new Map<string, Place>();
  for (const { value, at } of entries) {
    const name = nameOf(value);
    const first = seen.get(name);
    if (first !== undefined) return { code, error: `${problem} '${name}'`, places: [at, first] };
    seen.set(name, at);
  }
  return undefined;
}

/** helpers.go flattenArgs: an entry replaces an earlier one without a value, even with nothing. */
function combineArguments(args: readonly TracedArgument[]): Outcome<readonly TracedArgument[]> {
  const combined: TracedArgument[] = [];
  for (const added of args) {
    const index = combined.findIndex(({ name }) => name === added.name);
    const known = combined[index];
    if (known === undefined) {
      combined.push(added);
    } else if (known.value === undefined) {
      combined[index] = added;
    } else if (added.value !== undefined && added.value !== known.value) {
      const values = `'${known.value}', '${added.value}'`;
      return {
        ok: false,
        code: 'argument-conflict',
        error: `Argument \`${known.name}\` specified multiple times with different values: ${values}`,
        places: [added.declaredAt, known.declaredAt],
      };
    }
  }
  return { ok: true, value: combined };
}
