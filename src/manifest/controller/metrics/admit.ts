import { readArgument } from '../arguments/read.ts';
import { listOf, objectOf, type Value } from '../read.ts';
import { resolveMetric } from '../substitute/metric.ts';
import type { NamedValue } from '../substitute/text.ts';
import type { Argument, Metric } from '../types.ts';
import { matchDryRun, matchRetention } from './rules.ts';
import { validateMetrics } from './validate.ts';

/** The spec of an AnalysisRun; the lists as written. */
export interface AnalysisRunSpec {
  readonly metrics?: Value;
  readonly args?: Value;
  readonly dryRun?: Value;
  readonly measurementRetention?: Value;
}

/** What the controller knows once it has accepted a run. */
export interface AdmittedRun {
  readonly metrics: readonly Metric[];
  /** Names of metrics that cannot fail the run. */
  readonly dryRun: ReadonlySet<string>;
  /** Measurements kept, by metric name, as the rules say. */
  readonly retention: ReadonlyMap<string, number>;
}

export type Admission =
  | { readonly ok: true; readonly run: AdmittedRun }
  /** The run ends in Error with this message. */
  | { readonly ok: false; readonly message: string };

/** What stands for a secret until it is measured. */
export const SECRET_PLACEHOLDER = 'temp-for-secret';

/** Arguments as the controller substitutes them before it has read any secret; a secret beats a value. */
export const withSecretPlaceholders = (args: readonly Argument[]): readonly NamedValue[] =>
  args.map(({ name, value, valueFrom }) => ({
    name,
    value: valueFrom?.secretKeyRef === undefined ? value : SECRET_PLACEHOLDER,
  }));

/**
 * argo-rollouts analysis/analysis.go reconcileAnalysisRun up to the first measurement: arguments are substituted, then
 * the metrics, the dry-run rules and the retention rules are checked.
 */
export function admitRun(spec: AnalysisRunSpec): Admission {
  const args = withSecretPlaceholders(listOf(spec.args).map(readArgument));
  const metrics: Metric[] = [];
  for (const entry of listOf(spec.metrics)) {
    const resolved = resolveMetric(objectOf(entry), args);
    if (!resolved.ok) return { ok: false, message: `Unable to resolve metric arguments: ${resolved.error}` };
    metrics.push(resolved.metric);
  }
  const dryRun = matchDryRun(listOf(spec.dryRun).map(objectOf), metrics);
  const retention = matchRetention(listOf(spec.measurementRetention).map(objectOf), metrics);
  const problem = validateMetrics(metrics)[0]?.text ?? dryRun.error ?? retention.error;
  if (problem !== undefined) return { ok: false, message: `Analysis spec invalid: ${problem}` };
  return { ok: true, run: { metrics, dryRun: new Set(dryRun.matched.keys()), retention: retention.matched } };
}
